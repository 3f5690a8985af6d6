"""A row of results: its name, its figures, and beside them the floor and the ratio to it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def over(figure: float, floor: float) -> float:
    """Return how many times the floor a figure is."""
    return round(figure / max(floor, 1e-9), 2)


def middle(figures: Sequence[float]) -> float:
    """Return the median."""
    return round(statistics.median(figures), 3)
