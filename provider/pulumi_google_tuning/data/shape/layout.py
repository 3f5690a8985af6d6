"""The layout of rows in a file, told by its beginning."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from pulumi_google_tuning.data.forms import form_of
from pulumi_google_tuning.data.shape.values import opening_of

_BLANK: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder(parse_int=float)
SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What may separate the columns of a table, in words."""
_LOOKED_AT_LINES: Final = 20
INDEX_NAMES: Final = ("", "Unnamed: 0", "__index_level_0__")
"""What pandas calls the column of its index."""
MISSING: Final = ("nan", "NaN")
"""What pandas writes for a value that isn't there."""


class Kind(Enum):
    """The layout of rows in a file."""

    LINES = "an object on each line"
    ARRAY = "one JSON array"
    WRAPPED = "one JSON object around the list of rows"
    PRINTED = "JSON printed over many lines"
    JOINED = "objects without line breaks between them"
    TABLE = "a table"


@dataclass(frozen=True)
class Layout:
    """The layout of rows in a file; for a table also its column separator and column names."""

    kind: Kind
    first: Mapping[str, Any] | None = None
    """The first row, where it is whole within what was looked at."""
    separator: str = ","
    columns: tuple[str, ...] = ()

    @property
    def keys(self) -> Mapping[str, Any]:
        """The first row; of a table its columns, without what they hold."""
        return self.first or dict.fromkeys(self.columns)

    @property
    def has_index(self) -> bool:
        """Whether rows have pandas' index."""
        return any(name in self.keys for name in INDEX_NAMES)


def layout_of(head: str, *, table: bool = False, whole: bool = False) -> Layout:
    """Tell the layout by a file's beginning.

    In doubt it is an object on each line, whose own rows then say what is wrong with them.

    Args:
        head: The beginning.
        table: Whether it is a table unless it begins as JSON; otherwise its columns have to tell.
        whole: Whether there is nothing after the beginning.

    """
    text = head.lstrip(_BLANK)
    if text[:1] not in ("{", "["):
        found = _table(text)
        return found if text and (table or _is_known(found.columns)) else Layout(Kind.LINES)
    opening = opening_of(text)
    if opening is not None:
        return Layout(Kind.WRAPPED, _first(text, opening.end()))
    if text.startswith("["):
        rows = text[1:].lstrip(_BLANK)
        return Layout(Kind.ARRAY if rows[:1] in ("{", "[") else Kind.LINES, _first(rows, 0))
    return _objects(text, whole=whole)


def _objects(text: str, *, whole: bool) -> Layout:
    lines = text.split("\n", _LOOKED_AT_LINES)
    last_is_cut = len(lines) > 1 and not (whole and len(lines) <= _LOOKED_AT_LINES)
    for line in lines[:-1] if last_is_cut else lines:
        if not line.startswith("{"):
            continue
        first, end = _decoded(line, 0)
        if first is not None:
            rest = line[end:].strip(_BLANK)
            joined = rest.startswith(("{", ","))
            return Layout(Kind.JOINED if joined else Kind.LINES, first)
    first, end = _decoded(text, 0)
    if first is not None and "\n" in text[:end]:
        return Layout(Kind.PRINTED, first)
    # A row that is longer than what was looked at: printed JSON breaks after a bracket or comma.
    printed = len(lines) > 1 and lines[0].rstrip().endswith(("{", "[", ","))
    printed = printed and not lines[1].startswith("{")
    return Layout(Kind.PRINTED if printed and not whole else Kind.LINES)


def _table(text: str) -> Layout:
    line = text.split("\n", 1)[0].rstrip("\r")
    split = {separator: _cells(line, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: (_is_known(split[one]), len(split[one]), one == ","))
    return Layout(Kind.TABLE, None, best, split[best])


def _is_known(columns: tuple[str, ...]) -> bool:
    return len(columns) > 1 and form_of(dict.fromkeys(columns)) is not None


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return ()


def _first(text: str, at: int) -> Mapping[str, Any] | None:
    return _decoded(text, at)[0]


def _decoded(text: str, at: int) -> tuple[Mapping[str, Any] | None, int]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at
    return (value, end) if isinstance(value, dict) else (None, at)
