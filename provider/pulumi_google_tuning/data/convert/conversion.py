"""Rows of any shape and form, written as JSON Lines of one form, and an account of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from pulumi_google_tuning.data.convert.reading import SourceRow, rows_in
from pulumi_google_tuning.data.convert.talk import UnconvertibleError, talk_of
from pulumi_google_tuning.data.convert.writing import row_of
from pulumi_google_tuning.data.datasets.rows import dataset_schema
from pulumi_google_tuning.data.forms import PAIRS, form_of
from pulumi_google_tuning.data.pairs.rows import row_schema
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.shape.diagnosis import HEAD_BYTES, TALKS
from pulumi_google_tuning.data.shape.layout import SEPARATORS, Kind, Layout, layout_of
from pulumi_google_tuning.data.shape.text import Encoding, EncodingError, Text
from pulumi_google_tuning.data.shape.values import ValuesError

_EXAMPLE: Final = "training_example"


@dataclass(frozen=True)
class Wish:
    """What is asked for: the form, and what the source doesn't tell by itself."""

    to: str
    encoding: Encoding | None = None
    input: str | None = None
    """The key or column that holds the input."""
    output: str | None = None
    """The key or column that holds the output."""
    drop: tuple[str, ...] = ()
    """Keys or columns that are left out."""
    table: bool = False
    """Whether the source is a table by its name."""


@dataclass
class Account:
    """What became of the rows: `rows_in` is `rows_out` and `bad_rows` together."""

    rows_in: int = 0
    rows_out: int = 0
    bad_rows: int = 0
    changes: list[str] = field(default_factory=list)
    """Sentences: what was done to the file, and to how many rows."""


def convert(
    source: BinaryIO,
    name: str,
    write: Callable[[bytes], object],
    wish: Wish,
    on_bad: Callable[[int, str], None],
) -> Account:
    """Convert every row; `on_bad` hears of each that can't be, with its line and the reason.

    Memory is that of the longest row. Raises DataError where rows can't be told apart, or where
    the text isn't in the encoding that it was taken for.
    """
    text = Text(source, wish.encoding)
    account, changes = Account(), Counter[str]()
    try:
        layout, pieces = _opened(text, wish)
        for row in rows_in(pieces, layout):
            account.rows_in += 1
            line, problem = _converted(row, wish, changes)
            if line is None:
                account.bad_rows += 1
                on_bad(row.line, problem)
            else:
                write(line)
                account.rows_out += 1
    except EncodingError as error:
        advice = "" if wish.encoding else "; if it was written on Windows: --encoding cp1252"
        raise DataError([f"{name}:{error.line}: {error.problem}{advice}"]) from None
    except ValuesError as error:
        raise DataError([f"{name}:{error.line}: {error.problem}"]) from None
    account.changes = [*_of_the_file(text, layout), *_counted(changes)]
    return account


def _opened(text: Text, wish: Wish) -> tuple[Layout, Iterator[str]]:
    """Tell the layout by the first pieces, and give all of them."""
    pieces = text.pieces()
    head: list[str] = []
    for piece in pieces:
        head.append(piece)
        if sum(map(len, head)) >= HEAD_BYTES:
            break
    whole = sum(map(len, head)) < HEAD_BYTES
    table = wish.table or wish.input is not None or wish.output is not None
    layout = layout_of("".join(head), table=table, whole=whole)

    def all_pieces() -> Iterator[str]:
        yield from head
        head.clear()
        yield from pieces

    return layout, all_pieces()


def _converted(row: SourceRow, wish: Wish, changes: Counter[str]) -> tuple[bytes | None, str]:
    """Return a row's new line, or None and the reason."""
    if row.problem is not None:
        return None, row.problem
    try:
        value, done = _named(row.value, wish)
        line, change = _line_of(value, wish.to)
    except UnconvertibleError as error:
        return None, str(error)
    changes.update([*done, *change, *(["pandas' index left out"] if row.without_index else [])])
    return line, ""


def _line_of(value: dict[str, Any], to: str) -> tuple[bytes, list[str]]:
    """Return the line and what was changed. Raises UnconvertibleError."""
    form = form_of(value)
    if to != PAIRS and form in (None, to):
        line, problem = _checked(value, to)
        if line is not None:
            return line, []
        if form is None or to not in TALKS:
            raise UnconvertibleError(problem)
    if form is None:
        raise UnconvertibleError(_NO_FORM)
    written = row_of(talk_of(value, form), to)
    line, problem = _checked(written, to)
    if line is None:
        raise UnconvertibleError(problem)
    if written == value:
        return line, []
    return line, [f"from {form} to {to}" if form != to else "keys and roles renamed"]


_NO_FORM: Final = "has none of the keys of a form; name them: --input NAME --output NAME"


def _named(row: dict[str, Any], wish: Wish) -> tuple[dict[str, Any], list[str]]:
    """Leave out what is to be left out, and give input and output the names that are known."""
    done = [f"{name} left out" for name in wish.drop if name in row]
    value = {key: item for key, item in row.items() if key not in wish.drop}
    for given, known in ((wish.input, "text_input"), (wish.output, "output")):
        if given is None or given == known:
            continue
        if given not in value:
            raise UnconvertibleError(f"has no {given}")
        if known in value:
            raise UnconvertibleError(f"has {given} and {known}")
        value[known] = value.pop(given)
        done.append(f"{given} named {known}")
    return value, done


def _checked(row: dict[str, Any], to: str) -> tuple[bytes | None, str]:
    """Return a row's line if Google would take it, else the first thing that is wrong with it."""
    try:
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return None, "has half of a surrogate pair: not Unicode text"
    if to == PAIRS:
        problems = row_schema(_EXAMPLE).read(row)[1]
    else:
        schema = dataset_schema(to)
        if len(line) > schema.limits["lineBytes"]:
            return None, f"has {len(line):,} bytes, at most {schema.limits['lineBytes']:,}"
        problems = schema.refusals(line)
    return (None, problems[0]) if problems else (line, "")


def _of_the_file(text: Text, layout: Layout) -> list[str]:
    done = []
    if text.codec != "utf-8":
        done.append("read as UTF-16, written as UTF-8")
    elif text.marked:
        done.append("byte order mark left out")
    if text.lines_in_8_bit:
        done.append(f"{text.lines_in_8_bit:,} lines read as {text.encoding_name}")
    if layout.kind is Kind.TABLE:
        done.append(f"columns separated by {SEPARATORS[layout.separator]}")
    elif layout.kind is not Kind.LINES:
        done.append(f"{layout.kind.value}, written as one object on each line")
    return done


def _counted(changes: Counter[str]) -> list[str]:
    return [
        f"{times:,} {'row' if times == 1 else 'rows'}: {change}"
        for change, times in changes.most_common()
    ]
