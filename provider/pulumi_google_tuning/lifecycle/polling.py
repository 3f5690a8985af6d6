"""One poller for all who wait: the number of requests doesn't grow with the number of waiters.

The loop knows no resource: it is given a call that reads one object and one that lists them all.
It runs while somebody waits, in a thread of its own, and ends with the last of them. What a poll
asks for: looking.py.
"""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.google.retry_reports import report_retries_to
from pulumi_google_tuning.lifecycle.looking import Fetch, FetchAll, Looks, Parts
from pulumi_google_tuning.lifecycle.poll_costs import Costs
from pulumi_google_tuning.lifecycle.watch import Watch

# The interval follows the age of the youngest wait: a short training is seen to end soon, a long
# one isn't asked after every second.
_AGE_SHARE = 0.01
_JITTER_SHARE = 0.1
_MAX_BACK_OFF_SECONDS = 120.0


@dataclass(frozen=True)
class Pace:
    """The seconds between two polls: from `least` to `most`, by the youngest waiter's age."""

    least: float = 0.5
    most: float = 30.0

    def interval(self, age_seconds: float, back_off: float, roll: float) -> float:
        """Return the next interval; `back_off` is at least 1, `roll` is random in [0, 1)."""
        paced = min(self.most, max(self.least, age_seconds * _AGE_SHARE)) * back_off
        jittered = paced * (1 + _JITTER_SHARE * (2 * roll - 1))
        return min(max(jittered, self.least), max(_MAX_BACK_OFF_SECONDS, self.least))


class Poller:
    """Asks for all watched objects together, at one pace, with one back-off."""

    def __init__(
        self,
        fetch: Fetch,
        fetch_all: FetchAll,
        pace: Pace,
        *,
        prefers_list: Callable[[Json], bool] = lambda _: False,
        parts: Parts | None = None,
        clock: Callable[[], float] = time_limit.monotonic,
        roll: Callable[[], float] = random.random,
    ) -> None:
        """Poll by two calls; `parts`: those that ask for less."""
        costs = Costs(clock)
        self._looks = Looks(fetch, fetch_all, costs, parts=parts, prefers_list=prefers_list)
        self._pace = pace
        self._clock = clock
        self._roll = roll
        self._lock = threading.Lock()
        self._watches: list[Watch] = []
        self._thread: threading.Thread | None = None
        self._idle = threading.Event()
        self._failures = 0
        self._asked_to_wait = 0.0

    @contextlib.contextmanager
    def watch(self, key: str, known: Json | None = None) -> Iterator[Watch]:
        """Have an object polled while the block runs; `known` is what was read of it so far."""
        now = self._clock()
        watch = Watch(key, since=now, obj=known, whole=known, asked_at=now)
        with self._lock:
            self._watches.append(watch)
            if self._thread is None:
                self._idle.clear()
                self._thread = threading.Thread(target=self._run, name="poller", daemon=True)
                self._thread.start()
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.remove(watch)
                if not self._watches:
                    self._idle.set()

    def is_watched(self, key: str) -> bool:
        """Return whether anybody waits for an object."""
        with self._lock:
            return any(watch.key == key for watch in self._watches)

    def _run(self) -> None:
        """Poll until nobody waits; whatever ends it otherwise reaches everybody who waits."""
        try:
            self._poll_while_watched()
        except BaseException as error:  # noqa: BLE001 - a thread must not die in silence
            with self._lock:
                left = list(self._watches)
                # The next caller that waits starts it again.
                self._thread = None
            for watch in left:
                watch.publish(error=GoogleTuningError(f"polling ended: {sentence_of(error)}"))

    def _poll_while_watched(self) -> None:
        while True:
            self._idle.wait(self._next_interval())
            with self._lock:
                watches = list(self._watches)
                if not watches:
                    self._thread = None
                    return
                self._idle.clear()
            self.poll(watches)

    def _next_interval(self) -> float:
        with self._lock:
            since = [watch.since for watch in self._watches]
        age = self._clock() - max(since) if since else 0.0
        # Once only: 200 creates that start one after another must not keep the pace at its least.
        return max(self._pace.interval(age, 2.0**self._failures, self._roll()), self._asked_to_wait)

    def poll(self, watches: list[Watch]) -> None:
        """Ask once for all of `watches`, and tell those who have to wait for an answer why."""

        def late(why: str | None) -> None:
            for watch in watches:
                watch.late(why)

        with report_retries_to(late):
            self._ask(watches)

    def _ask(self, watches: list[Watch]) -> None:
        try:
            self._looks.look(watches)
        except GoogleTuningError as error:
            self._failed(error, watches)
        except Exception as error:  # noqa: BLE001 - a waiter must never hang on an error of our own
            self._failed(GoogleTuningError(sentence_of(error)), watches)
        else:
            self._failures, self._asked_to_wait = 0, 0.0

    def _failed(self, error: GoogleTuningError, watches: list[Watch]) -> None:
        """Publish the error to every waiter, and wait longer before the next poll."""
        self._failures = min(self._failures + 1, 6)
        self._asked_to_wait = RETRY_POLICY.asked_seconds(error) or 0.0
        for watch in watches:
            watch.publish(error=error)
