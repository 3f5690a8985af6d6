"""What is only shown of an object: its progress, and the outputs that are computed from it.

A training that was paid for must not be lost for a number beside it: whatever goes wrong in reading
one ends here, and nothing is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.kept import Derived
from pulumi_google_tuning.lifecycle.abilities.waited_for import Progress, WaitedFor
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.moving import Movement, Moving


def progress(kind: Kind, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
    """Return an object's progress; only its phase, where the rest can't be read."""
    waited_for = WaitedFor.of(kind)
    try:
        return waited_for.progress(obj, values)
    except Exception:  # noqa: BLE001 - see above
        return Progress(waited_for.phase(obj))


def movement(kind: Kind, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Movement | None:
    """Return how an object moves; None where that can't be read, and then it never stands still."""
    try:
        return Moving.of(kind).movement(obj, values)
    except Exception:  # noqa: BLE001 - see above
        return None


def derived(kind: Kind, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
    """Return the outputs that are computed from an object; none, where they can't be."""
    try:
        return Derived.of(kind).derived(obj, values)
    except Exception:  # noqa: BLE001 - see above
        return {}
