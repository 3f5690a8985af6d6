"""The difference of two files: few rows of large files differ, and only these are read."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.cli.validate import rows_diff
from pulumi_google_tuning.cli.validate.forms import DataRow, Form, rows
from pulumi_google_tuning.cli.validate.rows_diff import RowsDiff, compare


def row(asked: str, said: str, **layout: Any) -> str:
    """Return a row of a conversation, laid out as `json.dumps` is told."""
    turns = [("user", asked), ("model", said)]
    contents = [{"role": role, "parts": [{"text": text}]} for role, text in turns]
    return json.dumps({"contents": contents}, **layout)


def write(path: Path, *lines: str) -> str:
    """Write lines to a file and return its path."""
    path.write_text("".join(f"{line}\n" for line in lines))
    return str(path)


def test_rows_of_the_same_bytes_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a thousand rows of which one changed, one of each file is read as JSON."""
    lines = [row(f"question {number}", "yes") for number in range(1000)]
    old = write(tmp_path / "old.jsonl", *lines)
    new = write(tmp_path / "new.jsonl", *lines[:500], row("question 500", "no"), *lines[501:])
    read: list[int] = []

    def counted(*args: Any, **named: Any) -> Iterator[DataRow]:
        for one in rows(*args, **named):
            read.append(one.line)
            yield one

    monkeypatch.setattr(rows_diff, "rows", counted)
    assert compare(old, new, Form.GEMINI) == RowsDiff(changed=[(501, 501)])
    assert read == [501, 501]


def test_another_layout_is_no_difference(tmp_path: Path) -> None:
    """Blanks, the order of keys, escapes and empty lines make no other row."""
    plain = [row("a", "b"), row("c", "é")]
    old = write(tmp_path / "old.jsonl", *plain)
    laid_out = write(
        tmp_path / "new.jsonl", "", row("a", "b", indent=None, separators=(" , ", " : ")), plain[1]
    )
    escaped = write(tmp_path / "escaped.jsonl", plain[0], row("c", "é", ensure_ascii=False), "")
    swapped = write(tmp_path / "swapped.jsonl", row("c", "é", ensure_ascii=False), plain[0])
    assert compare(old, laid_out, Form.GEMINI) == RowsDiff()
    assert compare(old, escaped, Form.GEMINI) == RowsDiff()
    assert compare(old, swapped, Form.GEMINI) == RowsDiff(moved=True)


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_of_all_rows_read(tmp_path: Path, seed: int) -> None:
    """With repeats in two layouts, each file keeps what the other has no equal of."""
    chance = random.Random(seed)

    def some() -> list[tuple[str, str]]:
        return [(chance.choice("abc"), chance.choice("xyz")) for _ in range(12)]

    def write_some(name: str, taught: list[tuple[str, str]]) -> str:
        indents = [chance.choice([(",", ":"), (", ", ": ")]) for _ in taught]
        laid_out = zip(taught, indents, strict=True)
        return write(tmp_path / name, *(row(*one, separators=how) for one, how in laid_out))

    first, second = some(), some()
    found = compare(write_some("old.jsonl", first), write_some("new.jsonl", second), Form.GEMINI)
    gone = [first[line - 1] for line in (*found.removed, *(was for was, _ in found.changed))]
    come = [second[line - 1] for line in (*found.added, *(now for _, now in found.changed))]
    assert Counter(gone) == Counter(first) - Counter(second)
    assert Counter(come) == Counter(second) - Counter(first)
    assert all(first[was - 1][0] == second[now - 1][0] for was, now in found.changed)
