"""The rows that Google left out of a training: how many, which, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.resources.tuning_job.lines import data_of

_INDICES: Final = ("truncatedExampleIndices", "droppedExampleIndices")
_TOLD: Final = 5
_MOST_REASON: Final = 120


def count(job: Mapping[str, Any]) -> int:
    """Return how many rows were left out, as far as Google tells."""
    found = 0
    for part in stats(job):
        found += max(_total(part), len(_lines(part)))
    return found


def is_whole(job: Mapping[str, Any]) -> bool:
    """Return whether `count` is all: of lines alone, Google names only some."""
    return all(_total(part) or not _lines(part) for part in stats(job))


def told(job: Mapping[str, Any]) -> str:
    """Return the rows that were left out: `2 rows of gs://… were left out …: line 7 (…)`."""
    number = count(job)
    if not number:
        return ""
    uri = data_of(job)
    of = f" of {uri}" if uri else ""
    rows = f"1 row{of} was" if number == 1 else f"{number:,} rows{of} were"
    named = [one for part in stats(job) for one in _named(part)]
    shown = "; ".join(named[:_TOLD])
    more = f"; and {number - _TOLD:,} more" if named and number > _TOLD else ""
    return f"{rows} left out of the training by Google" + (f": {shown}{more}" if shown else "")


def _named(stats: Mapping[str, Any]) -> Iterator[str]:
    given = stats.get("droppedExampleReasons")
    reasons = list(given) if isinstance(given, (list, tuple)) else []
    for place, line in enumerate(_lines(stats)):
        reason = tolerant.text(reasons[place]) if place < len(reasons) else None
        why = f" ({foreign(reason, most=_MOST_REASON).rstrip('.')})" if reason else ""
        yield f"line {line:,}{why}"


def _lines(stats: Mapping[str, Any]) -> list[int]:
    given = next((stats[name] for name in _INDICES if stats.get(name)), ())
    if not isinstance(given, (list, tuple)):
        return []
    return [line for line in map(tolerant.positive, given) if line]


def stats(job: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return Google's statistics of the training data, of whatever way of tuning."""
    told = tolerant.mapping(job.get("tuningDataStats"))
    distilled = tolerant.at(told, "distillationDataStats", "trainingDatasetStats")
    return [tolerant.mapping(part) for part in (*told.values(), distilled)]


def _total(stats: Mapping[str, Any]) -> int:
    return tolerant.positive(stats.get("totalTruncatedExampleCount")) or 0
