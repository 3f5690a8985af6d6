"""How many answers, and of how many bytes, a piece of work was given."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Received:
    """The answers of one piece of work."""

    answers: int = 0
    size: int = 0

    def note(self, content: bytes) -> None:
        """Count an answer."""
        self.answers += 1
        self.size += len(content)


# One per context by nature: a request may be sent by another thread than the one that counts.
_COUNTED_IN_THIS_CONTEXT: ContextVar[Received | None] = ContextVar(
    "_COUNTED_IN_THIS_CONTEXT", default=None
)


@contextlib.contextmanager
def counted() -> Iterator[Received]:
    """Count the answers to what the block asks for."""
    received = Received()
    before = _COUNTED_IN_THIS_CONTEXT.set(received)
    try:
        yield received
    finally:
        _COUNTED_IN_THIS_CONTEXT.reset(before)


def note(content: bytes) -> None:
    """Count an answer, if this context counts them."""
    received = _COUNTED_IN_THIS_CONTEXT.get()
    if received is not None:
        received.note(content)
