"""What lists showed a moment ago: a page in the place of a request for each of many objects.

A refresh reads every object of a stack, mostly to see that nothing is new. The first few are read
one by one. Who comes then finds the rest on a page of a list. Lists may lag, so what they show is
believed only where it is what the state has already; all else is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import time_limit

_MOMENT_SECONDS: Final = 5.0
# Fewer are read one by one, which is as fast.
_FEW: Final = 3
# So many who weren't on the pages so far pay for the next one: old objects may be on the last.
_MISSED_FOR_A_PAGE: Final = 25

Page = tuple[Iterable[tuple[str, Json]], str]
"""The objects of a page by name, and the token of the next one; empty at the end."""


@dataclass
class _Pages:
    """The pages of one list that were read so far; an object is given out once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    shown: dict[str, Json] = field(default_factory=dict)
    read: int = 0
    token: str = ""
    ended: bool = False

    def take(self, name: str, allowed: int, fetch: Callable[[str], Page]) -> Json | None:
        """Return the object; read as many pages for it as are allowed. Others wait meanwhile."""
        with self.lock:
            while name not in self.shown and self.read < allowed and not self.ended:
                self.read += 1
                self.ended = True  # also where the list can't be read: then no page follows
                found, self.token = fetch(self.token)
                self.shown.update(found)
                self.ended = not self.token
            return self.shown.pop(name, None)


class Moment:
    """The lists that those in one place ask for in a few seconds; threads share it."""

    def __init__(self, began: float) -> None:
        self.began = began
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._missed = 0
        self._lists: dict[str, _Pages] = {}

    def enter(self, name: str) -> bool:
        """Note one who asks for an object; return whether enough ask for a list to be cheaper."""
        with self._lock:
            self._asked.add(name)
            return len(self._asked) > _FEW

    def take(self, url: str, name: str, fetch: Callable[[str], Page]) -> Json | None:
        """Return an object as the list at `url` shows it; None where the pages don't have it.

        `fetch` is called with a page's token. Raises what it raises, once: the list ends there.
        """
        with self._lock:
            pages = self._lists.setdefault(url, _Pages())
            allowed = 1 + self._missed // _MISSED_FOR_A_PAGE
        found = pages.take(name, allowed, fetch)
        if found is None:
            with self._lock:
                self._missed += 1
        return found


class RecentLists:
    """The moments of a session, by place."""

    def __init__(self, clock: Callable[[], float] = time_limit.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._moments: dict[Hashable, Moment] = {}

    def moment(self, place: Hashable) -> Moment:
        """Return the moment that is now; a new one, some seconds after the last one began."""
        with self._lock:
            now, moment = self._clock(), self._moments.get(place)
            if moment is None or not 0 <= now - moment.began < _MOMENT_SECONDS:
                moment = self._moments[place] = Moment(now)
            return moment
