"""How much of the bodies of creates is on its way at once: each is a copy in memory while it is."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

_MOST_BYTES: Final = 16 << 20
"""Four requests of the size that Google takes; hundreds of small ones."""
_TICK_SECONDS: Final = 0.1


class BytesInFlight:
    """Bytes of one run's requests; threads share it, and the first to come is the first to go."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._taken_bytes = 0
        self._waiting: deque[object] = deque()

    @contextlib.contextmanager
    def room(
        self, size_bytes: int, *, give_up: Callable[[], bool], waits: Callable[[], None]
    ) -> Iterator[None]:
        """Hold room for a body, which is waited for; one that is larger than all of it goes alone.

        give_up: whether to continue without room. waits: called once, where it has to wait.
        """
        me = object()
        with self._changed:
            self._waiting.append(me)
            at_once = self._is_my_turn(me, size_bytes)
        try:
            if not at_once:
                waits()
            with self._changed:
                while not (self._is_my_turn(me, size_bytes) or give_up()):
                    self._changed.wait(_TICK_SECONDS)
                self._taken_bytes += size_bytes
        finally:
            self._leave(me)
        try:
            yield
        finally:
            with self._changed:
                self._taken_bytes -= size_bytes
                self._changed.notify_all()

    def _leave(self, me: object) -> None:
        with self._changed:
            self._waiting.remove(me)
            self._changed.notify_all()

    def _is_my_turn(self, me: object, size_bytes: int) -> bool:
        fits = self._taken_bytes + size_bytes <= self._most_bytes
        return self._waiting[0] is me and (fits or not self._taken_bytes)
