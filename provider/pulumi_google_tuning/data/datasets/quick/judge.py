"""Whether a row is good: by the quick way, or else by the whole check."""

from __future__ import annotations

from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.decoders import (
    Decoder,
    UnsureError,
    best_decoder,
)
from pulumi_google_tuning.data.datasets.quick.more import More
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

Texts = tuple[int, list[str], int, int, More | None]
"""A good row: the characters of its texts, these, how many of them are output (the last ones), how
many before these are neither input nor output, and what the row has more."""


class Judge:
    """Judges the rows of one pass over a dataset."""

    def __init__(self, schema: DatasetSchema, decoder: Decoder | None = None) -> None:
        self._schema = schema
        decoder = decoder or best_decoder()
        self._decode, self._proof = decoder.row, decoder.proof
        self._walk = walk_of(schema.document)
        self._good_shapes: set[tuple[Any, ...]] = set()

    def __call__(self, line: bytes) -> Texts | Row | None:
        """Return a good row's texts, or a good row, its keys in camelCase; None for a bad one."""
        try:
            found = self._walk(self._decode(line)) if self._walk else None
            if found is not None:
                shape, texts, keys, output, unlearned, more = found
                text = "".join(texts)
                if more is not None:
                    self._look_into(more, line)
                proof = self._proof
                if all(texts) and (proof is None or proof.proves(line, text, keys, more)):
                    known = tuple(shape)
                    if known not in self._good_shapes:
                        return self._learn(known, line)
                    if more is not None and more.beside and not more.colons:
                        more.count()
                    return len(text), texts, output, unlearned, more
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
