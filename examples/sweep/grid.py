"""The sweep's grid: what is tried, and what each try is called."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

BASE_MODEL = "models/gemini-1.5-flash-001-tuning"
EPOCHS = (5, 10, 20)
BATCHES = (2, 4, 8, 16)
RATES = (0.0005, 0.001)


@dataclass(frozen=True)
class Point:
    """One point of the grid. Its name is the resource's: the same point is the same model."""

    epochs: int
    batch: int
    rate: float

    @property
    def name(self) -> str:
        """Its name, such as `e10-b4-r0.001`."""
        return f"e{self.epochs}-b{self.batch}-r{self.rate:g}"


GRID = tuple(Point(*values) for values in itertools.product(EPOCHS, BATCHES, RATES))
