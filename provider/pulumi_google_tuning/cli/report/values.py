"""Values of an exported state as text: secrets hidden, numbers and times as people read them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

SECRET = "[secret]"  # noqa: S105 - what is shown in the place of one
# How Pulumi marks a value that isn't plain JSON, and how a secret among them.
# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105
_LONGEST_TEXT = 2000
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TIME = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$")
_LABELS = {"epochCount": "epochs", "hyperParameters": "hyperparameters"}
_BIG = 1e15


def hide_secrets(value: Any) -> Any:
    """Copy a value of the state with `[secret]` for each secret, encrypted or shown, at any depth.

    Assets and the other marked values of Pulumi's become None: they hold content.
    """
    if isinstance(value, Mapping):
        if _SIGNATURE in value:
            return SECRET if value[_SIGNATURE] == _SECRET_SIGNATURE else None
        return {str(name): hide_secrets(item) for name, item in value.items()}
    if isinstance(value, list):
        return [hide_secrets(item) for item in value]
    return value


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a map as it is, and an empty one in the place of anything else."""
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    """Return a list as it is, and an empty one in the place of anything else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """Write a scalar: text (cut at 2,000 characters), a number or a truth; None for the rest."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else value[: _LONGEST_TEXT - 1] + "…"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return figure(value)
    return None


def number(value: Any) -> float | None:
    """Read a finite number, also one written as text (as int64 is); None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """Read a whole number that isn't negative; None for anything else."""
    found = number(value)
    return None if found is None or found < 0 else int(found)


def figure(value: float) -> str:
    """Write a number short and exact enough: `1,200`, `0.2503`, `5e-05`."""
    if float(value).is_integer() and abs(value) < _BIG:
        return f"{int(value):,}"
    return f"{value:.4g}"


def label(name: str) -> str:
    """Write a field's name as words: `learningRate` as `learning rate`."""
    return _LABELS.get(name) or _WORDS.sub(" ", name).lower()


def seconds_between(start: Any, end: Any) -> float | None:
    """Return the seconds between two RFC 3339 times; None where one is missing or later."""
    first, last = _time(start), _time(end)
    if first is None or last is None or last < first:
        return None
    return (last - first) / timedelta(seconds=1)


def duration(seconds: float) -> str:
    """Write a duration in its two largest units: `1 h 23 min`, `45 s`, `0.5 s`."""
    if seconds < 10:  # noqa: PLR2004 - below it a tenth says something
        return f"{seconds:.1f} s"
    left = round(seconds)
    parts: list[str] = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
        if len(parts) == 2:  # noqa: PLR2004
            break
    return " ".join(part for part in parts if part)


def moment(value: Any) -> str | None:
    """Write an RFC 3339 time to the second, with its zone unless that is UTC."""
    found = _time(value)
    if found is None:
        return None
    zone = found.strftime(" %z") if found.utcoffset() else ""
    return f"{found:%Y-%m-%d %H:%M:%S}{zone}"


def _time(value: Any) -> datetime | None:
    found = _TIME.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    # Google writes nanoseconds, and Python 3.10 reads six digits or none.
    fraction = f"{found[2] or '.0':0<7}"[:7]
    try:
        return datetime.fromisoformat(f"{found[1]}{fraction}{found[3].replace('Z', '+00:00')}")
    except ValueError:
        return None
