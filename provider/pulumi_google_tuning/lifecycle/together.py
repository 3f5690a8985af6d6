"""A few calls at a time, whose results are taken as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from typing import Final, TypeVar

_K = TypeVar("_K")
_T = TypeVar("_T")

# Each has an answer in memory; a few hide the way to Google and back.
_MOST_AT_ONCE: Final = 4


def together(calls: Mapping[_K, Callable[[], _T]]) -> Generator[tuple[_K, Future[_T]], None, None]:
    """Yield each call's key with its result or error, in the order in which they end.

    Who stops to take them ends those that haven't begun.
    """
    pool = ThreadPoolExecutor(_MOST_AT_ONCE, "together")
    try:
        # With this thread's context, which knows who is told of retries.
        futures = {pool.submit(copy_context().run, call): key for key, call in calls.items()}
        for future in as_completed(futures):
            yield futures[future], future
    finally:
        pool.shutdown(cancel_futures=True)
