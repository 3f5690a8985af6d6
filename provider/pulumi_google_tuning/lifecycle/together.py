"""A few calls at a time, whose results are taken as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from contextvars import copy_context
from queue import SimpleQueue
from typing import Final, TypeVar

_K = TypeVar("_K")
_T = TypeVar("_T")

# Each has an answer in memory; a few hide the way to Google and back.
_MOST_AT_ONCE: Final = 4


def together(
    calls: Mapping[_K, Callable[[], _T]],
) -> Generator[tuple[_K, Future[_T]], None, None]:
    """Yield each call's key with its result or error, in the order in which they end.

    Who stops to take them ends those that haven't begun, and waits for none: nor does the end of
    the process, as it would for a pool of the standard library.
    """
    waiting = deque(calls.items())
    ended: SimpleQueue[tuple[_K, Future[_T]]] = SimpleQueue()

    def work() -> None:
        while waiting:
            try:
                key, call = waiting.popleft()
            except IndexError:  # another thread has taken the last one
                return
            future: Future[_T] = Future()
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - it is the taker's
                future.set_exception(error)
            ended.put((key, future))

    for _ in range(min(_MOST_AT_ONCE, len(calls))):
        # With this thread's context, which knows who is told of retries.
        run = copy_context().run
        threading.Thread(target=run, args=(work,), name="together", daemon=True).start()
    try:
        for _ in calls:
            yield ended.get()
    finally:
        waiting.clear()
