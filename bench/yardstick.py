"""How fast this machine is beside the one on which `before` and the goals were measured.

Both read rows of the same mix with SHA-256 and `json.loads`. A goal in seconds that this machine
misses because it is slower says nothing of the product, so each is also looked at as that machine
would have found it. What is waited for and not computed (`fixed`) is the same on both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bench.row import Row

# SHA-256 at 1,253 MB/s, then json.loads at 202 MB/s: one core of an AMD EPYC, Python 3.11.7.
THERE_MB_A_SECOND: Final = 174.0
_MEGA: Final = 1e6
_SHAPE: Final = "mix"
_BOTH: Final = "SHA-256 + json.loads,"


def slower(rows: Sequence[Row]) -> float | None:
    """Return how many times slower this machine is, by a run's rows; None if none tells.

    By the quickest reading of all: what disturbs a machine comes and goes, and excuses nothing.
    """
    speeds = [speed for row in rows for speed in _speeds(row)]
    return THERE_MB_A_SECOND / max(speeds) if speeds else None


def _speeds(row: Row) -> Iterator[float]:
    """Yield at how many MB/s mixed rows were read for a row of results, each floor of such rows."""
    name = str(row.get("name"))
    if row["topic"] == "shapes" and name.startswith(f"{_SHAPE},"):
        yield row["bytes"] / _MEGA / row["floor"]["cpuSeconds"]
    elif row["topic"] == "large-shapes" and name == _SHAPE:
        yield row["floor"]["megabytesASecond"]
    elif row["topic"] == "large-file" and name.startswith(_BOTH):
        yield row["megabytes"] / row["cpuSeconds"]


def there(target: Mapping[str, Any], found: float, times: float) -> float | None:
    """Return what the other machine would have found; None for a figure that isn't of speed."""
    fixed: float | None = target.get("fixed")
    if target["figure"] == "megabytesASecond":
        return round(found * times, 1)
    if target["figure"] == "wallSeconds" or fixed is not None:
        fixed = fixed or 0
        return round(fixed + (found - fixed) / times, 2)
    return None
