"""The emulator's time: the wall clock plus what ``POST /_emulator/clock`` added to it."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from functools import lru_cache

NANOS = 1_000_000_000


class Clock:
    """Nanoseconds since the epoch, which tests can push forward but never back."""

    def __init__(self, advanced_ns: int = 0) -> None:
        self.advanced_ns = advanced_ns

    def now_ns(self) -> int:
        """Return now, in nanoseconds since 1970 UTC."""
        return time.time_ns() + self.advanced_ns

    def advance(self, seconds: float) -> None:
        """Let every training grow older by so many seconds."""
        self.advanced_ns += int(seconds * NANOS)


def to_micros(nanos: int) -> int:
    """Return the instant cut to whole microseconds, as Google keeps create and update times."""
    return nanos - nanos % 1000


def rfc3339(nanos: int, digits: int) -> str:
    """Return ``2024-05-01T12:00:00.123456Z`` with 6 or 9 digits of the second."""
    seconds, fraction = divmod(nanos, NANOS)
    return f"{_to_the_second(seconds)}.{f'{fraction:09d}'[:digits]}Z"


@lru_cache(maxsize=4096)  # a page of a thousand models has tens of thousands of instants
def _to_the_second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, tz=timezone.utc):%Y-%m-%dT%H:%M:%S}"
