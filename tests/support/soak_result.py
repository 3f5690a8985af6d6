"""What a soak has counted, for a file: every end that came before the run's own, and no other."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.doors import DYNAMIC
from support.soak_chain import Chain, Cut


@dataclass
class Result:
    """What was cut off: how often by each end, in each trouble, of each sort, and where it was.

    over: runs that had ended before their end, which count as none. settled: the chains after
    which the judge found one training, one model, a true state and nothing to change.
    """

    seed: int
    asked: int
    over: int = 0
    settled: int = 0
    longest: int = 0
    door: str = DYNAMIC
    real: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    sorts: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def total(self) -> int:
        """Return how many runs were cut off."""
        return self.ends.total()

    def count(self, chain: Chain, cuts: list[Cut], over: int, *, settled: bool) -> None:
        """Count what a chain has cut off."""
        self.over += over
        self.settled += settled
        self.longest = max(self.longest, len(cuts))
        for cut in cuts:
            self.real += cut.link.real
            self.ends[cut.link.end] += 1
            self.troubles[chain.trouble] += 1
            self.sorts[chain.sort] += 1
            self.met[cut.met] += 1

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""
        counts = {
            "ends": self.ends,
            "met": self.met,
            "troubles": self.troubles,
            "sorts": self.sorts,
        }
        return {
            "seed": self.seed,
            "door": self.door,
            "asked": self.asked,
            "cutOff": self.total(),
            "overBefore": self.over,
            "chainsSettled": self.settled,
            "longestChain": self.longest,
            "withoutForks": self.real,
            **{name: dict(sorted(count.items())) for name, count in counts.items()},
            "seconds": round(self.seconds),
            "failures": self.failures,
        }

    def write(self, file: Path) -> None:
        """Write it in one step, so that a soak that is killed leaves what it had."""
        fresh = file.with_suffix(".new")
        fresh.write_text(f"{json.dumps(self.as_json(), indent=2)}\n", encoding="utf-8")
        fresh.replace(file)
