"""Ctrl-C: Pulumi's dynamic host ignores the engine's Cancel, and the engine waits for ever.

Relies on: the gRPC server keeps its handlers in dictionaries by method, in `_state`. Checked: an
entry for Cancel is there. When that goes: the first Ctrl-C waits for what is under way.

The engine calls Cancel at the end of every operation too; with nothing in flight it means nothing.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

_METHOD = "/pulumirpc.ResourceProvider/Cancel"


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

    def install(self, server: Any) -> bool:
        """Listen to the engine's Cancel; tell whether that worked."""
        state = getattr(server, "_state", None)
        tables = [getattr(state, "registered_method_handlers", None)]
        tables += [
            getattr(handler, "_method_handlers", None)
            for handler in getattr(state, "generic_handlers", [])
        ]
        wrapped = [table for table in tables if isinstance(table, dict) and _METHOD in table]
        for table in wrapped:
            handler = table[_METHOD]
            table[_METHOD] = handler._replace(unary_unary=self._wrapped(handler.unary_unary))
        return bool(wrapped)

    def _wrapped(self, inner: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def handle(request: Any, context: Any) -> Any:
            self.cancel()
            return inner(request, context)

        return handle
