"""Lines of a dataset: digest, size and number, and never more than one line in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from pulumi_google_tuning.data.watch import Pass, Watch

_PIECE_BYTES: Final = 1024 * 1024


def digest_of(stream: BinaryIO, watched: Pass) -> tuple[int, str]:
    """Read a stream to its end; return its size and its SHA-256. Raises ReadInterruptedError."""
    digest, size = hashlib.sha256(), 0
    watched.reached(size)
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
        watched.reached(size)
    return size, digest.hexdigest()


class Lines:
    """A stream read by its line feeds (a string may hold U+2028), every byte digested.

    `size_bytes`, `number` and `sha256` are what has been read so far.
    """

    def __init__(self, stream: BinaryIO, most_bytes: int, watched: Pass | None = None) -> None:
        """Read a stream; of a line with more than `most_bytes` nothing is held."""
        self._stream = stream
        self._most_bytes = most_bytes
        self._watched = watched or Watch().over("", "", 0)
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self.number = 0

    def __iter__(self) -> Iterator[bytes | int]:
        """Yield each line with its line feed; of a line that is too long only its size in bytes.

        Raises ReadInterruptedError.
        """
        read, update, most = self._stream.readline, self._digest.update, self._most_bytes + 1
        look_at = self._watched.reached(0)
        while line := read(most):
            if self.size_bytes >= look_at:
                look_at = self._watched.reached(self.size_bytes)
            update(line)
            self.number += 1
            self.size_bytes += len(line)
            if len(line) == most and not line.endswith(b"\n"):
                yield len(line) + self._rest()
            else:
                yield line

    def sha256(self) -> str:
        """Return the digest in hexadecimal."""
        return self._digest.hexdigest()

    def _rest(self) -> int:
        """Read a long line to its end, in pieces."""
        size = 0
        while piece := self._stream.readline(_PIECE_BYTES):
            self._watched.reached(self.size_bytes + size)
            self._digest.update(piece)
            size += len(piece)
            if piece.endswith(b"\n"):
                size -= 1
                self.size_bytes += 1
                break
        self.size_bytes += size
        return size
