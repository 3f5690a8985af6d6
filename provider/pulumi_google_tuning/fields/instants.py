"""Instants as Google writes them: RFC 3339, with as many digits of a second as the day brings.

Source: https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp (0, 3, 6 or 9 digits).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

_INSTANT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)"
)


def today() -> date:
    """Return the day, in UTC."""
    return datetime.now(tz=timezone.utc).date()


def is_instant(value: Any) -> bool:
    """Return whether a value names an instant."""
    return _parsed(value) is not None


def seconds_of(value: Any) -> float | None:
    """Return the seconds since 1970 of an instant, with its fraction; None for what is none."""
    found = _parsed(value)
    if found is None:
        return None
    try:
        return found[0].timestamp() + float(f"0.{found[1] or 0}")
    except (OverflowError, ValueError):  # no year that a clock knows
        return None


def same_instant(one: Any, other: Any) -> bool:
    """Return whether two values name one instant, as far as the less exact of them tells.

    The same moment may be written with other digits, or in another time zone. What is no instant
    is the same as nothing else.
    """
    first, second = _parsed(one), _parsed(other)
    if first is None or second is None:
        return False
    digits = min(len(first[1]), len(second[1]))
    return first[0] == second[0] and first[1][:digits] == second[1][:digits]


def is_before(one: Any, other: Any, margin: timedelta = timedelta()) -> bool:
    """Return whether the first instant is certainly before the other, by more than the margin.

    As far as the less exact of them tells; what is no instant is before nothing. The margin is for
    instants of two clocks.
    """
    first, second = _parsed(one), _parsed(other)
    if first is None or second is None:
        return False
    digits = min(len(first[1]), len(second[1]))
    try:
        latest = first[0] + margin
    except OverflowError:  # the end of the year 9999
        return False
    return (latest, first[1][:digits]) < (second[0], second[1][:digits])


def seconds_between(start: Any, end: Any) -> float | None:
    """Return the whole seconds from one instant to another; None where that can't be told."""
    first, last = _parsed(start), _parsed(end)
    if first is None or last is None or last[0] < first[0]:
        return None
    return (last[0] - first[0]).total_seconds()


def _parsed(value: Any) -> tuple[datetime, str] | None:
    """Return the whole second, with its time zone, and the digits after it."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    day, time, digits, zone = found.groups()
    offset = "+00:00" if zone in "Zz" else zone
    try:
        return datetime.fromisoformat(f"{day}T{time}{offset}"), digits or ""
    except ValueError:  # a 13th month
        return None
