"""A chain of ends: `up` cut off again and again, for one training, before anybody looks.

A chain changes the data, so that a new training replaces the one before. Its training is let go
near the chain's end, so that waits are cut off first, and a replacement's deletes last.
"""

from __future__ import annotations

import contextlib
import math
import random
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from support.emulator import Emulator
from support.interruption import LOOKS, Interrupted, settled
from support.soak_world import (
    FOREVER,
    LATE,
    MODEL,
    NOT_FOUND,
    TROUBLES,
    Soaked,
    be_well,
    let_go,
    pass_minutes,
    patient,
    resumed,
    unlock,
)
from support.waiting import until

ENDS: Final[Mapping[str, Callable[[Interrupted], None]]] = {
    "kill engine": Interrupted.kill_engine,
    "kill plugin": Interrupted.kill_plugin,
    "kill both": Interrupted.kill_both,
    "Ctrl-C": Interrupted.interrupt,
    "SIGTERM": Interrupted.terminate,
    "SIGTERM to all": Interrupted.terminate_all,
}
HELD: Final[Mapping[str, Mapping[str, object]]] = {
    "the POST never arrives": {"hold": True, "drop": "before"},
    "the POST's answer is held": {"hold": True, "work": True},
}
LINKS: Final = (3, 12)
"""So many ends a chain, at least and at most."""
_REAL: Final = 0.1
_HELD: Final = 0.3
# An end comes after so many requests, so that a busy machine doesn't have all of them come before
# the first one; or, now and then, while the processes start.
_REQUESTS: Final = (1, 10)
_EARLY: Final = 0.15
_EARLY_SECONDS: Final = 2.0
_DELAY_SECONDS: Final = 0.2
# A run that looks, or waits for what is answered 404, asks seldom.
_LONGEST_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.03
# No run takes so long to end, on whatever machine: one that does has hung.
_HUNG_SECONDS: Final = 600


@dataclass(frozen=True)
class Link:
    """One end, `seconds` after so many `requests` of the run.

    held: how a create stands still where one is sent, so that the end comes in its midst; "" where
    none does. real: every process is started as users start it, none is forked. patient: where the
    run looks for a job in a list, the minutes of it pass before the end comes.
    """

    end: str
    requests: int
    seconds: float
    held: str
    real: bool
    patient: bool

    def __str__(self) -> str:
        more = [self.held, "real" if self.real else "", "patient" if self.patient else ""]
        when = f"{self.end} {self.seconds:.2f} s after {self.requests} requests"
        return ", ".join([when, *filter(None, more)])


@dataclass(frozen=True)
class Chain:
    """As the seed draws it. `let_go` is the number of the link that finds the training over."""

    number: int
    sort: str
    trouble: str
    links: tuple[Link, ...]
    let_go: int

    def __str__(self) -> str:
        links = "; ".join(map(str, self.links))
        return f"chain {self.number} ({self.sort}, {self.trouble}, over at {self.let_go}): {links}"


def drawn(seed: int, number: int, sorts: tuple[str, ...]) -> Chain:
    """Draw a chain: the same one for the same seed and number."""
    chance = random.Random(f"{seed}/{number}")
    sort = chance.choice(sorts)
    # A model is found by its id, so no list can lag.
    trouble = chance.choice([name for name in TROUBLES if sort != MODEL or name != LATE])
    # A plugin that is killed alone leaves no note of its create in the state: what is done then,
    # while the list lags, has a test of its own, lifecycle/test_two_jobs.
    ends = [end for end in ENDS if (trouble, end) != (LATE, "kill plugin")]
    links = tuple(_link(chance, ends) for _ in range(chance.randint(*LINKS)))
    return Chain(number, sort, trouble, links, chance.randint(len(links) - 1, len(links) + 1))


def _link(chance: random.Random, ends: list[str]) -> Link:
    end, early = chance.choice(ends), chance.random() < _EARLY
    requests = 0 if early else chance.randint(*_REQUESTS)
    seconds = chance.uniform(0, _EARLY_SECONDS if early else _DELAY_SECONDS)
    held = chance.choice(list(HELD)) if chance.random() < _HELD else ""
    return Link(end, requests, seconds, held, chance.random() < _REAL, chance.random() < 1 / 2)


@dataclass(frozen=True)
class Cut:
    """An end that came before the run's own, and what it met."""

    link: Link
    met: str


class Doing:
    """A chain that is done: `cuts` are its ends so far, `over` counts the runs that ended before.

    Raises AssertionError where something is wrong.
    """

    def __init__(self, chain: Chain, soaked: Soaked, emulator: Emulator) -> None:
        self.cuts: list[Cut] = []
        self.over = 0
        self._chain = chain
        self._soaked = soaked
        self._emulator = emulator
        self._chance = random.Random(str(chain))
        self._before = len(soaked.trainings.accepted())

    def do(self, wanted: Callable[[], bool]) -> None:
        """Do the links, for as long as more ends are `wanted`, and then what a person does."""
        self._emulator.settings(trainingSeconds=FOREVER)
        self._soaked.declare(self._chain.number)
        for number, link in enumerate(self._chain.links):
            if not wanted():
                break
            if number == self._chain.let_go:
                let_go(self._soaked, self._emulator)
            code = self._cut(link)
            if code == 0:
                break
        let_go(self._soaked, self._emulator)
        self._trouble()
        again = ["--refresh"] if self._chain.trouble == NOT_FOUND else []
        resumed(self._soaked.project, self._emulator, *again)
        be_well(self._emulator)
        settled(
            self._soaked.project,
            self._emulator,
            trainings=self._before + 1,
            of=self._soaked.trainings,
        )

    def _trouble(self) -> None:
        """Have the chain's trouble, and no other, from now on."""
        self._emulator.clear_faults()
        TROUBLES[self._chain.trouble](self._soaked, self._emulator, self._chance)

    def _cut(self, link: Link) -> int:
        """Start a run and end it; give its exit code, 0 where it was over before."""
        project, emulator = self._soaked.project, self._emulator
        emulator.forget_requests()
        self._trouble()
        if link.held:
            emulator.fault(**self._soaked.trainings.post, **HELD[link.held])
        run = Interrupted(project, emulator, forked=not link.real)
        try:
            self._wait(run, link)
            if link.end == "kill plugin":
                until(lambda: run.plugins() or run.over, "a plugin")
            met, there = self._met(link), not run.over
            ENDS[link.end](run)
            _ended(run)
            text, code = run.text, run.process.wait()
        finally:
            run.cleanup()
        accepted = self._accepted()
        assert accepted <= 1, f"{accepted} trainings after {link}\n{text}"
        assert "Traceback" not in text, text
        assert "Internal error" not in text, text
        if link.end in ("kill engine", "kill both"):
            unlock(project)
        if patient(text):
            emulator.advance(200)  # as the person is told
        if there and code != 0:
            self.cuts.append(Cut(link, met))
        else:
            self.over += 1
        return code

    def _wait(self, run: Interrupted, link: Link) -> None:
        """Wait for the random instant of an end."""
        first, wanted, passed = math.inf, link.requests, not link.patient
        while not run.over and (seen := len(self._emulator.requests())) < wanted:
            looks = LOOKS in run.text
            if looks and not passed:
                pass_minutes(run, self._emulator)
                passed, wanted = True, len(self._emulator.requests()) + link.requests
            elif looks or self._holds() or time.monotonic() > first + _LONGEST_SECONDS:
                break
            if seen and first == math.inf:
                first = time.monotonic()
            time.sleep(_PAUSE_SECONDS)
        time.sleep(link.seconds)  # the random instant is the point

    def _accepted(self) -> int:
        return len(self._soaked.trainings.accepted()) - self._before

    def _holds(self) -> bool:
        return any(fault["waiting"] for fault in self._emulator.faults())

    def _met(self, link: Link) -> str:
        """Return where the run is that is ended now."""
        if self._holds():
            return link.held
        if not self._emulator.requests():
            return "no request yet"
        if not self._accepted():
            return "before the POST was accepted"
        return "while it trains" if self._soaked.trainings.unfinished() else "after the training"


def _ended(run: Interrupted) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.process.wait(_HUNG_SECONDS)
    assert run.over, f"the run has not ended in {_HUNG_SECONDS} s\n{run.text}"
    end = time.monotonic() + _HUNG_SECONDS
    until(lambda: not run.plugins() or time.monotonic() > end, "the plugins' end")
    assert time.monotonic() <= end, f"a plugin has not ended in {_HUNG_SECONDS} s\n{run.text}"
