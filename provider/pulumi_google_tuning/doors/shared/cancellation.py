"""Ctrl-C and a signal: the engine's Cancel, for all who wait.

With nothing in flight a Cancel mostly is the end of an operation, at which the engine says it too.
It may also fall between two calls of one resource, its Diff and its Create, and then the Create is
still sent: so it counts for what begins within seconds of it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

# The engine sends a step that it has begun at once; a process that serves two operations (one that
# is attached to) has more between them.
_REMEMBERED_SECONDS: Final = 5.0


class Cancellation:
    """Counts the calls in flight; a Cancel ends their waiting, and that of who comes next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.event = threading.Event()
        self.cancelled_at: float | None = None
        self._wakes: list[threading.Event] = []
        self._changed = threading.Condition()
        self._clock = clock
        self._in_flight = 0
        self._idle_cancel_at: float | None = None
        self._engine_told = False

    @contextlib.contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a call that may wait."""
        with self._changed:
            self._in_flight += 1
            idle = self._idle_cancel_at
            if idle is not None and self._clock() - idle < _REMEMBERED_SECONDS:
                self._end_waiting()
        try:
            yield
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify_all()

    def cancel(self, *, by_engine: bool = False) -> bool:
        """End all waiting; return whether anything is in flight."""
        with self._changed:
            self._engine_told = self._engine_told or by_engine
            self._changed.notify_all()
            if not self._in_flight:
                self._idle_cancel_at = self._clock()
                return False
            self._end_waiting()
            return True

    def _end_waiting(self) -> None:
        if self.event.is_set():
            return
        self.cancelled_at = self._clock()
        self.event.set()
        for wake in self._wakes:
            wake.set()

    def wait_until_answered(self, *, engine: bool) -> None:
        """Wait until nothing is in flight; with an `engine`, until that has said Cancel as well.

        An engine that knows of the end asks for nothing more.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: not self._in_flight and (self._engine_told or not engine)
            )

    @contextlib.contextmanager
    def waking(self, wake: threading.Event) -> Iterator[None]:
        """Have a cancel set another event too: for who waits for two things at once."""
        with self._changed:
            self._wakes.append(wake)
            if self.event.is_set():
                wake.set()
        try:
            yield
        finally:
            with self._changed:
                self._wakes.remove(wake)
