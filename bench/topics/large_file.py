"""A data set of 1 GB: new, unchanged, one row changed; seconds, processor seconds, memory, opens.

The floors are the SHA-256 of the file, and SHA-256 with `json.loads` of each line: all that a
program does that reads the file once. They are measured before the rows and again after them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench import files, floors, programs
from bench.opens import Opens
from bench.row import Row, over
from bench.sizes import Sizes
from bench.watched import Used
from bench.world import PREVIEW, UP, command, measured, world

_TOOL: Final = str(Path(sys.prefix) / "bin" / "google-tuning")
_PARTS: Final = {"sha256": "SHA-256", "sha256 and json": "SHA-256 + json.loads"}
_COMMANDS: Final = {"preview": PREVIEW, "up --yes": UP}


def measure(sizes: Sizes) -> Iterator[Row]:
    """Check the file on the command line, and converge it through both doors."""
    file, rows = files.mix(sizes.megabytes)
    told = {"megabytes": sizes.megabytes, "rows": rows}
    floor = floors.of(file)
    yield from _floors(floor, told, "before")
    with Opens(file) as opens:
        used = command(_TOOL, "validate", str(file))
    yield _row("google-tuning validate", told, used, opens.count, floor)
    for way in (programs.DYNAMIC, programs.NATIVE):
        with world() as made:
            project = made.project()
            programs.dataset(project, way)
            # Nobody else's: what is changed here is no change of the next one's.
            own = project.folder / "train.jsonl"
            shutil.copyfile(file, own)
            for state in ("new file", "nothing changed", "one row changed"):
                if state == "one row changed":
                    files.change_a_row(own)
                for name, words in _COMMANDS.items():
                    with Opens(own) as opens:
                        used = measured(project, *words)
                    yield _row(f"{name}, {state}: {way}", told, used, opens.count, floor)
            assert all(stored["size"] == own.stat().st_size for stored in made.emulator.objects())
            assert made.emulator.uploads() == len(_COMMANDS)
    yield from _floors(floors.of(file), told, "after")


def _floors(floor: dict[str, Any], told: Row, when: str) -> Iterator[Row]:
    for part, what in _PARTS.items():
        yield {"name": f"{what}, {when}", **told, **floor[part]}


def _row(name: str, told: Row, used: Used, opens: int, floor: dict[str, Any]) -> Row:
    whole = floor["sha256 and json"]
    return {
        "name": name,
        **told,
        **used.row(),
        "megabytesASecond": round(told["megabytes"] / used.wall, 1),
        "opens": opens,
        "floor": {"what": _PARTS["sha256 and json"], **whole, "sha256": floor["sha256"]},
        "ratio": over(used.cpu, whole["cpuSeconds"]),
    }
