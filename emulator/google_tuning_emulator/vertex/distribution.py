"""Distributions of numbers as ``tuningDataStats`` shows them, in memory that doesn't grow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_BUCKETS = 10
# Token counts above this are counted as this: 131,072 is the most an example may have.
_LARGEST = 200_000


@dataclass
class Distribution:
    """How often each number occurred."""

    counts: Counter[int] = field(default_factory=Counter)

    def add(self, number: int) -> None:
        """Count one number."""
        self.counts[min(number, _LARGEST)] += 1

    @property
    def total(self) -> int:
        """The sum of all numbers."""
        return sum(number * count for number, count in self.counts.items())

    def as_json(self, *, whole_sums: bool) -> dict[str, Any]:
        """Return sum, mean, percentiles and buckets.

        ``whole_sums``: supervised tuning has its sums as int64 strings and a billableSum, the
        others a plain number.
        """
        size = sum(self.counts.values())
        if not size:
            return {}
        low, high = min(self.counts), max(self.counts)
        sums: dict[str, Any] = (
            {"sum": str(self.total), "billableSum": str(self.total)}
            if whole_sums
            else {"sum": self.total}
        )
        return {
            **sums,
            "min": low,
            "max": high,
            "mean": self.total / size,
            "median": self._percentile(0.5, size),
            "p5": self._percentile(0.05, size),
            "p95": self._percentile(0.95, size),
            "buckets": self._buckets(low, high, whole_counts=whole_sums),
        }

    def _percentile(self, share: float, size: int) -> int:
        seen = 0
        for number in sorted(self.counts):
            seen += self.counts[number]
            if seen >= share * size:
                break
        return number

    def _buckets(self, low: int, high: int, *, whole_counts: bool) -> list[dict[str, Any]]:
        width = max(1, -(-(high - low + 1) // _BUCKETS))
        filled: Counter[int] = Counter()
        for number, count in self.counts.items():
            filled[(number - low) // width] += count
        return [
            {
                # A double in supervised tuning's message, an int64 in the other one.
                "count": count if whole_counts else str(count),
                "left": low + bucket * width,
                "right": low + (bucket + 1) * width - 1,
            }
            for bucket, count in sorted(filled.items())
        ]
