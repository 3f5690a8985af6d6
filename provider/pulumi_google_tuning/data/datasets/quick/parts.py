"""Parts of a turn that are more than a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.decoders import UnsureError
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.quick.pieces import ObjectPiece
from pulumi_google_tuning.data.datasets.turns import MEDIA, is_image

_TEXT: Final = "text"
_MEDIA: Final = frozenset(MEDIA)


class Parts:
    """Takes the parts of a schema's turns."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Take what a schema says of a part: see `facts.part_of`."""
        self._schema = schema

    @cached_property
    def _piece(self) -> ObjectPiece:
        """What takes a part: made when the first one comes."""
        return ObjectPiece(self._schema)

    def take(self, part: Any, texts: list[Any], more: More) -> tuple[tuple[str, ...], bool]:
        """Return a part's keys in camelCase, and whether it is an image: its item of the shape.

        Adds to `texts` what it says, and to `more` the rest. Raises as `Piece.take` does.
        """
        named: dict[str, Any] = self._piece.take(part, more)
        names = tuple(named)
        if _TEXT in named:
            # It is among the texts, which count themselves and their keys.
            texts.append(named[_TEXT])
            _remove_latest(more.strings, named[_TEXT])
            more.keys -= 1
            return names, False
        more.parts.append(named)
        if _MEDIA.isdisjoint(named):
            return names, False
        more.is_multimodal = True
        file, data = MEDIA
        if file in named and data in named:
            raise UnsureError
        return names, is_image(named[file if file in named else data])


def _remove_latest(strings: list[str], text: str) -> None:
    """Take a text away, one of the latest: from the front a row of many would take for ever."""
    place = len(strings) - 1
    while strings[place] is not text:
        place -= 1
    del strings[place]
