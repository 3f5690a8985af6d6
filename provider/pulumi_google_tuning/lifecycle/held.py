"""What this run has taken over, deleted and looked at: beside the state, which is of its start."""

from __future__ import annotations

import threading
from typing import Any

from pulumi_google_tuning.fields.instants import is_instant, same_instant


def may_be_same_instant(one: Any, other: Any) -> bool:
    """Return whether two creation times may be of one object: one that isn't known may be any."""
    return not (is_instant(one) and is_instant(other)) or same_instant(one, other)


class Held:
    """The memory of one run; threads share it.

    An object is named by its id, in the form in which two forms of one id are equal, and by its
    creation time, where it has one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked: set[str] = set()
        self._otherwise: set[str] = set()
        self._taken: dict[str, tuple[Any, str]] = {}
        self._deleted: dict[str, list[str]] = {}
        self._claimed: dict[str, str] = {}

    def note_checked(self, urn: str | None) -> None:
        """Remember that the program still declares a resource."""
        with self._lock:
            self._checked.add(urn or "")

    def declares(self, urn: str) -> bool:
        """Return whether the program was seen to declare a resource in this run."""
        with self._lock:
            return urn in self._checked

    def note_other_training(self, urn: str | None) -> None:
        """Remember that a declared resource asks for another training than its row has."""
        with self._lock:
            self._otherwise.add(urn or "")

    def keeps(self, urn: str) -> bool:
        """Return whether the program was seen to declare a resource as its row was trained."""
        with self._lock:
            return urn in self._checked - self._otherwise

    def claim(self, object_id: str, name: str) -> str:
        """Return which resource may take an object over in this run: the first that asks."""
        with self._lock:
            return self._claimed.setdefault(object_id, name)

    def note_taken(self, object_id: str, created: Any, name: str) -> None:
        """Remember which resource a create of this run took an object over for."""
        with self._lock:
            self._taken[object_id] = (created, name)

    def taken_by(self, object_id: str, created: Any) -> str | None:
        """Return the name of the resource that a create of this run took this very object for."""
        with self._lock:
            known, name = self._taken.get(object_id, (None, None))
        return name if may_be_same_instant(known, created) else None

    def note_delete(self, object_id: str, urn: str | None) -> list[str]:
        """Remember that the engine deletes a row of this object; return all whose urns it did."""
        with self._lock:
            urns = self._deleted.setdefault(object_id, [])
            urns.append(urn or "")
            return list(urns)

    def was_deleted(self, object_id: str) -> bool:
        """Return whether the engine has deleted a row of an object of this id in this run."""
        with self._lock:
            return object_id in self._deleted
