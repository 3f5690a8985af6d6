"""A stream of any shape, read into rows: each with its line, or the reason why there is none."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pulumi_google_tuning.data.json_text import JsonObject, as_object
from pulumi_google_tuning.data.shape.layout import INDEX_NAMES, MISSING, Kind, Layout
from pulumi_google_tuning.data.shape.values import (
    MOST_VALUE_CHARS,
    ValuesError,
    values_of,
)
from pulumi_google_tuning.fields.messages import type_name

_SPACE: Final = " \t\r\n"
_SPACE_AND_COMMAS: Final = f"{_SPACE},"


@dataclass(frozen=True)
class SourceRow:
    """A row of the source, from 1 by its line; `value` is an object unless there is a problem."""

    line: int
    value: dict[str, Any]
    problem: str | None = None
    without_index: bool = False
    """Whether pandas' index was taken out of it."""


def rows_in(pieces: Iterable[str], layout: Layout) -> Iterator[SourceRow]:
    """Read rows. Raises ValuesError where they can't be told apart any more."""
    if layout.kind is Kind.TABLE:
        yield from _of_table(_lines(pieces), layout)
    elif layout.kind is Kind.LINES:
        for number, line in enumerate(_lines(pieces), 1):
            yield from _of_line(line, number)
    else:
        for number, text in values_of(pieces):
            yield _row(number, text)


def _of_line(line: str, number: int) -> Iterator[SourceRow]:
    """Read a line's object; several where they were written without a line break."""
    rest = line.strip(_SPACE)
    while rest:
        try:
            value, end = _decoded(rest)
        except _BrokenError as error:
            yield SourceRow(number, {}, str(error))
            return
        yield _checked(number, value)
        rest = rest[end:].lstrip(_SPACE_AND_COMMAS)


def _row(number: int, text: str) -> SourceRow:
    try:
        value, _ = _decoded(text)
    except _BrokenError as error:
        # Where the next row begins was told by brackets, which broken JSON may have wrong.
        raise ValuesError(number, f"has {error} in a row; where a row ends is unclear") from None
    return _checked(number, value)


class _BrokenError(Exception):
    """Text that isn't JSON; the sentence holds nothing of it."""


def _decoded(text: str) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        raise _BrokenError(f"broken JSON ({error.msg})") from None
    except RecursionError:
        raise _BrokenError("JSON that is nested too deeply") from None


def _integer(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:  # over 4,300 digits
        return math.inf


_DECODER: Final = json.JSONDecoder(object_pairs_hook=as_object, parse_int=_integer)


def _checked(number: int, value: Any) -> SourceRow:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value):  # noqa: PLR2004 - a pair
        value = dict(zip(("text_input", "output"), value, strict=True))
    if not isinstance(value, dict):
        return SourceRow(number, {}, f"is {type_name(value)}, not an object")
    problem = None
    if _has(value, lambda one: isinstance(one, JsonObject) and bool(one.repeated)):
        problem = "has a key twice"
    elif _has(value, lambda one: isinstance(one, float) and math.isnan(one)):
        problem = "has NaN, which isn't JSON: pandas writes it for a missing value"
    elif _has(value, lambda one: isinstance(one, float) and math.isinf(one)):
        problem = "has a number that JSON can't carry"
    index = [name for name in INDEX_NAMES if isinstance(value.get(name), (int, float))]
    for name in index:
        del value[name]
    return SourceRow(number, value, problem, bool(index))


def _has(value: Any, test: Callable[[Any], bool]) -> bool:
    inside: Iterable[Any] = ()
    if isinstance(value, (dict, list)):
        inside = value.values() if isinstance(value, dict) else value
    return test(value) or any(_has(one, test) for one in inside)


def _of_table(lines: Iterator[str], layout: Layout) -> Iterator[SourceRow]:
    reader = csv.reader(lines, delimiter=layout.separator, strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not cells:
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if len(set(header)) != len(header):
                    raise ValuesError(start, "has two columns of one name")
                continue
            yield _of_cells(start, header, cells)
    except csv.Error as error:
        raise ValuesError(line, f"has broken CSV: {error}") from None


def _of_cells(line: int, header: list[str], cells: list[str]) -> SourceRow:
    if len(cells) != len(header):
        return SourceRow(line, {}, f"has {len(cells)} columns, but the header has {len(header)}")
    named: dict[str, Any] = dict(zip(header, cells, strict=True))
    index = [name for name in INDEX_NAMES if named.get(name, "").lstrip("-").isdigit()]
    for name in index:
        del named[name]
    missing = any(cell in MISSING for cell in named.values())
    problem = "has nan, which pandas writes for a missing value" if missing else None
    return SourceRow(line, named, problem, bool(index))


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """Yield lines with their line feeds; a text may hold other line ends."""
    held: list[str] = []
    held_chars = number = 0
    for piece in pieces:
        *whole, last = piece.split("\n")
        for line in whole:
            number += 1
            yield "".join([*held, line, "\n"])
            held, held_chars = [], 0
        if last:
            held.append(last)
            held_chars += len(last)
            if held_chars > MOST_VALUE_CHARS:
                raise ValuesError(number + 1, f"has a line of over {MOST_VALUE_CHARS:,} characters")
    if held:
        yield "".join(held)
