"""A stream that hands each piece to somebody else, too: a buffer at a time, not a line."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO


class Told(io.RawIOBase):
    """A stream whose pieces are told as they are read."""

    def __init__(self, stream: BinaryIO, tell: Callable[[bytes], None]) -> None:
        """Read a stream; `tell` is given each piece, at the end an empty one, and may raise."""
        self._stream = stream
        self._tell = tell

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read, and tell."""
        piece = self._stream.read(len(buffer))
        self._tell(piece)
        buffer[: len(piece)] = piece
        return len(piece)
