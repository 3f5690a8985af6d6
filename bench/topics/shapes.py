"""The row loop by shape: megabytes a processor second, with and without jiter.

The floor is SHA-256 and `json.loads` of the same lines, in turn in the same process.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import floors, rows
from bench.files import MEGA
from bench.row import Row, over
from bench.sizes import Sizes

# Every row of it is refused, with words: what it costs is the words.
_BAD: Final = "bad"
_ROUNDS: Final = 3


def measure(sizes: Sizes) -> Iterator[Row]:
    """Measure each shape, with each decoder that is there."""
    with_jiter = importlib.util.find_spec("jiter") is not None
    for shape, (form, _) in rows.SHAPES.items():
        if shape == _BAD:
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "train.jsonl"
            count = rows.write(file, shape, sizes.shape_megabytes * MEGA)
            for jiter in (False, True) if with_jiter else (False,):
                yield _row(shape, form, file, count, jiter=jiter)


def _row(shape: str, form: str, file: Path, count: int, *, jiter: bool) -> Row:
    found = floors.of(file, form, _ROUNDS, jiter=jiter)
    size, scan = file.stat().st_size, found["scan"]["cpuSeconds"]
    floor = found["sha256 and json"]
    return {
        "name": f"{shape}, {'with jiter' if jiter else 'without jiter'}",
        "bytes": size,
        "rows": count,
        "cpuSeconds": scan,
        "microsecondsARow": round(scan / count * MEGA, 1),
        "megabytesASecond": round(size / MEGA / scan, 1),
        "validateCpuSeconds": found["validate"]["cpuSeconds"],
        "floor": {"what": "SHA-256 + json.loads", **floor},
        "ratio": over(scan, floor["cpuSeconds"]),
        "validateRatio": over(found["validate"]["cpuSeconds"], floor["cpuSeconds"]),
    }
