"""Reads the stack's own state, as it was before this run's first create, in the background.

A create gets no old state, and a killed plugin leaves no trace of its create at all, so memory and
old inputs can't tell an interrupted run from a forced replacement. The state can: it is read with
`pulumi stack export`, which works inside a provider call, under the engine's lock, in 0.2 s.

A urn has no organisation, and in Pulumi Cloud two of them may have a stack of one name. The dynamic
door is told the organisation by the program. The native one needs none: the engine has told it its
provider's own id, and a state that hasn't it isn't ours, by whatever name it was found.

Nobody reads it before somebody has to know it: a run with nothing to do reads none. docs/doors.md
says which call begins, and why that is in time.

Relies on: the engine's own executable (or a `pulumi` on PATH) and the backend's environment
variables, which the engine passes on. When that goes: no rows, and the life cycle fails closed.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, wait
from typing import Any

from pulumi_google_tuning.doors.shared import pulumi_cli
from pulumi_google_tuning.doors.shared.ahead import load_ahead
from pulumi_google_tuning.doors.shared.stack_names import names_to_verify, stack_names
from pulumi_google_tuning.doors.shared.stack_state import OfId, OfType, read_state
from pulumi_google_tuning.lifecycle.call import StackState

# For all of it: a create waits for it, and one without a state fails closed.
_SECONDS = 30.0
_TRIES = 2
# An export takes 0.2 s; of a longer one the resource's row tells.
_PATIENCE_SECONDS = 1.0
_WAITING = "waiting for this stack's state (`pulumi stack export`)"

Judge = Callable[[Mapping[str, Any]], StackState | None]


def _silent(_text: str) -> None:
    """Tell nobody."""


class _Reading:
    """One read in the background, from the moment that it is made."""

    def __init__(
        self, names: Iterable[str | None], judge: Judge, seconds: float, *, verifies: bool = False
    ) -> None:
        """Begin; `verifies`: `judge` knows the stack, so a wrong one leads to the next name."""
        self._names = list(names)
        self._judge = judge
        self._verifies = verifies
        self._seconds = seconds
        self.words: tuple[str, ...] = ()
        """The words by which the CLI knows the stack, once it is read."""
        self._taken: Future[StackState | None] = Future()
        threading.Thread(target=self._take, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; return whether it is read."""
        return bool(wait([self._taken], timeout=seconds).done)

    def settles(self, seconds: float) -> bool:
        """Wait as `wait` does, and load meanwhile what a create needs."""
        if not self.wait(0):
            load_ahead()
        return self.wait(seconds)

    def result(self, waiting: Callable[[str], None]) -> StackState | None:
        """Wait for the state; None where it couldn't be read."""
        if not self.wait(_PATIENCE_SECONDS):
            waiting(_WAITING)
        return self._taken.result()

    def _take(self) -> None:
        found: StackState | None = None
        # Whatever goes wrong here, a create waits for the answer.
        with contextlib.suppress(Exception):
            found = self._read()
        self._taken.set_result(found)

    def _read(self) -> StackState | None:
        """Ask each command that may be the engine's for the stack, by each name it may have.

        An export that hangs leaves half of the time to the next one.
        """
        ends = time.monotonic() + self._seconds
        asked = [
            (name, cli)
            for _ in range(_TRIES)
            for cli in pulumi_cli.candidates()
            for name in self._names
        ]
        folder = pulumi_cli.engine_folder() if None in self._names else None
        for name, cli in asked:
            left = ends - time.monotonic()
            if left <= 0:
                break
            with contextlib.suppress(pulumi_cli.PulumiError):
                found = self._judge(pulumi_cli.stack_export(name, folder, left / 2, cli))
                if found is not None or not self._verifies:
                    self.words = pulumi_cli.stack_option(name)
                    return found
        return None


class StackReader:
    """Reads the state of a dynamic resource's stack once, from when it is first needed.

    Once for each organisation that a reference tells: the entry of an earlier version tells none,
    and one of a stack that was moved another than the program.
    """

    def __init__(
        self,
        provider_type: str,
        one_form: Callable[[str], str] = str,
        seconds: float = _SECONDS,
    ) -> None:
        self._own = OfType(provider_type)
        self._one_form = one_form
        self._seconds = seconds
        self._lock = threading.Lock()
        self._readings: dict[str | None, _Reading] = {}

    def start(self, urn: str | None, organization: str | None) -> None:
        """Begin to read; later calls change nothing. No organisation: the backend has none."""
        if urn is None:
            return

        def judge(exported: Mapping[str, Any]) -> StackState | None:
            return read_state(exported, urn, self._own, self._one_form)

        with self._lock:
            if organization not in self._readings:
                names = stack_names(urn, organization)
                self._readings[organization] = _Reading(names, judge, self._seconds)

    def settle(
        self, urn: str | None, organization: str | None, seconds: float
    ) -> StackState | None:
        """Read the state, but no longer than that; None as well where it isn't read yet.

        A check that waits has it read before the state lists this run's own creates as pending.
        """
        self.start(urn, organization)
        reading = self._readings.get(organization)
        return reading.result(_silent) if reading and reading.settles(seconds) else None

    def get(
        self,
        urn: str | None,
        organization: str | None,
        waiting: Callable[[str], None] = _silent,
    ) -> StackState | None:
        """Read the state; None where it can't be read. `waiting` is told of a long wait."""
        self.start(urn, organization)
        reading = self._readings.get(organization)
        return reading.result(waiting) if reading else None


class ProviderReader:
    """Reads the state that holds one provider resource once, from when it is first needed.

    `provider_urn` and `provider_id` are what the engine says in Configure; the id is None where it
    isn't known (a preview that makes the provider): then there is no state, and no create either.
    """

    def __init__(
        self,
        provider_urn: str,
        provider_id: str | None,
        one_form: Callable[[str], str] = str,
        seconds: float = _SECONDS,
    ) -> None:
        self._own = OfId(provider_urn, provider_id) if provider_id else None
        self._one_form = one_form
        self._seconds = seconds
        self._lock = threading.Lock()
        self._reading: _Reading | None = None

    def start(self) -> None:
        """Begin to read, in a call for a resource; later calls change nothing.

        No sooner: while a new provider is configured the state doesn't have it yet. And no later
        than the first check of a new resource: from the first create on, the state lists what this
        run itself creates.
        """
        own = self._own
        if own is None:
            return

        def judge(exported: Mapping[str, Any]) -> StackState | None:
            return read_state(exported, own.urn, own, self._one_form)

        with self._lock:
            if self._reading is None:
                names = names_to_verify(own.urn)
                self._reading = _Reading(names, judge, self._seconds, verifies=True)

    def settle(self, seconds: float) -> StackState | None:
        """Read the state, but no longer than that; None as well where it isn't read yet."""
        self.start()
        if self._reading is None or not self._reading.settles(seconds):
            return None
        return self.get()

    def get(self, waiting: Callable[[str], None] = _silent) -> StackState | None:
        """Read the state; where it can't be read, the lineage is known all the same.

        None where the provider has no id yet. `waiting` is told of a long wait.
        """
        if self._own is None:
            return None
        self.start()
        found = self._reading.result(waiting) if self._reading else None
        return found or StackState(lineage=self._own.id, read=False)

    def stack_words(self) -> tuple[str, ...] | None:
        """Return the words that name the stack to the CLI; None where none led to its state."""
        self.start()
        if self._reading is None or self._reading.result(_silent) is None:
            return None
        return self._reading.words
