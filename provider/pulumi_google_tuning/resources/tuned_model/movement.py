"""How a tuned model's training moves: the steps of its snapshots, which Google dates."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.instants import seconds_of
from pulumi_google_tuning.lifecycle.moving import Movement
from pulumi_google_tuning.resources.tuned_model.steps import total_steps

# Fewer steps tell no pace; the latest tell the present one.
_LEAST_STEPS = 5
_LATEST_STEPS = 50


def movement(obj: Mapping[str, Any], values: Mapping[str, Any]) -> Movement:
    """Return how the training moves, from its snapshots."""
    task = tolerant.mapping(obj.get("tuningTask"))
    taken = task.get("snapshots")
    taken = taken if isinstance(taken, list) else []
    last = tolerant.last_mapping(taken) or {}
    stamps = (last.get("computeTime"), task.get("startTime"), obj.get("createTime"))
    known = (seconds_of(stamp) for stamp in stamps)
    return Movement(
        mark=(len(taken), tolerant.whole(last.get("step"))),
        noun="step",
        last=next((stamp for stamp in known if stamp is not None), None),
        longest_pause=partial(_longest_pause, taken),
        left_seconds=_left_seconds(_latest(taken), total_steps(obj, values)),
    )


def _longest_pause(taken: Iterable[Any]) -> float | None:
    pauses = (later[1] - earlier[1] for earlier, later in itertools.pairwise(_dated(taken)))
    return max(pauses, default=None)


def _latest(taken: Sequence[Any]) -> list[tuple[int, float]]:
    """Return step and instant of the latest snapshots; what is before them isn't looked into."""
    found: list[tuple[int, float]] = []
    for step, at in _read(reversed(taken)):
        if not found or (step < found[-1][0] and at <= found[-1][1]):
            found.append((step, at))
        if len(found) == _LATEST_STEPS:
            break
    return found[::-1]


def _dated(taken: Iterable[Any]) -> list[tuple[int, float]]:
    """Return step and instant of the snapshots, as far as both only ever grow."""
    found: list[tuple[int, float]] = []
    for step, at in _read(taken):
        if not found or (step > found[-1][0] and at >= found[-1][1]):
            found.append((step, at))
    return found


def _read(taken: Iterable[Any]) -> Iterator[tuple[int, float]]:
    """Yield step and instant of each snapshot that has both."""
    for one in map(tolerant.mapping, taken):
        step, at = tolerant.positive(one.get("step")), seconds_of(one.get("computeTime"))
        if step is not None and at is not None:
            yield step, at


def _left_seconds(dated: list[tuple[int, float]], total: int | None) -> float | None:
    """Estimate what is left after the last step, at the pace of the latest ones."""
    if total is None or len(dated) < _LEAST_STEPS:
        return None
    (first_step, first_at), (step, at) = dated[0], dated[-1]
    if step >= total or at <= first_at:
        return None
    return (total - step) * (at - first_at) / (step - first_step)
