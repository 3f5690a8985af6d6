"""Trainings that queue: the engine runs four steps a core at a time, unless it is told otherwise.

A training waits for hours and needs no core, so what is declared beyond that number is trained one
after another. Nothing but the command can change it: say which, once. A program in Python is told
the number by the SDK (program/parallel.py); a plugin looks at the engine's command and environment.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Final

from pulumi_google_tuning.doors.shared.pulumi_cli import engine_parallel

_ENOUGH: Final = 300
# The engine's own default.
_A_CORE: Final = 4


class Queueing:
    """Counts the trainings of one run that will be waited for."""

    def __init__(self, at_once: Callable[[], int]) -> None:
        self._at_once = at_once
        self._count: Iterator[int] = itertools.count(1)  # threads share it

    def warning(self) -> str | None:
        """Count one more; return what to say of the first that will queue."""
        number, parallel = next(self._count), self._at_once()
        if number != parallel + 1:
            return None
        return (
            f"This program trains more than {parallel} models, but Pulumi runs {parallel} "
            f"operations at a time. The rest will queue. To run them all at once, use "
            f"`pulumi up --parallel {_ENOUGH}` or `PULUMI_PARALLEL={_ENOUGH} pulumi up`"
        )


def engines_steps() -> int:
    """Return how many steps the engine runs at a time."""
    for told in (engine_parallel(), os.environ.get("PULUMI_PARALLEL")):
        if told and told.isascii() and told.isdigit() and int(told) > 0:
            return int(told)
    return _A_CORE * (os.cpu_count() or 1)
