"""Which inputs are secret: the engine hands a dynamic provider each value in the clear.

So the program, which knows, says it: the names of the secret inputs travel and are stored beside
them, under a key that the engine takes for its own (`__…`) and shows nowhere. When that goes: no
input counts as secret, and the provider's own sentences show what they show of any other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi.dynamic import CheckFailure

from pulumi_google_tuning.doors.shared.failures import told_failure
from pulumi_google_tuning.fields.redact import redact

if TYPE_CHECKING:
    from pulumi_google_tuning.doors.dynamic.request import Request
    from pulumi_google_tuning.fields.messages import Failure

KEY: Final = "__secretInputs"
# Everything of a request that may hold inputs, of this run or of the state.
_PARTS: Final = ("news", "olds", "old_inputs", "inputs", "properties")
# Of a list of training examples not all are looked for: the gate leaves out what is from a row.
_MOST_VALUES: Final = 1000


def mark_of(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the mark of some inputs, to be handed back with them; none where nothing is secret."""
    names = (values or {}).get(KEY)
    return {KEY: names} if isinstance(names, list) and names else {}


def stored_mark(request: Request | None, part: str) -> dict[str, Any]:
    """Return the mark of a part of the request that the host didn't pass on."""
    names = list(_names(request, part))
    return {KEY: names} if names else {}


def failed_check(failure: Failure, hidden: frozenset[str]) -> CheckFailure:
    """Return a failure as the SDK takes it."""
    return CheckFailure(*told_failure(failure, hidden))


def names_in(request: Request | None) -> frozenset[str]:
    """Return the inputs that are secret now, or were in the state."""
    return frozenset(name for part in _PARTS for name in _names(request, part))


def _names(request: Request | None, part: str) -> Iterable[str]:
    struct = request.field(part) if request is not None else None
    if struct is None or KEY not in struct.fields:
        return ()
    return [one.string_value for one in struct.fields[KEY].list_value.values]


def masked_in(request: Request | None) -> Callable[[str], str]:
    """Return what takes the values of this request's secret inputs out of a sentence.

    Google quotes what it refuses: a name, an address, a number.
    """
    values = tuple(itertools.islice(_values_in(request), _MOST_VALUES))
    return (lambda text: redact(text, values)) if values else (lambda text: text)


def _values_in(request: Request | None) -> Iterator[str]:
    if request is None or not (names := names_in(request)):
        return
    for part in _PARTS:
        struct = request.field(part)
        given = {} if struct is None else struct.fields
        for name in sorted(names):
            if name in given:
                yield from _texts(given[name])


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts and numbers in a protobuf Value, as a sentence has them."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        yield value.string_value
    elif kind == "number_value":
        yield f"{value.number_value:.15g}"
    elif kind == "struct_value":
        for item in value.struct_value.fields.values():
            yield from _texts(item)
    elif kind == "list_value":
        for item in value.list_value.values:
            yield from _texts(item)
