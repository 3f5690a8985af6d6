"""Lines of a dataset: digest, size and number, and never more than some lines in memory."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO, Final, TypeVar

from pulumi_google_tuning.data.told import Told
from pulumi_google_tuning.data.watch import Pass, Watch

_PIECE_BYTES: Final = 1024 * 1024
_BLOCK_BYTES: Final = 1 << 15

T = TypeVar("T")
Block = list[bytes] | int
"""Lines, each with its line feed; or the size in bytes of one that is too long, without it."""


class Sums:
    """What tells one content from another: SHA-256, and what an upload sends with it, CRC32C."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._crc32c = import_module("google_crc32c").Checksum()

    def update(self, piece: bytes) -> None:
        """Add a piece."""
        self.digest(piece)
        self.check(piece)

    def digest(self, piece: bytes) -> None:
        """Add a piece to the digest alone, which lets other threads run."""
        self._sha256.update(piece)

    def check(self, piece: bytes) -> None:
        """Add a piece to the checksum alone."""
        self._crc32c.update(piece)

    def sha256(self) -> str:
        """Return the digest in hexadecimal."""
        return self._sha256.hexdigest()

    def crc32c(self) -> str:
        """Return the checksum in base64, as Cloud Storage shows it."""
        return base64.b64encode(self._crc32c.digest()).decode()


def sums_of(stream: BinaryIO, watched: Pass) -> tuple[int, Sums]:
    """Read a stream to its end; return its size and its sums. Raises ReadInterruptedError.

    Each piece is read while the one before it is digested, on another processor if one is free.
    """
    sums, size = Sums(), 0

    def read() -> bytes:
        piece = stream.read(_PIECE_BYTES)
        sums.check(piece)
        return piece

    watched.reached(size)
    piece = read()
    if len(piece) < _PIECE_BYTES:
        sums.digest(piece)
        watched.reached(len(piece))
        return len(piece), sums
    # A small file, and each start of a command, would import much for it.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1, "read-ahead") as other:
        is_alone = False
        while piece:
            ahead = read
            if not is_alone:
                try:
                    ahead = other.submit(read).result
                except RuntimeError:  # no thread can be started, or not any more
                    is_alone = True  # or a thread that starts later would begin this read, too
            sums.digest(piece)
            size += len(piece)
            piece = ahead()
            # After a cancel no read is begun, so it waits for one at most, also of a slow disk.
            watched.reached(size)
    return size, sums


class Lines:
    """A stream read by its line feeds (a string may hold U+2028), every byte digested.

    `size_bytes`, `number` and `sums` are what has been read so far.
    """

    def __init__(self, stream: BinaryIO, most_bytes: int, watched: Pass | None = None) -> None:
        """Read a stream; of a line with more than `most_bytes` nothing is held."""
        self.sums = Sums()
        # Twice as much is no line that is too long.
        self._block_bytes = max(min(_BLOCK_BYTES, most_bytes // 2), 1)
        self._stream = io.BufferedReader(Told(stream, self.sums.update), self._block_bytes)
        self._most_bytes = most_bytes
        self._watched = watched or Watch().over("", "", 0)
        self.size_bytes = 0
        self.number = 0

    def skip(self, piece: bytes, number: int) -> None:
        """Take so many lines as read, which were, before the first one is read here."""
        self.sums.update(piece)
        self.size_bytes += len(piece)
        self.number += number

    def aside(self, work: Callable[[], T]) -> T:
        """Return what some long work returns. Raises ReadInterruptedError as well."""
        return self._watched.aside(self.size_bytes, work)

    def __iter__(self) -> Iterator[Block]:
        """Yield some lines at a time.

        The sums are whole when all are read. Raises ReadInterruptedError.
        """
        look_at = self._watched.reached(0)
        begun = b""
        while piece := self._stream.read(self._block_bytes):
            self.size_bytes += len(piece)
            if self.size_bytes >= look_at:
                look_at = self._watched.reached(self.size_bytes)
            lines = io.BytesIO(begun + piece).readlines()
            begun = b"" if lines[-1].endswith(b"\n") else lines.pop()
            if lines:
                self.number += len(lines)
                yield lines
            if len(begun) >= self._block_bytes:
                self.number += 1
                yield self._long(begun)
                begun = b""
        if begun:
            self.number += 1
            yield [begun]

    def _long(self, begun: bytes) -> Block:
        """Read a line to its end, of which nothing is held any more once it is too long."""
        more = self._stream.readline(self._most_bytes + 1 - len(begun))
        self.size_bytes += len(more)
        line = begun + more
        if len(line) <= self._most_bytes or line.endswith(b"\n"):
            return [line]
        size = len(line)
        while piece := self._stream.readline(_PIECE_BYTES):
            self.size_bytes += len(piece)
            self._watched.reached(self.size_bytes)
            if piece.endswith(b"\n"):
                return size + len(piece) - 1
            size += len(piece)
        return size


def blocks_of(piece: bytes, watched: Pass | None = None, done_bytes: int = 0) -> Iterator[Block]:
    """Yield the lines of a piece, some at a time, and tell how far it is. As `Lines` raises."""
    stream = io.BytesIO(piece)
    while lines := stream.readlines(_BLOCK_BYTES):
        if watched is not None:
            watched.reached(done_bytes + stream.tell())
        yield lines
