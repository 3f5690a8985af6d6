"""Since when a training has not moved, and whether that is longer than is usual for it.

Only what a poll has shown counts: while no poll is answered, nothing is known. Within a run it is
measured on this machine's clock; the time before the run on Google's alone: the time stamp of its
last step against the `Date` of Google's answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timezone

from pulumi_google_tuning.lifecycle.moving import Movement
from pulumi_google_tuning.lifecycle.spans import span

# A pause of minutes is a checkpoint or an evaluation: Google promises no pace.
_LEAST_SECONDS = 1800.0
# Where no pause between two steps is known yet: loading a model and its data takes its time.
_UNKNOWN_SECONDS = 7200.0
_TIMES_THE_LONGEST = 3.0
_SHORTEST_TOLD_SECONDS = 60.0


class Standstill:
    """The pauses of one training, as one wait sees them."""

    def __init__(
        self, clock: Callable[[], float], server_now: Callable[[], float | None] = lambda: None
    ) -> None:
        """Begin; `server_now` is the time by Google's clock, in seconds since 1970."""
        self._clock = clock
        self._server_now = server_now
        self._movement: Movement | None = None
        self._since = self._seen = clock()
        self._longest: float | None = None

    def note(self, movement: Movement | None) -> None:
        """Take what a poll has shown; None: it shows nothing that could move."""
        now = self._clock()
        before = self._movement
        if movement is None or movement.in_line:
            self._since = now
        elif before is None:
            self._since = now - self._stood_before(movement)
        elif before.mark != movement.mark:
            if not before.in_line:
                self._longest = max(self._longest or 0.0, now - self._since)
            self._since = now
        self._movement, self._seen = movement, now

    @property
    def seconds(self) -> float:
        """How long it was seen not to move."""
        return self._seen - self._since

    @property
    def is_unusual(self) -> bool:
        """Whether that is longer than its steps took so far, several times."""
        if self._movement is None or self._movement.in_line:
            return False
        if self.seconds < _LEAST_SECONDS:
            return False
        pauses = (self._movement.longest_pause(), self._longest)
        known = [pause for pause in pauses if pause is not None and math.isfinite(pause)]
        if not known:
            return self.seconds >= _UNKNOWN_SECONDS
        return self.seconds >= max(_LEAST_SECONDS, _TIMES_THE_LONGEST * max(known))

    @property
    def words(self) -> str:
        """What the row adds: `, no step for 2 h`, `, about 40 min left`, or nothing."""
        if self._movement is None or self._movement.in_line:
            return ""
        if self.is_unusual:
            return f", no {self._movement.noun} for {span(self.seconds)}"
        left = self._movement.left_seconds
        if left is None or not _SHORTEST_TOLD_SECONDS <= left < math.inf:
            return ""
        return f", about {_roughly(left)} left"

    @property
    def since_words(self) -> str:
        """Since when nothing moved, by Google's time stamp: `, since 2026-11-28T10:00:00Z`."""
        last = self._movement.last if self._movement else None
        try:
            at = None if last is None else datetime.fromtimestamp(last, tz=timezone.utc)
        except (ValueError, OverflowError, OSError):  # no year of ours
            at = None
        return "" if at is None else f", since {at:%Y-%m-%dT%H:%M:%SZ}"

    def _stood_before(self, movement: Movement) -> float:
        now = self._server_now()
        if now is None or movement.last is None:
            return 0.0
        stood = now - movement.last
        return stood if 0.0 < stood < math.inf else 0.0


def _roughly(seconds: float) -> str:
    """Return a span without false exactness: minutes, then five of them, then half hours."""
    minutes = seconds / 60
    unit = next(unit for unit, below in ((1, 10), (5, 120), (30, math.inf)) if minutes < below)
    return span(60.0 * unit * max(1, round(minutes / unit)))
