"""How a tuned model's training moves: the steps of its snapshots, which Google dates."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
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
    taken = tolerant.mappings(task.get("snapshots"))
    last = taken[-1] if taken else {}
    dated = _dated(taken)
    stamps = (last.get("computeTime"), task.get("startTime"), obj.get("createTime"))
    known = (seconds_of(stamp) for stamp in stamps)
    pauses = [later[1] - earlier[1] for earlier, later in itertools.pairwise(dated)]
    return Movement(
        mark=(len(taken), tolerant.whole(last.get("step"))),
        noun="step",
        last=next((stamp for stamp in known if stamp is not None), None),
        longest_pause=max(pauses, default=None),
        left_seconds=_left_seconds(dated, total_steps(obj, values)),
    )


def _dated(taken: list[Mapping[str, Any]] | list[dict[str, Any]]) -> list[tuple[int, float]]:
    """Return step and instant of the snapshots, as far as both only ever grow."""
    found: list[tuple[int, float]] = []
    for one in taken:
        step, at = tolerant.positive(one.get("step")), seconds_of(one.get("computeTime"))
        if step is None or at is None:
            continue
        if not found or (step > found[-1][0] and at >= found[-1][1]):
            found.append((step, at))
    return found


def _left_seconds(dated: list[tuple[int, float]], total: int | None) -> float | None:
    """Estimate what is left after the last step, at the pace of the latest ones."""
    latest = dated[-_LATEST_STEPS:]
    if total is None or len(latest) < _LEAST_STEPS:
        return None
    (first_step, first_at), (step, at) = latest[0], latest[-1]
    if step >= total or at <= first_at:
        return None
    return (total - step) * (at - first_at) / (step - first_step)
