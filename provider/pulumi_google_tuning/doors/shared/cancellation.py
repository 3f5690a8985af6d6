"""Ctrl-C and a signal: the engine's Cancel, for all who wait.

The engine calls Cancel at the end of every operation too; with nothing in flight it means nothing.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator


class Cancellation:
    """Counts the calls in flight; a Cancel while there are any ends their waiting."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.cancelled_at: float | None = None
        self._wakes: list[threading.Event] = []
        self._changed = threading.Condition()
        self._in_flight = 0
        self._engine_told = False

    @contextlib.contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count a call that may wait."""
        with self._changed:
            self._in_flight += 1
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
                return False
            if not self.event.is_set():
                self.cancelled_at = time.monotonic()
                self.event.set()
                for wake in self._wakes:
                    wake.set()
            return True

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
