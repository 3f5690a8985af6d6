"""A deployment from the engine's journal: what Pulumi Cloud makes of the entries that it is sent.

The engine that keeps its state in Pulumi Cloud doesn't send the whole of it with every step, but
what the step did: an operation begins, and ends with a resource's new state, an older one's end, or
nothing. Source of the entries' meaning: `apitype.JournalEntry` and its replay in pulumi/pulumi.
"""

from __future__ import annotations

import copy
import hashlib
from enum import IntEnum
from typing import Any

Json = dict[str, Any]
_VERSION = "v3.259.0"


class Kind(IntEnum):
    """What an entry says; the ones that aren't here don't come up with dynamic resources."""

    BEGIN = 0
    SUCCESS = 1
    FAILURE = 2
    REFRESHED = 3
    OUTPUTS = 4
    WRITE = 5
    SECRETS = 6
    REBUILT = 7


class Journal:
    """One update's entries over the deployment that it began with."""

    def __init__(self, base: Json) -> None:
        self._start(base)

    def _start(self, base: Json) -> None:
        self._base = copy.deepcopy(base)
        self._new: dict[int, Json] = {}
        self._removed: set[int] = set()
        self._replaced: dict[int, Json] = {}
        self._pending: dict[int, Json] = {}

    def add(self, entry: Json) -> None:
        """Take one entry, in the order of their sequence numbers."""
        kind, operation = Kind(entry["kind"]), entry["operationID"]
        if kind is Kind.BEGIN:
            if entry.get("operation"):
                self._pending[operation] = entry["operation"]
            return
        if kind in {Kind.SUCCESS, Kind.FAILURE, Kind.REFRESHED}:
            self._pending.pop(operation, None)
        if kind is Kind.SUCCESS:
            self._succeeded(entry, operation)
        elif kind in {Kind.REFRESHED, Kind.OUTPUTS}:
            self._changed(entry)
        elif kind is Kind.WRITE:
            self._base = entry["newSnapshot"]
        elif kind is Kind.SECRETS:
            self._base["secrets_providers"] = entry["secretsProvider"]
        elif kind is Kind.REBUILT:
            self._start(self.deployment())

    def _succeeded(self, entry: Json, operation: int) -> None:
        if entry.get("state"):
            self._new[operation] = entry["state"]
        if entry.get("removeOld") is not None:
            self._removed.add(entry["removeOld"])
        if entry.get("removeNew") is not None:
            self._new.pop(entry["removeNew"], None)
        old = self._base.get("resources") or []
        for field, mark in (("delete", "delete"), ("pendingReplacement", "pendingReplacement")):
            if entry.get(f"{field}Old") is not None:
                old[entry[f"{field}Old"]][mark] = True
            if entry.get(f"{field}New") is not None:
                self._new[entry[f"{field}New"]][mark] = True

    def _changed(self, entry: Json) -> None:
        state, old, new = entry.get("state"), entry.get("removeOld"), entry.get("removeNew")
        if old is not None and state:
            self._replaced[old] = state
        elif old is not None and entry["kind"] == Kind.REFRESHED:
            self._removed.add(old)
        if new is not None and state:
            self._new[new] = state
        elif new is not None and entry["kind"] == Kind.REFRESHED:
            self._new.pop(new, None)

    def deployment(self) -> Json:
        """Return the state as it is now: new resources first, then what this update left alone."""
        old = [
            self._replaced.get(index, resource)
            for index, resource in enumerate(self._base.get("resources") or [])
            if index not in self._removed
        ]
        begun = [
            one for one in self._base.get("pending_operations") or [] if one["type"] == "creating"
        ]
        found = {
            **self._base,
            "manifest": manifest(),
            "resources": [*self._new.values(), *old],
            "pending_operations": [*self._pending.values(), *begun],
        }
        return copy.deepcopy(found)


def manifest() -> Json:
    """Return what a deployment begins with; the engine checks the sum."""
    return {
        "time": "2026-01-01T00:00:00Z",
        "magic": hashlib.sha256(_VERSION.encode()).hexdigest(),
        "version": _VERSION,
    }
