"""Large files of rows: written once in a run, copied for who uses them, changed by a row."""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

from bench import rows

MEGA: Final = 1_000_000
_LETTER: Final = re.compile(rb'(?<="text":")[a-z]')


@functools.cache
def mix(megabytes: int) -> tuple[Path, int]:
    """Return a file of rows as real files have them, and its number of rows."""
    folder = Path(tempfile.mkdtemp(prefix="bench-rows-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / f"mix-{megabytes}.jsonl"
    return file, rows.write(file, "mix", megabytes * MEGA)


def change_a_row(file: Path) -> None:
    """Change a letter in a row in the middle of a file; its size stays."""
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.readline()
        while True:
            begin = stream.tell()
            found = _LETTER.search(stream.readline())
            if found:
                stream.seek(begin + found.start())
                stream.write(b"b" if found.group() == b"a" else b"a")
                return
