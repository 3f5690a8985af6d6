"""Objects' bytes: one file each, in a folder beside the database, written as they come.

A file's name says nothing of its object, so that a new generation never touches the old one's
bytes, and a reader keeps what it has opened.
"""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from google_tuning_emulator.database import IN_MEMORY
from google_tuning_emulator.storage.checksums import Hasher

if TYPE_CHECKING:
    from collections.abc import Iterable

# Cloud Storage keeps a resumable upload's bytes in multiples of this.
BLOCK_BYTES = 256 * 1024


class ContentFolder:
    """The folder of the files; one of a database in memory goes with the process."""

    def __init__(self, database: str) -> None:
        if database == IN_MEMORY:
            self._temporary = tempfile.TemporaryDirectory(prefix="google-tuning-emulator-")
            self._folder = Path(self._temporary.name)
        else:
            self._folder = Path(f"{database}.objects")
            self._folder.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def new() -> str:
        """Return a name for new content; the file comes with its first writer."""
        return uuid.uuid4().hex

    def write(self, blob: str) -> ContentWriter:
        """Begin a file, or continue after the whole blocks that an earlier writer left."""
        return ContentWriter(self._folder / blob)

    def open(self, blob: str) -> BinaryIO:
        """Open a file to read.

        Raises:
            FileNotFoundError: It was removed.

        """
        return (self._folder / blob).open("rb")

    def remove(self, *blobs: str) -> None:
        """Delete files, also ones that are gone already."""
        for blob in blobs:
            (self._folder / blob).unlink(missing_ok=True)

    def sweep(self, known: Iterable[str]) -> None:
        """Delete what a process that was killed has begun and nobody refers to."""
        kept = set(known)
        for file in self._folder.iterdir():
            if file.name not in kept:
                file.unlink()


class ContentWriter:
    """Appends to one file and knows the checksums of all of it.

    Each write is flushed: the file's size is what a resumable upload has, also after kill -9.
    """

    def __init__(self, path: Path) -> None:
        self.hasher = Hasher()
        self._file = path.open("a+b")
        self._go_on()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.hasher.size

    def append(self, data: bytes) -> None:
        """Write more bytes."""
        self._file.write(data)
        self._file.flush()
        self.hasher.update(data)

    def _go_on(self) -> None:
        whole = self._file.seek(0, 2) // BLOCK_BYTES * BLOCK_BYTES
        self._file.truncate(whole)
        self._file.seek(0)
        while self.hasher.size < whole:
            self.hasher.update(self._file.read(BLOCK_BYTES))
