"""Files of training data, read into rows, each with its place in the file.

A reader knows its format and nothing of what a row may hold.
"""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pulumi_google_tuning.data.files import unreadable
from pulumi_google_tuning.data.forms import PAIRS
from pulumi_google_tuning.data.json_text import JsonTextError, is_document, parse_line, parse_rows
from pulumi_google_tuning.data.pairs.rows import RowSchema, row_schema
from pulumi_google_tuning.data.shape.diagnosis import HEAD_BYTES, command, diagnosis
from pulumi_google_tuning.data.shape.layout import MISSING
from pulumi_google_tuning.data.shape.text import BOM
from pulumi_google_tuning.fields.foreign import one_line

_IS_MISSING: Final = "is nan, which pandas writes for a missing value"


class Row(NamedTuple):
    """A row and its place (`train.jsonl:7`), or why there is none at that place."""

    where: str
    value: Any = None
    problem: str | None = None
    not_utf_8: bool = False
    """Whether it is a line in another encoding."""
    missing: bool = False
    """Whether pandas wrote a missing value into it."""


def rows_of_file(path: str, schema_name: str) -> Iterator[Row]:
    """Read a .jsonl, .json or .csv file, relative to the working directory. UTF-8, BOM or not."""
    content = content_of(path, schema_name)
    if isinstance(content, Row):
        yield content
    else:
        yield from rows_of_content(content, path, schema_name)


def content_of(path: str, schema_name: str) -> bytes | Row:
    """Return the bytes of a file, or the row that says why there are none."""
    problem = unreadable(path, row_schema(schema_name).max_request_bytes)
    if problem is None:
        try:
            return Path(path).read_bytes()
        except OSError as error:
            problem = f"can't be read: {error.strerror}"
    return Row(path, problem=problem)


def rows_of_content(data: bytes, path: str, schema_name: str) -> Iterator[Row]:
    """Read the bytes of the file at a path, whose suffix tells the form."""
    reader = _READERS.get(suffix_of(path))
    problem = diagnosis(data[:HEAD_BYTES], path, PAIRS, ())
    if problem is None and reader is None:
        problem = "isn't a .jsonl, .json or .csv file"
    if problem is not None or reader is None:
        yield Row(path, problem=problem)
        return
    yield from reader(data.removeprefix(BOM), path, row_schema(schema_name))


def suffix_of(path: str) -> str:
    """Return the ending of a path's name, which tells the form of the file."""
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - of a str, NUL or not


def rows_of_text(text: str, label: str) -> Iterator[Row]:
    """Read text: a JSON document when it begins as one, else JSON Lines."""
    text = text.removeprefix("\ufeff")
    problem = diagnosis(text[:HEAD_BYTES].encode(errors="replace"), None, PAIRS, ())
    if problem is not None:
        yield Row(label, problem=problem)
    elif is_document(text):
        yield from _rows_of_document(text, label)
    else:
        for number, line in enumerate(text.split("\n"), 1):
            yield from _row_of_line(line, f"{label}:{number}")


def _jsonl(data: bytes, path: str, schema: RowSchema) -> Iterator[Row]:
    """Read one object per line. Only a line feed ends a line: a string may hold U+2028."""
    del schema
    offset = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            yield Row(f"{path}:{number}", problem=_not_utf_8(line, error, offset), not_utf_8=True)
        else:
            yield from _row_of_line(text, f"{path}:{number}")
        offset += len(line) + 1


def _row_of_line(line: str, where: str) -> Iterator[Row]:
    if not line.strip(" \t\r"):
        return
    try:
        yield _of_value(where, parse_line(line.rstrip("\r")))
    except JsonTextError as error:
        yield Row(where, problem=error.problem)


def _of_value(where: str, value: Any) -> Row:
    inside = value.items() if isinstance(value, dict) else ()
    for key, item in inside:
        if isinstance(item, float) and math.isnan(item):
            return Row(where, problem=f"{one_line(key)} {_IS_MISSING}", missing=True)
    return Row(where, value)


def _json(data: bytes, path: str, schema: RowSchema) -> Iterator[Row]:
    del schema
    text = yield from _decoded(data, path)
    if text is not None:
        yield from _rows_of_document(text, path)


def _rows_of_document(text: str, label: str) -> Iterator[Row]:
    """Read an array, with each row's number, since a whole file may be one line."""
    if not text.strip(" \t\r\n"):
        return
    try:
        for i, (line, value) in enumerate(parse_rows(text), 1):
            yield _of_value(f"{label}:{line}: row {i:,}", value)
    except JsonTextError as error:
        yield Row(f"{label}:{error.line}", problem=error.problem)


def _csv(data: bytes, path: str, schema: RowSchema) -> Iterator[Row]:
    """Read RFC 4180: a header row, quotes doubled, line breaks within quotes kept as they are."""
    text = yield from _decoded(data, path)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            where, line = f"{path}:{line}", reader.line_num + 1
            if not cells:
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                problems = _header_problems(header, schema)
                if any(name not in map(schema.name_of, header) for name in schema.required):
                    run = command(path, PAIRS, "--input NAME", "--output NAME")
                    problems.append(f"To name its input and output columns, run {run}")
                yield from (Row(where, problem=problem) for problem in problems)
                if problems:
                    return
            elif len(cells) > len(header):
                yield Row(
                    where, problem=f"has {len(cells)} columns, but the header has {len(header)}"
                )
            else:
                yield _of_cells(where, dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        yield Row(f"{path}:{line}", problem=f"broken CSV: {error}")


def _of_cells(where: str, named: dict[str, str]) -> Row:
    missing = next((name for name, cell in named.items() if cell in MISSING), None)
    if missing is None:
        return Row(where, named)
    return Row(where, problem=f"{missing} {_IS_MISSING}", missing=True)


def _header_problems(header: list[str], schema: RowSchema) -> list[str]:
    names = [schema.name_of(cell) for cell in header]
    unknown = [
        str(schema.unknown_field(cell))
        for cell, name in zip(header, names, strict=True)
        if not name
    ]
    missing = [f"no column {name}" for name in schema.required if name not in names]
    twice = [f"{name} has two columns" for name in schema.names if names.count(name) > 1]
    problems = unknown + missing + twice
    return [f"{problem}. The first row must name the columns" for problem in problems]


def _decoded(data: bytes, path: str) -> Generator[Row, None, str | None]:
    """Return the text, or yield every line that isn't UTF-8 and return None."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        offset = 0
        for number, line in enumerate(data.split(b"\n"), 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                yield Row(
                    f"{path}:{number}", problem=_not_utf_8(line, error, offset), not_utf_8=True
                )
            offset += len(line) + 1
        return None


_Reader = Callable[[bytes, str, RowSchema], Iterator[Row]]
_READERS: Final[dict[str, _Reader]] = {".jsonl": _jsonl, ".json": _json, ".csv": _csv}


def _not_utf_8(line: bytes, error: UnicodeDecodeError, offset: int) -> str:
    return f"not UTF-8: byte 0x{line[error.start]:02x} at offset {offset + error.start:,}"
