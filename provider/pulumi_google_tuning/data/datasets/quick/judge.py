"""Whether a row is good: by the quick way, or else by the whole check."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from pulumi_google_tuning.data.datasets.quick.decoders import Decoder, best_decoder
from pulumi_google_tuning.data.datasets.quick.pieces import Piece, piece_of
from pulumi_google_tuning.data.datasets.quick.texts import walk_of
from pulumi_google_tuning.data.datasets.rows import DatasetSchema, Row

# Data has a few: how many turns there are, and whether there is a system instruction.
_MOST_SHAPES: Final = 1000
_UNSURE: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)

Texts = tuple[int, list[str], int, int]
"""A good row of texts: its characters, its texts, and how many of them are output (the last ones),
and how many before these are neither input nor output."""


class Judge:
    """Judges the rows of one pass over a dataset."""

    def __init__(self, schema: DatasetSchema, decoder: Decoder | None = None) -> None:
        self._schema = schema
        self._decoder = decoder or best_decoder()
        self._walk = walk_of(schema.document)
        self._good_shapes: set[tuple[Any, ...]] = set()

    def __call__(self, line: bytes) -> Texts | Row | None:
        """Return a good row's texts, or a good row, its keys in camelCase; None for a bad one."""
        row: Any = None
        try:
            row = self._decoder.row(line)
            found = self._walk(row) if self._walk else None
            if found is not None:
                shape, texts, keys, output, unlearned = found
                text = "".join(texts)
                if all(texts) and self._decoder.proves(line, text, keys):
                    known = tuple(shape)
                    if known in self._good_shapes:
                        return len(text), texts, output, unlearned
                    return self._learn(known, line)
        except _UNSURE:
            pass
        return self._row_of_more(row, line) if row is not None else self._schema.read(line)

    @cached_property
    def _piece(self) -> Piece | None:
        """What checks rows of more than texts: compiled when the first one comes."""
        return piece_of(self._schema.document) if "in" in self._schema.turns else None

    def _learn(self, shape: tuple[Any, ...], line: bytes) -> Row | None:
        row = self._schema.read(line)
        if row is not None and len(self._good_shapes) < _MOST_SHAPES:
            self._good_shapes.add(shape)
        return row

    def _row_of_more(self, row: Any, line: bytes) -> Row | None:
        schema = self._schema
        if self._piece is not None:
            try:
                containers: list[Any] = []
                row = self._decoder.row_of_more(line, row)
                named: Row = self._piece.take(row, containers)
                if containers:
                    self._decoder.settle(line, containers)
                if not schema.turn_problems(named, line):
                    return named
            except _UNSURE:
                pass
        return schema.read(line)
