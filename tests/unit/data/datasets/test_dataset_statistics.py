"""Figures of a dataset: what they count, and that they take little memory."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.statistics import Statistics
from pulumi_google_tuning.fields.values import DataText


def _row(text: str, answer: str, system: str = "") -> dict[str, Any]:
    instruction = {"system_instruction": {"parts": [{"text": system}]}} if system else {}
    return {
        "contents": [
            {"role": "user", "parts": [{"text": text}]},
            {"role": "model", "parts": [{"text": answer}]},
        ],
        **instruction,
    }


def _counted(rows: list[dict[str, Any]], format_: str = "gemini") -> Statistics:
    counted = Statistics()
    scan(rows, format_, into=counted)
    return counted


def test_the_last_turn_is_the_output() -> None:
    """Output is the model's last turn; all before it, the system instruction too, is input."""
    counted = _counted([_row("four", "one"), _row("abc", "🙂", "sys"), _row("abc", "🙂", "sys")])
    assert (counted.rows, counted.input_chars, counted.output_chars) == (3, 4 + 6 + 6, 3 + 1 + 1)
    assert (counted.longest_chars, counted.longest_line) == (7, 1)
    assert counted.duplicates == 1
    assert counted.labels == {"🙂": 2, "one": 1}


def test_the_other_forms_are_counted() -> None:
    """Messages end with the output; of two completions the preferred one is the output."""
    messages = {
        "messages": [
            {"role": "system", "content": "ab"},
            {"role": "user", "content": "cde"},
            {"role": "model", "content": "f"},
        ]
    }
    counted = _counted([messages], "messages")
    assert (counted.input_chars, counted.output_chars) == (5, 1)
    completions = [
        {"score": score, "completion": {"role": "model", "parts": [{"text": text}]}}
        for score, text in ((0, "bad one"), (1, "good"))
    ]
    row = {"contents": [{"role": "user", "parts": [{"text": "abc"}]}], "completions": completions}
    counted = _counted([row], "preference")
    assert (counted.input_chars, counted.output_chars, counted.labels) == (3, 4, {"good": 1})


def test_files_are_counted_as_rows_and_not_as_text() -> None:
    """A row with a file has a number of its own; what has no text counts no characters."""
    row = _row("look", "cat")
    file = {"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b"}}
    row["contents"][0]["parts"].append(file)
    counted = _counted([row, _row("a", "b")])
    assert (counted.multimodal_rows, counted.rows, counted.input_chars) == (1, 2, 5)


def test_duplicates_are_exact() -> None:
    """Rows are duplicates when their lines are the same, whatever ends them."""
    line = json.dumps(_row("a", "b"))
    spaced = json.dumps(_row("a", "b"), indent=None, separators=(",", ":"))
    counted = Statistics()
    scan(DataText(f"{line}\n{line}\r\n{spaced}\n{line}"), into=counted)
    assert (counted.rows, counted.duplicates) == (4, 2)


def test_free_text_is_no_label() -> None:
    """Labels are few, short and repeated: else there is no balance to show."""
    many = Statistics()
    for i in range(51):
        many.add_pair(i + 1, "a", f"label {i}")
        many.add_pair(i + 1, "a", f"label {i}")
    assert many.labels is None
    long = Statistics()
    long.add_pair(1, "a", "x" * 101)
    long.add_pair(2, "b", "x" * 101)
    assert long.labels is None
    different = Statistics()
    different.add_pair(1, "a", "1")
    different.add_pair(2, "b", "2")
    assert different.labels is None
    assert Statistics().labels is None


def test_pairs_are_counted_as_rows() -> None:
    """A TunedModel's examples have the same figures; where a text ends is part of what it is."""
    counted = Statistics()
    counted.add_pair(1, "ab", "c")
    counted.add_pair(2, "a", "bc")
    counted.add_pair(3, "ab", "c")
    assert (counted.rows, counted.input_chars, counted.output_chars) == (3, 5, 4)
    assert (counted.duplicates, counted.labels) == (1, {"c": 2, "bc": 1})


def test_a_row_costs_some_ten_bytes() -> None:
    """Ten million rows must fit: eight bytes each, and room to grow, not their text."""
    rows = 100_000
    tracemalloc.start()
    try:
        counted = Statistics()
        for i in range(rows):
            counted.add(i + 1, 100, "label", hash(f"row {i}") % 2**64)
        assert tracemalloc.get_traced_memory()[0] < 12 * rows
        assert counted.duplicates == 0
        assert tracemalloc.get_traced_memory()[1] < 16 * rows
    finally:
        tracemalloc.stop()
