"""Ctrl-C: the engine's Cancel, for all who wait.

The engine calls Cancel at the end of every operation too; with nothing in flight it means nothing.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator


class Cancellation:
    """Counts the calls in flight; a Cancel while there are any ends their waiting."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.event = threading.Event()
        self.cancelled_at: float | None = None
        self._wakes: list[threading.Event] = []
        self._clock = clock
        self._lock = threading.Lock()
        self._in_flight = 0

    @contextlib.contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a call that may wait."""
        with self._lock:
            self._in_flight += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_flight -= 1

    def cancel(self) -> None:
        """Take the engine's Cancel."""
        with self._lock:
            if not self._in_flight or self.event.is_set():
                return
            self.cancelled_at = self._clock()
            self.event.set()
            for wake in self._wakes:
                wake.set()

    @contextlib.contextmanager
    def waking(self, wake: threading.Event) -> Iterator[None]:
        """Have a cancel set another event too: for who waits for two things at once."""
        with self._lock:
            self._wakes.append(wake)
            if self.event.is_set():
                wake.set()
        try:
            yield
        finally:
            with self._lock:
                self._wakes.remove(wake)
