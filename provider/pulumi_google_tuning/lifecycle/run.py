"""What one run of the engine knows: of all the resources that it works on, and of no other run.

A door makes one `Run` for each run of the engine and hands it in with every call. So two runs in
one process never hear of each other, and what one resource's check has learnt another one's can
use. Threads share it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pulumi_google_tuning.data.checked_data import CheckedData
from pulumi_google_tuning.data.datasets.known import Contents
from pulumi_google_tuning.fields.instants import today
from pulumi_google_tuning.lifecycle.estimates import DatasetSizes
from pulumi_google_tuning.lifecycle.held import Held
from pulumi_google_tuning.lifecycle.in_flight import BytesInFlight


@dataclass(frozen=True)
class Missing:
    """An object that a read didn't find: with what the state had of it."""

    object_id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


class Run:
    """The knowledge of one run."""

    def __init__(self, today: Callable[[], date] = today) -> None:
        """Begin to know; `today` says the date, in UTC."""
        self.today = today
        self.data = CheckedData()
        """Data that was checked and can't be read again: it came as a list."""
        self.contents = Contents()
        """What it has found good: content that is seen again isn't checked again."""
        self.sizes = DatasetSizes()
        """How large the datasets are that this run has checked."""
        self.in_flight = BytesInFlight()
        """How much of its creates is being sent."""
        self.held = Held()
        """What it has taken over, deleted and looked at."""
        self._lock = threading.Lock()
        self._said: set[tuple[str | None, str]] = set()
        self._replaced_urns: set[str] = set()
        self._started: dict[str, set[str]] = {}
        self._replaced_addresses: set[str] = set()
        self._doubts: dict[str, tuple[str, str] | None] = {}
        self._lost: dict[str, Missing] = {}
        self._taken_in: set[str] = set()
        self._given_as: dict[str, Mapping[str, str]] = {}

    def is_news(self, urn: str | None, text: str) -> bool:
        """Return whether this is the first time that `text` is said of a resource.

        With a refresh the engine compares twice, and a reviewer reads it once.
        """
        with self._lock:
            if (urn, text) in self._said:
                return False
            self._said.add((urn, text))
            return True

    def note_given_as(self, urn: str | None, arguments: Mapping[str, str]) -> None:
        """Remember the arguments that a program gives fields in, where they aren't called so."""
        with self._lock:
            self._given_as[urn or ""] = arguments

    def given_as(self, urn: str | None, field: str) -> str:
        """Return what the program calls a field of a resource that was checked."""
        with self._lock:
            return self._given_as.get(urn or "", {}).get(field, field)

    def note_start(self, quota: str, urn: str | None) -> int:
        """Remember a training that this run starts; return how many there are of one quota."""
        with self._lock:
            started = self._started.setdefault(quota, set())
            started.add(urn or "")
            return len(started)

    def note_replacement(self, urn: str | None, addresses: Iterable[str]) -> None:
        """Remember that a resource is replaced, and by which addresses others name it so far."""
        with self._lock:
            self._replaced_urns.add(urn or "")
            self._replaced_addresses.update(addresses)

    def note_doubt(self, urn: str | None, denial: tuple[str, str] | None) -> None:
        """Remember what denies a replacement that rests on what wasn't known; None: nothing."""
        with self._lock:
            self._doubts[urn or ""] = denial

    def doubt(self, urn: str | None) -> tuple[str, str] | None:
        """Return what denies the replacement of a resource, whose last diff was in doubt."""
        with self._lock:
            return self._doubts.get(urn or "")

    def replaces(self, urn: str | None) -> bool:
        """Return whether a diff of this run has found that the resource is replaced.

        The engine checks such a resource a second time, as a new one.
        """
        with self._lock:
            return urn in self._replaced_urns

    def replaces_address(self, address: str) -> bool:
        """Return whether the resource at an address is replaced in this run."""
        with self._lock:
            return address in self._replaced_addresses

    def note_lost(self, urn: str | None, missing: Missing) -> int:
        """Remember what a read of this run didn't find; return how many there are by now."""
        with self._lock:
            self._lost[urn or missing.object_id] = missing
            return len(self._lost)

    def lost(self, urn: str | None) -> Missing | None:
        """Return what a read of this run didn't find of a resource."""
        with self._lock:
            return self._lost.get(urn or "")

    def note_taken_in(self, urn: str | None) -> None:
        """Remember that this run imports a resource."""
        with self._lock:
            self._taken_in.add(urn or "")

    def takes_in(self, urn: str | None) -> bool:
        """Return whether this run imports the resource: the state has it only afterwards."""
        with self._lock:
            return (urn or "") in self._taken_in
