"""The canonical form: one digest for the same examples, whatever they are written in."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.fields.values import DataFile, DataText

# The csv module can't write or read a NUL before Python 3.11; a file with one is refused there.
NOT_IN_CSV = "\0" if sys.version_info < (3, 11) else ""
characters = st.characters(exclude_categories=["Cs"], exclude_characters=NOT_IN_CSV)
# In a table, nan is what pandas writes for a missing value.
texts = st.text(characters, min_size=1, max_size=40).filter(lambda one: one.lower() != "nan")
pairs_lists = st.lists(st.tuples(texts, texts), min_size=1, max_size=6)
input_keys = st.sampled_from(["textInput", "text_input", "input"])
tmp_per_example = settings(
    suppress_health_check=[
        *settings.default.suppress_health_check,
        HealthCheck.function_scoped_fixture,
    ]
)

NUMBERS = [("1", "2"), ("zwei", 'drei\n"vier"'), ("\\ \u2028 \x01 é", "🙂")]
NUMBERS_SHA256 = "76d1928736e9302af607a9309b4fb6ebe53b6f8ebe3d0eb3f8638491c6f887e1"


def _jsonl(rows: list[dict[str, str]], **how: Any) -> str:
    return "".join(json.dumps(row, **how) + "\n" for row in rows)


def test_the_digest_in_a_state_never_changes() -> None:
    """A digest stands in users' states and makes a model's id: every version gives the same."""
    examples = read(NUMBERS)
    assert examples.canonical == (
        b'{"output":"2","textInput":"1"}\n'
        b'{"output":"drei\\n\\"vier\\"","textInput":"zwei"}\n'
        b'{"output":"\xf0\x9f\x99\x82","textInput":"\\\\ \xe2\x80\xa8 \\u0001 \xc3\xa9"}\n'
    )
    assert examples.sha256 == NUMBERS_SHA256
    assert examples.sha256 == hashlib.sha256(examples.canonical).hexdigest()


@given(pairs=pairs_lists, key=input_keys, spaces=st.integers(0, 2), output_first=st.booleans())
@tmp_per_example
def test_every_format_gives_the_same_digest(
    tmp_path: Path, pairs: list[tuple[str, str]], key: str, spaces: int, output_first: bool
) -> None:
    """White space, key order, the keys' spelling and the file's format change nothing."""
    rows = [
        dict(sorted({key: one, "output": two}.items(), reverse=output_first)) for one, two in pairs
    ]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    indent = spaces or None
    files = {
        "a.jsonl": _jsonl(rows, ensure_ascii=bool(spaces)),
        "b.jsonl": "\ufeff" + _jsonl(rows, separators=(" ,", " : ")).replace("\n", "\r\n\r\n"),
        "a.json": json.dumps(rows, indent=indent, ensure_ascii=False),
        "b.json": "\ufeff" + json.dumps({"examples": rows}, indent=indent),
        "c.json": json.dumps({"examples": {"examples": rows}}, indent=indent),
        "a.csv": "\ufeff" + table.getvalue(),
    }
    expected = read(pairs)
    assert [(row["textInput"], row["output"]) for row in expected.rows()] == pairs
    for name, text in files.items():
        path = tmp_path / name
        path.write_bytes(text.encode())
        found = read(str(path))
        assert (name, found.canonical, found.count) == (name, expected.canonical, len(pairs))
        assert found.path == str(path)
        assert read(DataFile(str(path))).sha256 == found.sha256 == expected.sha256
    for name in ("a.jsonl", "a.json", "c.json"):
        assert read(DataText(files[name])).sha256 == expected.sha256
    assert read(rows).sha256 == read([list(pair) for pair in pairs]).sha256 == expected.sha256


@given(pairs=pairs_lists, extra=st.tuples(texts, texts))
def test_other_examples_have_another_digest(
    pairs: list[tuple[str, str]], extra: tuple[str, str]
) -> None:
    """A row more, another order or another text is another training."""
    digest = read(pairs).sha256
    assert read([*pairs, extra]).sha256 != digest
    turned = pairs[::-1]
    assert (read(turned).sha256 == digest) == (turned == pairs)
    swapped = [(two, one) for one, two in pairs]
    assert (read(swapped).sha256 == digest) == (swapped == pairs)


def test_rows_are_what_google_takes() -> None:
    """The request has the rows as they were given, in Google's spelling."""
    assert read([{"text_input": "1", "output": "2"}, ["3", "4"]]).rows() == [
        {"textInput": "1", "output": "2"},
        {"textInput": "3", "output": "4"},
    ]


def test_unicode_is_not_normalised() -> None:
    """Two spellings of one letter are two texts to a tokenizer, so they are two digests."""
    assert read([("e\u0301", "x")]).sha256 != read([("é", "x")]).sha256


def test_the_summary_has_no_example() -> None:
    """The state holds path, digest and count, and of the data nothing; nor does a repr."""
    examples = read([("secret input", "secret output")])
    summary = examples.summary()
    assert "secret" not in str(summary.pop("__sketch"))
    assert summary == {"sha256": examples.sha256, "exampleCount": 1}
    assert "secret" not in repr(examples)


def test_line_breaks_in_csv_are_kept(tmp_path: Path) -> None:
    """RFC 4180: what is quoted is data, line breaks and doubled quotes included."""
    path = tmp_path / "a.csv"
    path.write_bytes(b'input,output\r\n"a\r\nb","say ""x"", y"\r\n')
    assert read(path).rows() == [{"textInput": "a\r\nb", "output": 'say "x", y'}]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n  \n"])
def test_how_a_jsonl_ends_changes_nothing(end: str) -> None:
    """With or without a last line feed, the rows are the same."""
    text = '{"text_input": "a", "output": "b"}'
    assert read(DataText(text + end)).sha256 == read([("a", "b")]).sha256
