"""Threads that nobody has to wait for, each used again for the next piece of work.

A pool of the standard library is waited for when the process ends, and its work for a free thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

_IDLE_SECONDS: Final = 30.0

_Work = Callable[[], object]


class IdleThreads:
    """Daemon threads: work begins at once, in one that is idle or in a new one."""

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        """Start none yet; one that was idle for so long ends."""
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[SimpleQueue[_Work]] = []

    def run(self, work: _Work) -> None:
        """Begin the work; what it raises is its own affair, and must not leave it."""
        with self._lock:
            # The one that worked last: the others may end.
            queue = self._idle.pop() if self._idle else None
        if queue is not None:
            queue.put(work)
            return
        threading.Thread(target=self._serve, args=(work,), name="call", daemon=True).start()

    def _serve(self, work: _Work) -> None:
        queue: SimpleQueue[_Work] = SimpleQueue()
        while True:
            work()
            del work  # what it holds isn't kept while nothing is done
            with self._lock:
                self._idle.append(queue)
            try:
                work = queue.get(timeout=self._idle_seconds)
            except Empty:
                with self._lock:
                    if queue in self._idle:
                        self._idle.remove(queue)
                        return
                # It was taken a moment ago: its work is here, or will be at once.
                work = queue.get()
