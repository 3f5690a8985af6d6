"""What is to be reached, as data (targets.json), and whether a run's rows have reached it.

A target names a row by its topic and its name, and the figure. `at` holds the sizes that it is
about: a row of other sizes says nothing of it. `before` is what was measured before, on another
machine: where this one is slower, `there` is what that one would have found (yardstick.py).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench import yardstick
from bench.row import Row

MET: Final = "met"
MET_THERE: Final = "met at its speed"
MISSED: Final = "missed"
OTHER_SIZE: Final = "other size"
NOT_MEASURED: Final = "not measured"
_UNITS: Final = {
    "wallSeconds": " s",
    "pluginMiB": " MiB",
    "megabytesASecond": " MB/s",
    "megabytesAnswered": " MB",
    "ratio": " ×",
}
# Others that use more than this part of a core make a row slower than it is.
_BUSY_CORES: Final = 0.3


@functools.cache
def targets() -> tuple[Mapping[str, Any], ...]:
    """Return all targets."""
    return tuple(json.loads(Path(__file__).with_name("targets.json").read_text(encoding="utf-8")))


def judged(rows: Sequence[Row], wanted: Iterable[Mapping[str, Any]] | None = None) -> list[Row]:
    """Return a row a target: what it is about, its goal, what was found, and the verdict."""
    slower = yardstick.slower(rows)
    return [_judged(target, rows, slower) for target in (targets() if wanted is None else wanted)]


def _judged(target: Mapping[str, Any], rows: Sequence[Row], slower: float | None) -> Row:
    told = {name: target[name] for name in ("what", "topic", "figure", "before") if name in target}
    goal = {name: target[name] for name in ("most", "least") if name in target}
    named = [r for r in rows if (r["topic"], r["name"]) == (target["topic"], target["row"])]
    of_size = [r for r in named if _is_at(r, target.get("at", {}))]
    if not of_size:
        return {**told, **goal, "verdict": OTHER_SIZE if named else NOT_MEASURED}
    row = of_size[-1]
    found = row[target["figure"]]
    others = row.get("load", {}).get("others", 0)
    busy = {"othersUsedCores": others} if others > _BUSY_CORES else {}
    there = yardstick.there(target, found, slower) if slower and slower > 1 else None
    verdict = MET if _is_met(target, found) else MISSED
    if there is None:
        return {**told, **goal, "found": found, "verdict": verdict, **busy}
    if verdict == MISSED and _is_met(target, there):
        verdict = MET_THERE
    return {**told, **goal, "found": found, "there": there, "verdict": verdict, **busy}


def _is_met(target: Mapping[str, Any], found: float) -> bool:
    met: bool = target.get("least", found) <= found <= target.get("most", found)
    return met


def _is_at(row: Row, sizes: Mapping[str, Any]) -> bool:
    return all(row.get(name) == size for name, size in sizes.items())


def with_unit(verdict: Row, name: str) -> str:
    """Return a figure of a verdict with its unit: `found`, `there`, `before` or a goal."""
    if name not in verdict:
        return ""
    return f"{verdict[name]:g}{_UNITS.get(verdict['figure'], '')}"


def goal(verdict: Row) -> str:
    """Return what is to be reached, in words."""
    name = "most" if "most" in verdict else "least"
    return f"at {name} {with_unit(verdict, name)}"


def lines(verdicts: Iterable[Row]) -> Iterable[str]:
    """Yield a line a verdict, for a person."""
    for one in verdicts:
        found = with_unit(one, "found") or "-"
        before = f"(before {with_unit(one, 'before')})" if "before" in one else ""
        busy = one.get("othersUsedCores")
        told = f"{one['verdict']}, while others used {busy:g} cores" if busy else one["verdict"]
        yield f"{one['what']:<66}{found:>11}  {goal(one):<19}{before:<20}{told}"
