"""Examples that are read once, for all models of a process that name the same content.

The key is the content's SHA-256, with what else decides how it is read: no path, clock or inode,
so a file that changes in the middle is another one. Each file keeps its own name in its errors.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from pulumi_google_tuning.data.problems import DataError

_MOST_BYTES: Final = 32 << 20
"""Of what is kept: a request has 4 MB at most. What is dropped is read again."""


@dataclass(frozen=True)
class Key:
    """What decides how content is read: its digest, the form of the file, the rows' schema."""

    sha256: str
    form: str
    schema: str


class Content(Protocol):
    """What is kept: examples."""

    @property
    def canonical(self) -> bytes:
        """What takes room."""
        ...


_ContentT = TypeVar("_ContentT", bound=Content)


@dataclass
class _Reading(Generic[_ContentT]):
    """One content: read by the first who asks, while the others wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    found: _ContentT | None = None
    problems: dict[str, list[str]] = field(default_factory=dict)
    """By the name that the errors have for it."""

    @property
    def size_bytes(self) -> int:
        said = sum(len(one) for problems in list(self.problems.values()) for one in problems)
        return said + (len(self.found.canonical) if self.found else 0)


class SharedReads(Generic[_ContentT]):
    """The contents that were read last; threads share it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        """Keep at most so many bytes, and always the latest."""
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._readings: OrderedDict[Key, _Reading[_ContentT]] = OrderedDict()

    def get(self, key: Key, name: str, read: Callable[[], _ContentT]) -> _ContentT:
        """Return what `read` gives for this content, which is asked once.

        name: what its errors call it. Raises DataError as `read` does.
        """
        with self._lock:
            reading = self._readings.setdefault(key, _Reading())
            self._readings.move_to_end(key)
        with reading.lock:
            if reading.found is None and name not in reading.problems:
                try:
                    reading.found = read()
                except DataError as error:
                    reading.problems[name] = error.problems
            found = reading.found
        self._drop_oldest()
        if found is None:
            raise DataError(reading.problems[name])
        return found

    def _drop_oldest(self) -> None:
        with self._lock:
            size = sum(reading.size_bytes for reading in self._readings.values())
            while size > self._most_bytes and len(self._readings) > 1:
                size -= self._readings.popitem(last=False)[1].size_bytes
