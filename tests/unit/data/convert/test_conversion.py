"""Conversions lose nothing: there and back is the same, whatever the layout and the encoding."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.convert.conversion import Account, Wish, convert
from pulumi_google_tuning.data.shape.text import Encoding
from pulumi_google_tuning.data.shape.values import values_of

Rows = list[dict[str, Any]]
characters = st.characters(exclude_categories=["Cs"])
texts = st.text(characters, min_size=1, max_size=40).filter(lambda one: one.lower() != "nan")
pairs_lists = st.lists(
    st.fixed_dictionaries({"text_input": texts, "output": texts}), min_size=1, max_size=6
)
FORMS = (
    "pairs",
    "gemini",
    "messages",
    "openai-messages",
    "prompt-completion",
    "open-contents",
)


def _converted(data: bytes, to: str, **how: Any) -> tuple[Rows, Account]:
    written: list[bytes] = []
    bad: list[tuple[int, str]] = []
    wish = Wish(to, **how)
    account = convert(io.BytesIO(data), "a", written.append, wish, lambda *said: bad.append(said))
    assert not bad
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in written)
    return [json.loads(line) for line in written], account


def _lines(rows: Rows, **how: Any) -> str:
    return "".join(json.dumps(row, **how) + "\n" for row in rows)


@given(rows=pairs_lists, path=st.lists(st.sampled_from(FORMS), max_size=4))
def test_there_and_back_is_the_same(rows: Rows, path: list[str]) -> None:
    """Rows that go through any forms of a conversation come back as they were, in their order."""
    data = rows
    for form in [*path, "pairs"]:
        data, account = _converted(_lines(data).encode(), form)
        assert account.rows_in == account.rows_out == len(rows)
    assert data == rows


LAYOUTS: dict[str, Callable[[Rows], str]] = {
    "lines": _lines,
    "unescaped": lambda rows: _lines(rows, ensure_ascii=False),
    "array": json.dumps,
    "printed array": lambda rows: json.dumps(rows, indent=2, ensure_ascii=False),
    "wrapped": lambda rows: json.dumps({"examples": {"examples": rows}}, indent="\t"),
    "printed": lambda rows: _lines(rows, indent=2, ensure_ascii=False),
    "joined": lambda rows: _lines(rows).replace("\n", ""),
    "commas": lambda rows: _lines(rows).replace("\n", ",\r\n"),
    "lists": lambda rows: json.dumps([[row["text_input"], row["output"]] for row in rows]),
}


@given(
    rows=pairs_lists,
    layout=st.sampled_from(sorted(LAYOUTS)),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_every_layout_gives_the_same_rows(rows: Rows, layout: str, codec: str) -> None:
    """However rows are laid out and encoded, each is read, and none twice."""
    assert _converted(LAYOUTS[layout](rows).encode(codec), "pairs")[0] == rows


@given(rows=pairs_lists, separator=st.sampled_from(",;\t|"), index=st.booleans())
def test_every_table_gives_the_same_rows(rows: Rows, separator: str, index: bool) -> None:
    """Whatever separates the columns, with pandas' index or without: quotes and breaks are kept."""
    rows = [{key: text.replace("\0", "-") for key, text in row.items()} for row in rows]
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=separator)
    writer.writerow([*([""] if index else []), "text_input", "output"])
    for i, row in enumerate(rows):
        writer.writerow([*([i] if index else []), row["text_input"], row["output"]])
    assert _converted(table.getvalue().encode(), "pairs")[0] == rows


@given(rows=pairs_lists)
def test_8_bit_text(rows: Rows) -> None:
    """What an 8-bit encoding can write is read in it, line by line."""
    rows = [
        {key: text.encode("cp1252", "replace").decode("cp1252") for key, text in row.items()}
        for row in rows
    ]
    data = _lines(rows, ensure_ascii=False).encode("cp1252")
    utf_8_by_chance = any(_is_utf_8(line) and not line.isascii() for line in data.split(b"\n"))
    if not utf_8_by_chance:
        assert _converted(data, "pairs", encoding=Encoding.CP1252)[0] == rows


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(
    values=st.lists(
        st.recursive(
            st.text(characters, max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(characters, max_size=4), inner, max_size=3)
            ),
        ).map(lambda inside: {"a": inside}),
        max_size=5,
    ),
    size=st.integers(1, 9),
)
def test_values_end_where_they_end(values: list[Any], size: int) -> None:
    """Cut into pieces anywhere, values are told apart by their brackets and quotes alone."""
    text = json.dumps(values, ensure_ascii=False)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [json.loads(one) for _, one in values_of(pieces)] == values


class _Endless(io.RawIOBase):
    """An array of so many rows on one line, which stands nowhere in memory."""

    def __init__(self, rows: int) -> None:
        self._left = rows
        self._first = True

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        if self._left <= 0:
            return b""
        count = min(self._left, max(1, size // len(_ROW)))
        self._left -= count
        start, self._first = b"[" if self._first else b"", False
        end = b"]" if self._left <= 0 else b""
        return start + (_ROW * count if not end else _ROW * (count - 1) + _ROW[:-1]) + end


# A long row: watching memory costs a millisecond a row, and what may not be kept is its text.
_ROW = b'{"text_input": "%s", "output": "eight"},' % (b"seven " * 80)


def test_memory_does_not_grow_with_the_file() -> None:
    """One row at a time, even where all rows stand on one line."""

    def peak(rows: int) -> int:
        tracemalloc.start()
        try:
            account = convert(
                _Endless(rows),  # type: ignore[arg-type]
                "a",
                len,
                Wish("gemini"),
                lambda *_: None,
            )
            assert account.rows_out == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(1_200) < peak(500) + 100_000


@pytest.mark.parametrize("text", ['{"a": 1.10, "b": 12345678901234567890123, "c": [1e5, true]}'])
def test_numbers_stay(text: str) -> None:
    """A whole number of any size, and a fraction, are written as they were read."""
    row = {
        "contents": [
            {"role": "user", "parts": [{"text": "a"}]},
            {"role": "model", "parts": [{"functionCall": {"name": "f", "args": json.loads(text)}}]},
        ]
    }
    assert _converted(json.dumps([row]).encode(), "gemini")[0] == [row]
