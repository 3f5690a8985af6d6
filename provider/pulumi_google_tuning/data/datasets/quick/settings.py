"""What is beside the turns of a row: tools and settings, which are often those of the last row.

So what was good is remembered, by the bytes that `marshal` makes of it. They tell 1, 1.0 and True
from each other, which are equal to Python and differ in length as JSON. What has no number is first
compared with the last row's, which is cheaper.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.more import Known, More
from pulumi_google_tuning.data.datasets.quick.pieces import Plans

_MOST_REMEMBERED: Final = 64
_LONGEST: Final = 1 << 16
_FORM: Final = 2
"""The form of `marshal` in which the bytes say nothing but the value."""


class Settings:
    """Takes what is beside the turns of the rows of one pass over a dataset."""

    def __init__(self, document: Mapping[str, Any], *handled: str) -> None:
        """Take the keys of a schema that nobody else handles."""
        properties = document["properties"]
        self._others = {name: part for name, part in properties.items() if name not in handled}
        self._known: dict[bytes, Known] = {}
        self._last: dict[str, Any] = {}
        """That of the last row, if it has no number."""
        self._of_last: Known | None = None

    @cached_property
    def _plans(self) -> Plans:
        """What takes them: made when the first row has any."""
        return Plans(self._others)

    def take(self, beside: dict[str, Any], more: More) -> tuple[str, ...]:
        """Return the names of what is beside the turns. Raises as `Piece.take` does."""
        known = self._of_last if beside == self._last else None
        if known is None:
            key = marshal.dumps(beside, _FORM)
            known = self._known.get(key)
            if known is not None and known[-1]:
                self._last, self._of_last = beside, known
        if known is not None:
            names, more.beside, more.characters, more.colons, _ = known
            return names
        more.beside = named = self._plans.take(beside, more)
        if len(key) <= _LONGEST and len(self._known) < _MOST_REMEMBERED:
            more.known = self._known, key
        return tuple(named)
