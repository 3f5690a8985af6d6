"""Large files by the shape of their rows: megabytes a second by the clock, all processors used.

The scan is the one of a preview, in a process of its own, the start of its second one included. The
floor is SHA-256 and `json.loads` of the same rows, in one process, as one is all that they use.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import floors, rows
from bench.files import MEGA
from bench.row import Row
from bench.sizes import Sizes

_SHAPES: Final = {"mix": 999, "emoji": 999, "snake": 240, "tiny": 999, "tools": 999}
"""And how many megabytes: each row of one has a file, and Google takes 300,000 such rows."""


def measure(sizes: Sizes) -> Iterator[Row]:
    """Measure a file of each shape that has a target."""
    for shape, most in _SHAPES.items():
        megabytes = min(most, sizes.megabytes)
        form, _ = rows.SHAPES[shape]
        with tempfile.TemporaryDirectory() as folder:
            part, file = Path(folder) / "part.jsonl", Path(folder) / "train.jsonl"
            rows.write(part, shape, sizes.shape_megabytes * MEGA)
            size = _repeat(part, file, megabytes * MEGA)
            floor = floors.of(part, form)["sha256 and json"]
            found = floors.of(file, form, parts=("scan",))["scan"]
            floor_megabytes = part.stat().st_size / MEGA / floor["cpuSeconds"]
            yield {
                "name": shape,
                "megabytes": megabytes,
                **found,
                "megabytesASecond": round(size / MEGA / found["wallSeconds"], 1),
                "floor": {
                    "what": "SHA-256 + json.loads",
                    "megabytesASecond": round(floor_megabytes),
                },
            }


def _repeat(part: Path, file: Path, size_bytes: int) -> int:
    """Write the rows of a part again and again, to at most so many bytes; return how many."""
    content, written = part.read_bytes(), 0
    with file.open("wb") as stream:
        while not written or written + len(content) <= size_bytes:
            written += stream.write(content)
    return written
