"""Many models on one file: what is read, checked and sent once for each.

The floors are the training itself, and the file's SHA-256 and rows read by `json` once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench import floors, programs
from bench.row import Row, over
from bench.sizes import Sizes
from bench.topics.scale import pairs
from bench.world import PREVIEW, UP_ALONE, measured, world

_FILE: Final = "train.jsonl"
# With 20,000 rows: 6,250 steps, each a point of the curve that a read answers.
_BATCH: Final = 16
_COMMANDS: Final = {"up": UP_ALONE, "next preview": PREVIEW}


def measure(sizes: Sizes) -> Iterator[Row]:
    """Train the models, and preview what has nothing to do, through either door."""
    count = sizes.sharing_models
    for way in (programs.DYNAMIC, programs.NATIVE):
        with world(sizes.training_seconds) as made:
            project = made.project()
            file = project.folder / _FILE
            file.write_text(pairs(sizes.shared_rows))
            programs.models(project, way, count, _FILE, _BATCH)
            floor = floors.of(file)["sha256 and json"]
            for name, words in _COMMANDS.items():
                used = measured(project, *words)
                yield {
                    "name": f"{name}: {way}",
                    "models": count,
                    "rows": sizes.shared_rows,
                    "trainingSeconds": sizes.training_seconds,
                    **used.row(),
                    "floor": {"what": "SHA-256 + json.loads, once", **floor},
                    "ratio": over(used.plugin_cpu, floor["cpuSeconds"]),
                }
            assert len(made.emulator.trainings()) == count
