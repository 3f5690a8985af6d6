"""Which files are checked by two processes, and in which pieces."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_QUOTA: Final = "/sys/fs/cgroup/cpu.max"
_TWO: Final = 2


@dataclass(frozen=True)
class Split:
    """What is split."""

    from_bytes: int = 100_000_000
    """Less takes hardly longer than the start of a process."""
    piece_bytes: int = 2 << 20

    def fits(self, size_bytes: int) -> bool:
        """Return whether a file is large enough, and there is a processor for the second one."""
        return size_bytes >= self.from_bytes and _processors() >= _TWO


def _processors() -> float:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        found: float = len(os.sched_getaffinity(0))
    else:
        found = os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):  # a container's share; "max" is no number
        quota, period = Path(_QUOTA).read_text(encoding="ascii").split()
        found = min(found, int(quota) / int(period))
    return found
