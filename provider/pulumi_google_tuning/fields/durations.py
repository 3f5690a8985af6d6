"""Durations as people write them: `90s`, `30m`, `6h`, `1h30m`, `2d`."""

from __future__ import annotations

import re
from typing import Final

_SECONDS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_WHOLE: Final = re.compile(rf"(?:{_PART.pattern})+")
_MOST_SECONDS: Final = 365 * _SECONDS["d"]
"""A wait longer than a year is a slip of the keyboard, and overflows a lock's timeout."""
_QUOTED_CHARS: Final = 40


def parse(text: str) -> float:
    """Return a duration in seconds.

    Numbers with the units ms, s, m, h and d, one after another, are added up. Raises ValueError
    with a sentence without a subject (`is "6", …`), to be put after the name of a field.
    """
    if not _WHOLE.fullmatch(text):
        quoted = text if len(text) <= _QUOTED_CHARS else text[: _QUOTED_CHARS - 1] + "…"
        raise ValueError(f'is "{quoted}", not a duration like 90s, 30m, 6h, 1h30m or 2d')
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
    if seconds > _MOST_SECONDS:
        raise ValueError("is longer than a year (365d)")
    return seconds
