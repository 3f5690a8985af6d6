"""Text from elsewhere, made fit for a terminal, and values as people read them."""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STATE_PREFIX = "JOB_STATE_"
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")


def safe(text: str, *, lines: bool = False) -> str:
    """Remove what a terminal would obey: display names and models' answers come from others.

    Escape sequences and characters that turn the direction of writing become spaces; with
    `lines`, line breaks and tabs stay.
    """
    return _CONTROL.sub(lambda found: _replace_control(found.group(), lines=lines), text)


def _replace_control(character: str, *, lines: bool) -> str:
    return character if lines and character in "\n\t" else " "


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
