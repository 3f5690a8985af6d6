"""Time spans in words."""

from __future__ import annotations

_MOST_IN_SECONDS = 90
"""Up to there seconds are easier to grasp."""
_LONGEST = 1e15
"""Arithmetic on an odd answer's numbers may give an endless span."""


def span(seconds: float) -> str:
    """Write a time span as people do: `42 s`, `7 min`, `2 h 5 min`."""
    if seconds < _MOST_IN_SECONDS:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(min(seconds, _LONGEST) / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
