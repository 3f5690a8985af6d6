"""Whether a row is good: by the quick way, or else by the whole check."""

from __future__ import annotations

from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.decoders import (
    Decoder,
    UnsureError,
    best_decoder,
)
from pulumi_google_tuning.data.datasets.quick.more import More, Texts
from pulumi_google_tuning.data.datasets.quick.templates import Templates
from pulumi_google_tuning.data.datasets.quick.texts import walk_of
from pulumi_google_tuning.data.datasets.row_json import BACKSLASH
from pulumi_google_tuning.data.datasets.rows import DatasetSchema, Row

# Data has a few: how many turns there are, and whether there is a system instruction.
_MOST_SHAPES: Final = 1000
_MOST_TURNS: Final = 200
"""Of a shape that is remembered, so that no file makes them large."""
_MOST_ROLE_CHARS: Final = 100
"""Of the one role that may be any text, a system instruction's."""
_UNSURE: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class Judge:
    """Judges the rows of one pass over a dataset."""

    def __init__(
        self, schema: DatasetSchema, decoder: Decoder | None = None, *, texts: bool = True
    ) -> None:
        """Judge with the best decoder, or this one. `texts`: whether anybody wants to have them.

        Where nobody does, some rows have none. How many characters they are is always told.
        """
        self._schema = schema
        decoder = decoder or best_decoder()
        self._decode, self._proof = decoder.row, decoder.proof
        self._walk = walk_of(schema.document)
        self._good_shapes: set[tuple[Any, ...]] = set()
        self._templates = Templates(texts=texts, jiter=decoder.proof is None)

    def __call__(self, line: bytes) -> Texts | Row | None:
        """Return a good row's texts, or a good row, its keys in camelCase; None for a bad one."""
        may_know = self._templates.may_know(line)
        try:
            if may_know and (known := self._templates.row(line)) is not None:
                return known
        except _UNSURE:
            pass
        try:
            if self._walk is not None and (found := self._walk(row := self._decode(line))):
                shape, texts, keys, output, unlearned, more = found
                text = "".join(texts)
                if more is not None:
                    self._look_into(more, line)
                proof = self._proof
                if all(texts) and (proof is None or proof.proves(line, text, keys, more)):
                    if (order := tuple(shape)) not in self._good_shapes:
                        return self._learn(order, line)
                    if more is not None and more.beside and not more.colons:
                        more.count()
                    good = len(text), texts, output, unlearned, more
                    if may_know:
                        self._templates.learn(line, row, good)
                    return good
        except _UNSURE:
            pass
        return self._schema.read(line)

    def _look_into(self, more: More, line: bytes) -> None:
        if self._proof is not None and more.containers:
            self._proof.look_into(line, more.containers)
        # Without a backslash in the line no key is written with an escape.
        if more.is_multimodal and BACKSLASH in line and not self._schema.may_be_multimodal(line):
            raise UnsureError

    def _learn(self, shape: tuple[Any, ...], line: bytes) -> Row | None:
        row = self._schema.read(line)
        if row is not None and len(self._good_shapes) < _MOST_SHAPES and _is_small(shape):
            self._good_shapes.add(shape)
        return row


def _is_small(shape: tuple[Any, ...]) -> bool:
    if len(shape) > _MOST_TURNS:
        return False
    system = shape[0] if shape and isinstance(shape[0], tuple) else ()
    return all(len(role) <= _MOST_ROLE_CHARS for role in system if isinstance(role, str))
