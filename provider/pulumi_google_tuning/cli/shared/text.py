"""Text from elsewhere, made fit for a terminal, and values as people read them."""

from __future__ import annotations

import math
import re
from typing import Any

from pulumi_google_tuning.fields.foreign import visible

_BREAKS = re.compile(r"[\t\n\r\v\f]+")
_MINUTE = 60
_STATE_PREFIX = "JOB_STATE_"
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")


def safe(text: str, *, lines: bool = False) -> str:
    """Show what a terminal would obey: display names and models' answers come from others.

    In a cell, line breaks and tabs become spaces; with `lines` they stay.
    """
    return visible(text if lines else _BREAKS.sub(" ", text), lines=lines)


def state_word(state: Any) -> str:
    """Return a state without what Google writes before each of them: `RUNNING`."""
    return str(state or "").removeprefix(_STATE_PREFIX)


def minute(time: Any) -> str:
    """Write a time stamp of Google's to the minute, in UTC: `2026-11-21 07:10`."""
    found = _TIME.match(str(time or ""))
    return f"{found[1]} {found[2]}" if found else ""


def count(number: int, noun: str) -> str:
    """Count things: `1 row`, `1,200 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def about(seconds: float) -> str:
    """Write a duration that is an estimate, no finer than it can be: `40 s`, `12 min`, `3 h`."""
    if seconds < _MINUTE:
        return f"{max(1, math.ceil(seconds / 10)) * 10} s"
    minutes = round(seconds / _MINUTE)
    if minutes < 2 * _MINUTE:
        return f"{minutes} min"
    return f"{round(minutes / _MINUTE)} h"
