"""How long a training still takes, where its steps tell it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from pulumi_google_tuning.cli.watch.trainings import Training
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

_WHOLE = 100.0
_LEAST_SECONDS = 1.0
"""Of a shorter while nothing is concluded."""
_LEAST_PERCENT = 1e-6


@dataclass(frozen=True)
class _Seen:
    """How far a training was at a moment."""

    percent: float
    at: float


class Pace:
    """What has been seen of trainings: it tells what is left.

    The first look may come at any moment of a step, so it counts from the first step that was seen
    to end.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: dict[str, _Seen] = {}
        self._last: dict[str, _Seen] = {}

    def told(self, training: Training) -> Training:
        """Return the training with the time that is left."""
        return replace(training, left=self._left(training))

    def _left(self, training: Training) -> float | None:
        """Return the seconds that are left; None while nothing tells them."""
        percent, name = training.percent, training.name
        if training.phase is not Phase.WORKING or percent is None or percent >= _WHOLE:
            return None
        last = self._last.get(name)
        if last is None or percent < last.percent:  # it begins, or begins again
            self._last[name] = _Seen(percent, self._clock())
            self._first.pop(name, None)
            return None
        if percent > last.percent:
            last = self._last[name] = _Seen(percent, self._clock())
            self._first.setdefault(name, last)
        first = self._first.get(name)
        if first is None or last.at - first.at < _LEAST_SECONDS:
            return None
        taken = last.percent - first.percent
        if taken < _LEAST_PERCENT:
            return None
        rest = (_WHOLE - last.percent) / taken * (last.at - first.at)
        return max(0.0, rest - (self._clock() - last.at))
