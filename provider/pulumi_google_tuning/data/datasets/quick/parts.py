"""Parts of a turn that are more than a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.quick.pieces import ObjectPiece
from pulumi_google_tuning.data.datasets.turns import MEDIA, is_image

_TEXT: Final = "text"


class Parts:
    """Takes the parts of a schema's turns."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Take what a schema says of a part: see `facts.part_of`."""
        self._piece = ObjectPiece(schema)

    def take(self, part: Any, texts: list[Any], more: More) -> tuple[tuple[str, ...], bool]:
        """Return a part's keys in camelCase, and whether it is an image: its item of the shape.

        Adds to `texts` what it says, and to `more` the rest. Raises as `Piece.take` does.
        """
        named: dict[str, Any] = self._piece.take(part, more)
        if _TEXT in named:
            # It is among the texts, which count themselves and their keys.
            texts.append(named[_TEXT])
            more.strings.remove(named[_TEXT])
            more.keys -= 1
        else:
            more.parts.append(named)
        image = False
        for kind in MEDIA:
            if kind in named:
                more.is_multimodal = True
                image = is_image(named[kind])
        return tuple(named), image
