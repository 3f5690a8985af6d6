"""A request's body that is read as it comes, for uploads of any size."""

from __future__ import annotations

from typing import Protocol

_PIECE_BYTES = 1024 * 1024


class ClientGoneError(ConnectionError):
    """The client closed its connection before the end of the body that it had announced."""


class Source(Protocol):
    """Where the bytes come from: a connection's file, or werkzeug's reader of a chunked body."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


class BodyStream:
    """The body of one request; ``length`` is in bytes, None for a chunked one."""

    def __init__(self, source: Source, length: int | None) -> None:
        self.length = length
        self.received = 0
        self.broken = False
        self._source = source
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return exactly so many bytes, fewer only at the end of the body.

        Raises:
            ClientGoneError: The connection ended before the body; no byte of this piece is given.

        """
        pieces = []
        wanted = size if self.length is None else min(size, self.length - self.received)
        while wanted > 0 and not self._ended:
            piece = self._read(wanted)
            pieces.append(piece)
            self.received += len(piece)
            wanted -= len(piece)
            if not piece:
                self._ended = True
                self.broken = self.length is not None
        if self.broken:
            raise ClientGoneError("the client is gone")
        return b"".join(pieces)

    def drain(self) -> None:
        """Read what is left and forget it, so that the next request on the connection is found."""
        while self.read(_PIECE_BYTES):
            pass

    def _read(self, size: int) -> bytes:
        try:
            return self._source.read(size)
        except (OSError, ValueError) as error:  # werkzeug: "Invalid chunk header"
            self._ended = self.broken = True
            raise ClientGoneError(str(error)) from error
