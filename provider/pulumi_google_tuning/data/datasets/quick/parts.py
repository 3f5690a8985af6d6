"""Parts of a turn that are more than a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.data.datasets.quick.decoders import UnsureError
from pulumi_google_tuning.data.datasets.quick.more import Check, More
from pulumi_google_tuning.data.datasets.quick.pieces import ObjectPiece, Piece, piece_of
from pulumi_google_tuning.data.datasets.tokens import AS_JSON
from pulumi_google_tuning.data.datasets.turns import MEDIA, is_image, is_image_type
from pulumi_google_tuning.fields.spelling import snake, spellings_of

_TEXT: Final = "text"
_MEDIA: Final = frozenset(MEDIA)
_TYPE: Final = "mimeType"
_TYPE_TOO: Final = snake(_TYPE)

_Item = tuple[tuple[str, ...], bool]
"""Of a shape: a part's keys in camelCase, and whether it is an image."""


class Parts:
    """Takes the parts of a schema's turns."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Take what a schema says of a part: see `facts.part_of`."""
        self._schema = schema
        self._takes: dict[str, Callable[[Any, More], _Item]] | None = None

    @cached_property
    def _piece(self) -> ObjectPiece:
        """What takes a part: made when the first one comes."""
        return ObjectPiece(self._schema)

    def _alone(self) -> dict[str, Callable[[Any, More], _Item]]:
        """Return what takes the value of a key that is a part's only one, in either spelling."""
        properties = self._schema["properties"]
        takes: dict[str, Callable[[Any, More], _Item]] = {}
        for name in facts.one_of(self._schema):
            schema = properties[name]
            if name in MEDIA and facts.is_closed(schema):
                takes[name] = _Medium(name, ObjectPiece(schema)).take
            elif name in AS_JSON:
                takes[name] = _Json(name, piece_of(schema)).take
        return {
            spelling: takes[name]
            for spelling, name in spellings_of(properties).items()
            if name in takes
        }

    def take(self, part: Any, texts: list[Any], more: More) -> _Item:
        """Return a part's item of the shape: see `_Item`.

        Adds to `texts` what it says, and to `more` the rest. Raises as `Piece.take` does.
        """
        if len(part) == 1:
            takes = self._takes
            if takes is None:  # when the first one comes
                self._takes = takes = self._alone()
            for key, value in part.items():
                more.keys += 1
                return takes[key](value, more)
        named: dict[str, Any] = self._piece.take(part, more)
        names = tuple(named)
        if _TEXT in named:
            # It is among the texts, which count themselves and their keys.
            texts.append(named[_TEXT])
            _remove_latest(more.strings, named[_TEXT])
            more.keys -= 1
            return names, False
        if _MEDIA.isdisjoint(named):
            more.json += [named[kind] for kind in AS_JSON if kind in named]
            return names, False
        more.others.append(named)
        file, data = MEDIA
        if file in named and data in named:
            raise UnsureError
        return names, is_image(named[file if file in named else data])


class _Medium:
    """A part that is a file, or data, and nothing else."""

    def __init__(self, name: str, piece: ObjectPiece) -> None:
        self._plan_of = piece.plan_of
        self._image: _Item = ((name,), True)
        self._other: _Item = ((name,), False)

    def take(self, value: Any, more: More) -> _Item:
        more.keys += len(value)
        for key, _, take in self._plan_of(value):
            take(value[key], more)
        more.media += 1
        more.files.append((self, value))
        if is_image_type(value[_TYPE] if _TYPE in value else value[_TYPE_TOO]):
            more.images += 1
            return self._image
        return self._other

    def words(self, value: Any) -> list[tuple[str, Check]]:
        """Return the texts of a value and who takes them, but for its type: images are counted."""
        plan = self._plan_of(value)
        return [(value[key], take) for key, name, take in plan if name != _TYPE]


class _Json:
    """A part that the model sees as JSON: a function that it calls, or an answer to it."""

    def __init__(self, name: str, piece: Piece) -> None:
        self._take = piece.take
        self._item: _Item = ((name,), False)

    def take(self, value: Any, more: More) -> _Item:
        more.json.append(self._take(value, more))
        return self._item


def _remove_latest(strings: list[str], text: str) -> None:
    """Take a text away, one of the latest: from the front a row of many would take for ever."""
    place = len(strings) - 1
    while strings[place] is not text:
        place -= 1
    del strings[place]
