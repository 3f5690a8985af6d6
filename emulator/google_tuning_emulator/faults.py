"""Scripted misbehaviour: statuses, delays, held requests and dropped connections, by route."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Any

from google_tuning_emulator.wire.errors import ApiError, error_info

_MOST_DELAY_SECONDS = 3600
_FOR_EVER = -1


@dataclass
class Fault:
    """One script. What it does to a request, in order: work (or not), wait, answer."""

    fault_id: int
    method: str = ""
    path: str = ""
    count: int = 1
    after: int = 0
    status: int | None = None
    status_name: str = ""
    message: str = ""
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    details: list[dict[str, Any]] = field(default_factory=list)
    delay_seconds: float = 0.0
    hold: bool = False
    drop: str = ""
    work: bool | None = None

    hits: int = 0
    waiting: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def works_first(self) -> bool:
        """Whether the request's work is done before the wait."""
        return self.work is True or self.drop == "after"

    @property
    def answers(self) -> bool:
        """Whether the request's own answer is replaced, by a status or a dropped connection."""
        return self.status is not None or bool(self.drop)

    def error(self) -> ApiError:
        """Return the error answer that the script asks for."""
        code = self.status or 500
        details = list(self.details)
        if self.reason:
            details.append(error_info(self.reason))
        message = self.message or _MESSAGES.get(code, "Injected fault.")
        return ApiError(code, message, self.status_name, details)

    def as_json(self) -> dict[str, Any]:
        """Return the script with what became of it."""
        return {
            "id": self.fault_id,
            "method": self.method,
            "path": self.path,
            "count": self.count,
            "after": self.after,
            "status": self.status,
            "statusName": self.status_name,
            "message": self.message,
            "reason": self.reason,
            "headers": self.headers,
            "details": self.details,
            "delaySeconds": self.delay_seconds,
            "hold": self.hold,
            "drop": self.drop or None,
            "work": self.work,
            "hits": self.hits,
            "waiting": self.waiting,
        }


# Google's own words for the codes that tests ask for most.
_MESSAGES = {
    429: "Resource has been exhausted (e.g. check quota).",
    500: "An internal error has occurred. Please retry or report in "
    "https://developers.generativeai.google/guide/troubleshooting",
    503: "The model is overloaded. Please try again later.",
    504: "Deadline expired before operation could complete.",
}

# The codes that have several names: https://cloud.google.com/apis/design/errors#handling_errors
_NAMES = {
    400: ("INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE"),
    409: ("ALREADY_EXISTS", "ABORTED"),
    500: ("INTERNAL", "UNKNOWN", "DATA_LOSS"),
}

_READERS: dict[str, tuple[str, type | tuple[type, ...]]] = {
    "method": ("method", str),
    "path": ("path", str),
    "count": ("count", int),
    "after": ("after", int),
    "status": ("status", int),
    "statusName": ("status_name", str),
    "message": ("message", str),
    "reason": ("reason", str),
    "headers": ("headers", dict),
    "details": ("details", list),
    "delaySeconds": ("delay_seconds", (int, float)),
    "hold": ("hold", bool),
    "drop": ("drop", str),
    "work": ("work", bool),
}


class Faults:
    """The scripts in force, in memory: a restart clears them. The first that matches acts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._last_id = 0

    def add(self, values: Any) -> Fault:
        """Add a script.

        Raises:
            ApiError: 400 for an unknown key, a wrong type or a pattern that isn't one.

        """
        fault = _read(values)
        with self._lock:
            self._last_id += 1
            fault.fault_id = self._last_id
            self._faults.append(fault)
        return fault

    def match(self, method: str, path: str) -> Fault | None:
        """Return the script for a request and use it up once, None if there is none."""
        with self._lock:
            for fault in self._faults:
                if fault.method and fault.method.upper() != method:
                    continue
                if not re.search(fault.path, path) or fault.count == 0:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.count != _FOR_EVER:
                    fault.count -= 1
                fault.hits += 1
                return fault
        return None

    def wait(self, fault: Fault) -> None:
        """Keep the calling request waiting as its script says; no lock is held meanwhile."""
        if not fault.hold and not fault.delay_seconds:
            return
        with self._lock:
            fault.waiting += 1
        try:
            fault.released.wait(None if fault.hold else fault.delay_seconds)
        finally:
            with self._lock:
                fault.waiting -= 1

    def all(self) -> list[dict[str, Any]]:
        """Return every script, also used-up ones."""
        with self._lock:
            return [fault.as_json() for fault in self._faults]

    def remove(self, fault_id: int) -> bool:
        """Remove a script and release the requests it holds; return False if there is none."""
        with self._lock:
            gone = [fault for fault in self._faults if fault.fault_id == fault_id]
            self._faults = [fault for fault in self._faults if fault.fault_id != fault_id]
        for fault in gone:
            fault.released.set()
        return bool(gone)

    def clear(self) -> None:
        """Remove all scripts and release the requests they hold."""
        with self._lock:
            gone, self._faults = self._faults, []
        for fault in gone:
            fault.released.set()


def _read(values: Any) -> Fault:
    if not isinstance(values, dict):
        raise ApiError(400, "A fault must be a JSON object.")
    fault = Fault(0)
    for name, value in values.items():
        if name not in _READERS:
            raise ApiError(400, f"Unknown key {name!r} of a fault. Keys: {', '.join(_READERS)}.")
        attribute, kind = _READERS[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ApiError(400, f"{value!r} is no value of a fault's {name!r}.")
        setattr(fault, attribute, value)
    problem = _problem(fault)
    if problem:
        raise ApiError(400, problem)
    return fault


def _problem(fault: Fault) -> str:
    try:
        re.compile(fault.path)
    except re.error as error:
        return f"A fault's 'path' must be a regular expression. {fault.path!r} is none: {error}."
    drop, work, status = fault.drop, fault.work, fault.status
    contradicts = (drop == "before" and work) or (drop == "after" and work is False)
    rules = (
        (drop not in ("", "before", "after"), "'drop' must be 'before' or 'after'"),
        (drop and status is not None, "'drop' excludes 'status': a dropped call has no status"),
        (contradicts, "'work' contradicts 'drop': leave 'work' out"),
        (
            not (fault.answers or fault.hold or fault.delay_seconds),
            "one of 'status', 'drop', 'delaySeconds' and 'hold' is required",
        ),
        (
            status is not None and status not in range(400, 600),
            "'status' must be an error's status, 400 to 599",
        ),
        (
            fault.status_name and fault.status_name not in _NAMES.get(status or 0, ()),
            "'statusName' must be one of Google's names for 'status', which is 400, 409 or 500",
        ),
        (
            not 0 <= fault.delay_seconds <= _MOST_DELAY_SECONDS,
            f"'delaySeconds' must be 0 to {_MOST_DELAY_SECONDS}",
        ),
        (fault.count < _FOR_EVER, "'count' must be -1 (no limit) or more"),
        (fault.after < 0, "'after' must be 0 or more"),
        (work is False and not fault.answers, "'work': false requires 'status' or 'drop'"),
    )
    return next((f"Invalid fault: {rule}." for broken, rule in rules if broken), "")
