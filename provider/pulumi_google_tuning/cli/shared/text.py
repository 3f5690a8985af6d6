"""Text from elsewhere, made fit for a terminal, and values as people read them."""

from __future__ import annotations

import re
from typing import Any

from pulumi_google_tuning.fields.foreign import visible

_BREAKS = re.compile(r"[\t\n\r\v\f]+")
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
