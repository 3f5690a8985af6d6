"""The ways from a program to the life cycle beside each other: training at scale.

The floor is the training itself; the ratio to the Python package is in the rows of `scale`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench import programs
from bench.row import Row, over
from bench.sizes import Sizes
from bench.world import PREVIEW, UP_ALONE, measured, state_bytes, world

# The largest numbers of models: with few of them the ways don't differ.
_SIZES: Final = 2


def measure(sizes: Sizes) -> Iterator[Row]:
    """Train the larger numbers of models in each way, then have nothing to do."""
    for count in sizes.models[-_SIZES:]:
        for way in programs.WAYS:
            yield _trained(way, count, sizes.training_seconds)


def _trained(way: str, count: int, seconds: float) -> Row:
    with world(seconds) as made:
        project = made.project()
        programs.models(project, way, count)
        used = measured(project, *UP_ALONE)
        again = measured(project, *UP_ALONE, "--expect-no-changes")
        preview = measured(project, *PREVIEW, "--expect-no-changes")
        assert len(made.emulator.trainings()) == count
        return {
            "name": way,
            "models": count,
            "trainingSeconds": seconds,
            **used.row(),
            "noChangeUpSeconds": round(again.wall, 2),
            "noChangePreviewSeconds": round(preview.wall, 2),
            "stateBytes": state_bytes(project, "TunedModel"),
            "floor": {"what": "the training's time", "wallSeconds": seconds},
            "ratio": over(used.wall, seconds),
        }
