"""What has changed since an earlier report: in words, a line a training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.cli.report.model import Change
from pulumi_google_tuning.cli.report.record import Record
from pulumi_google_tuning.fields import tolerant

_PLAIN: Final = ("state", "steps", "final loss")


def since(before: Record, now: Record) -> tuple[Change, ...]:
    """Return what has changed, in the order of the page.

    Of what only one of two pages was asked for, nothing is told.
    """
    old, new = tolerant.mapping(before.get("trainings")), tolerant.mapping(now.get("trainings"))
    found = []
    for key in [*new, *sorted(key for key in old if key not in new)]:
        kind, _, name = str(key).partition(" ")
        if key not in new:
            if now.get("only") is None:
                found.append(Change(name, kind, "is gone"))
        elif key not in old:
            only = before.get("only")
            if only is None or name in only:
                state = str(tolerant.mapping(new[key]).get("state", "")).lower()
                found.append(Change(name, kind, f"is new ({state})"))
        else:
            words = ", ".join(_words(tolerant.mapping(old[key]), tolerant.mapping(new[key])))
            if words:
                found.append(Change(name, kind, words))
    return tuple(found)


def _words(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old.get("made") != new.get("made"):
        yield "trained again"
    for name in _PLAIN:
        if old.get(name) != new.get(name):
            yield f"{name} {_value(old.get(name))} → {_value(new.get(name))}"
    if old.get("data") != new.get("data"):
        yield "other data"
    before, now = tolerant.mapping(old.get("settings")), tolerant.mapping(new.get("settings"))
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            yield f"{name} {_value(before.get(name))} → {_value(now.get(name))}"


def _value(value: Any) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
