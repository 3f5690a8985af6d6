"""The ability of a kind whose trainings show that they move: steps, states, time stamps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability


def _unknown() -> float | None:
    return None


@dataclass(frozen=True)
class Movement:
    """How a training moves, as its object shows it.

    `mark` is equal as long as nothing moves. `noun` is what is missed then: a `step`, or any
    `change`. `last` is when Google says that it last moved, in seconds since 1970, and
    `longest_pause` tells the longest time between two dated steps, if a long standstill asks. A
    training that is `in_line` waits for its turn: it can't stand still. `left_seconds` is an
    estimate, as of the last step.
    """

    mark: tuple[object, ...]
    noun: str = "change"
    last: float | None = None
    longest_pause: Callable[[], float | None] = field(default=_unknown, compare=False)
    in_line: bool = False
    left_seconds: float | None = None


class Moving(Ability):
    """An object whose making shows that it moves."""

    def movement(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Movement | None:
        """Return how the making moves; None where that can't be told."""
        del obj, values
        return None
