"""Which inputs are secret: the engine hands a dynamic provider each value in the clear.

So the program, which knows, says it: the names of the secret inputs travel and are stored beside
them, under a key that the engine takes for its own (`__…`) and shows nowhere. When that goes: no
input counts as secret, and the provider's own sentences show what they show of any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi.dynamic import CheckFailure

from pulumi_google_tuning.fields.foreign import visible

if TYPE_CHECKING:
    from pulumi_google_tuning.doors.dynamic.request import Request
    from pulumi_google_tuning.fields.messages import Failure

KEY: Final = "__secretInputs"
# Everything of a request that may hold inputs, of this run or of the state.
_PARTS: Final = ("news", "olds", "old_inputs", "inputs", "properties")


def mark_of(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the mark of some inputs, to be handed back with them; none where nothing is secret."""
    names = (values or {}).get(KEY)
    return {KEY: names} if isinstance(names, list) and names else {}


def stored_mark(request: Request | None, part: str) -> dict[str, Any]:
    """Return the mark of a part of the request that the host didn't pass on."""
    names = list(_names(request, part))
    return {KEY: names} if names else {}


def failed_check(failure: Failure, secret: frozenset[str]) -> CheckFailure:
    """Return a failure as the engine takes it; it prints the value of a property that is named.

    A secret's value too (resource/deploy/step_generator.go, issueCheckErrors): so of a secret input
    the name stands in the sentence alone.
    """
    path, reason = visible(failure.path), visible(failure.reason, lines=True)
    if re.split(r"[.\[]", path, maxsplit=1)[0] in secret:
        return CheckFailure("", f"{path}: {reason}")
    return CheckFailure(path, reason)


def names_in(request: Request | None) -> frozenset[str]:
    """Return the inputs that are secret now, or were in the state."""
    return frozenset(name for part in _PARTS for name in _names(request, part))


def _names(request: Request | None, part: str) -> Iterable[str]:
    struct = request.field(part) if request is not None else None
    if struct is None or KEY not in struct.fields:
        return ()
    return [one.string_value for one in struct.fields[KEY].list_value.values]
