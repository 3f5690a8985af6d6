"""One list for all who ask at the same moment.

Twenty creates that look for themselves would read the same list twenty times. Here those who ask
while a list is under way share the next one: an answer never began before it was asked for, so
nobody is given a list from before their own POST.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.retry import RETRY_POLICY

_T = TypeVar("_T")


class _Round:
    """A list that hasn't begun yet, and what those who wait for it look for."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.was_cut_short = False
        self.answer: Future[Any] = Future()


class SharedLists:
    """The lists under way, by what they list; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Future[Any]] = {}
        self._next: dict[Hashable, _Round] = {}

    def ask(self, group: Hashable, keys: Collection[str], fetch: Callable[[set[str]], _T]) -> _T:
        """Return what a `fetch` gives that begins from now on; it is told the keys of all who ask.

        The first to ask does it, as soon as the list that is under way has ended. An error is
        everybody's, unless the first one's step had no more time for the list.
        """
        with self._lock:
            leads = group not in self._next
            mine = self._next.setdefault(group, _Round())
            mine.keys.update(keys)
            before = self._under_way.get(group)
        if leads:
            if before is not None:
                before.exception()  # only its end is waited for
            self._lead(group, mine, fetch)
        failed = mine.answer.exception()
        if failed is not None and mine.was_cut_short and not leads:
            return self.ask(group, keys, fetch)
        answer: _T = mine.answer.result()
        return answer

    def _lead(self, group: Hashable, mine: _Round, fetch: Callable[[set[str]], Any]) -> None:
        with self._lock:
            del self._next[group]
            self._under_way[group] = mine.answer
        try:
            mine.answer.set_result(fetch(mine.keys))
        except BaseException as error:  # noqa: BLE001 - it is the askers'
            left = time_limit.left_seconds(time_limit.monotonic)
            mine.was_cut_short = left <= RETRY_POLICY.longest_delay_seconds
            mine.answer.set_exception(error)
        finally:
            with self._lock:
                # The next caller lists again, so thousands of jobs needn't be kept.
                if self._under_way.get(group) is mine.answer:
                    del self._under_way[group]
