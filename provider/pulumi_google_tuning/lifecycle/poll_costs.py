"""What a poll's requests cost, as measured, and what may be spent on showing progress.

What matters (a training ended, an object is gone) is read whatever it costs. Progress is read as
often as an allowance of bytes a second covers: a short curve at each poll, a long one less often.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.received import counted

_T = TypeVar("_T")

REQUEST: Final = 50_000.0
"""The work of a request beside its bytes, on both sides, as so many bytes of an answer."""
# A minute of a long training moves no row by a percent; ten curves of 500 steps take 12 s.
_ALLOWED_A_SECOND: Final = 80_000.0
_MOST_SAVED: Final = 240_000.0
# So few objects are worth being listed in full once, to see what that costs.
_FEW_LISTED: Final = 20


@dataclass
class Costs:
    """The latest measures, in bytes; None: not measured yet."""

    clock: Callable[[], float]
    part: float | None = None
    """A part of an object."""
    whole: float | None = None
    """An object."""
    list_of_parts: float | None = None
    list_of_wholes: float | None = None
    listed: int = 0
    """How many objects a list has, about."""
    growing: int = 0
    """How many of these were waited for when they were last listed in full."""
    _saved: float = _MOST_SAVED
    _saved_at: float = field(default=0.0)

    def of(self, call: Callable[[], _T]) -> tuple[_T, float]:
        """Return what a call returns, and what its answers cost."""
        with counted() as received:
            result = call()
        return result, received.size + REQUEST * max(0, received.answers - 1)

    @property
    def read(self) -> float:
        """What it costs to read an object beside a list of parts."""
        return REQUEST + (self.whole or 0.0)

    def note_parts(self, cost: float, listed: Iterable[Json]) -> None:
        """Note what a list of parts cost, and how many there are: it may be read to a point only.

        A list has all objects of its pages, and its reader stops at the last one that is wanted.
        """
        self.list_of_parts = cost
        one = next(iter(listed), None)
        self.listed = 0 if one is None else max(1, round(cost / len(json.dumps(one))))

    def note_wholes(self, cost: float, growing: int) -> None:
        """Note what a list of whole objects cost, and how many of them are waited for."""
        self.list_of_wholes = cost
        self.growing = growing
        self.whole = cost / self.listed if self.listed else self.whole

    def prefers_list(self, waiting: int) -> bool:
        """Return whether a list of whole objects shows so many of them for less than reads do."""
        if self.list_of_wholes is None:
            return 0 < self.listed <= max(_FEW_LISTED, 2 * waiting)
        return self.extra_of_list() < waiting * self.read

    def lists_cheaper(self, changed: int, waiting: int) -> bool:
        """Return whether a list of whole objects costs less than a read of each that changed.

        It has those of all who wait or did, and their curves may have grown since the last one.
        """
        if self.list_of_wholes is None:
            return False
        whole = self.whole or 0.0
        grown = self.growing * max(0.0, whole - self.list_of_wholes / max(1, self.listed))
        listed = max(self.list_of_wholes + grown, waiting * whole)
        return changed * self.read > REQUEST + listed

    def extra_of_list(self) -> float:
        """Return what a list of whole objects costs more than a list of parts."""
        return max(0.0, (self.list_of_wholes or 0.0) - (self.list_of_parts or 0.0))

    def extra_of_read(self) -> float:
        """Return what a whole object costs more than a part of it."""
        return max(0.0, (self.whole or 0.0) - (self.part or 0.0))

    def is_covered(self, cost: float) -> bool:
        """Return whether the allowance covers it; whatever costs more than can be saved, too."""
        now = self.clock()
        gained = (now - self._saved_at) * _ALLOWED_A_SECOND
        self._saved, self._saved_at = min(_MOST_SAVED, self._saved + gained), now
        return self._saved >= min(cost, _MOST_SAVED)

    def spend(self, cost: float) -> None:
        """Take a cost from the allowance."""
        self._saved -= cost
