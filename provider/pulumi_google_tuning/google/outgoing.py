"""How far a request's body is on its way: a large one may take minutes on a slow line."""

from __future__ import annotations

import io
from typing import Final

LARGE_BYTES: Final = 256 << 10
"""From here on a body is sent in blocks: a line of a megabit takes two seconds for it."""


class Outgoing:
    """The body of one request; one thread sends it, and another one tells how far it is."""

    def __init__(self) -> None:
        self._size_bytes = 0
        self._sent_bytes = 0

    def body(self, content: bytes) -> bytes | io.BytesIO:
        """Return what to give to requests: a large content as a stream, which is counted.

        No timeout is about the whole of a stream: each block has its own.
        """
        self._size_bytes, self._sent_bytes = len(content), 0
        return content if len(content) < LARGE_BYTES else _Counted(self, content)

    def note(self, sent_bytes: int) -> None:
        """Note how much was passed to the connection."""
        self._sent_bytes = sent_bytes

    def __str__(self) -> str:
        """Return what a row shows: a share, as nothing here knows whose size is secret."""
        if self._sent_bytes < self._size_bytes and self._size_bytes >= LARGE_BYTES:
            return f"sending {100 * self._sent_bytes // self._size_bytes} %"
        return "waiting for Google's answer"


class _Counted(io.BytesIO):
    def __init__(self, outgoing: Outgoing, content: bytes) -> None:
        super().__init__(content)
        self._outgoing = outgoing

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self._outgoing.note(self.tell())
        return block
