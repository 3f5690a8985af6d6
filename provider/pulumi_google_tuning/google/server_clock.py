"""Google's own time, as its answers' `Date` tells it: ours may be wrong by hours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timezone


def date_seconds(text: str) -> float | None:
    """Return the seconds since 1970 of an HTTP date; None for what is none."""
    # It takes time to import: not at a plugin's start, which has no answer yet.
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


class ServerClock:
    """The server's time since its last answer; threads share it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ahead: float | None = None

    def note(self, headers: Mapping[str, str]) -> None:
        """Take the time of an answer."""
        said = date_seconds(headers.get("Date") or "")
        if said is not None:
            with self._lock:
                self._ahead = said - self._clock()

    def now(self) -> float | None:
        """Return the seconds since 1970 by the server's clock; None before it told any."""
        with self._lock:
            return None if self._ahead is None else self._ahead + self._clock()
