"""Bad training data: every bad row is named, with file and line, all in one error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.pairs.examples import Examples, read
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.values import DataText

HEADER = "The first row must name the columns"
GOOD = '{"text_input": "a", "output": "b"}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _problems(value: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(value)
    return caught.value.problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text_input": "a", "output": ""}', "output is empty"),
        ('{"text_input": "", "output": "b"}', "text_input is empty"),
        ('{"input": "a"}', "output is required"),
        ('{"output": "b"}', "textInput is required"),
        ('{"text_input": 5, "output": "b"}', "text_input is a number, not a string"),
        (f'{{"text_input": {"9" * 5000}, "output": "b"}}', "text_input is a number, not a string"),
        ('{"text_input": null, "output": "b"}', "text_input is null, not a string"),
        ('{"text_input": true, "output": "b"}', "text_input is a boolean, not a string"),
        ('{"text_input": ["a"], "output": "b"}', "text_input is a list, not a string"),
        ('{"text_input": {"a": 1}, "output": "b"}', "text_input is an object, not a string"),
        (
            '{"text_input": "a", "output": "b", "foo": 1}',
            "foo isn't a field (there are: output, text_input)",
        ),
        (
            '{"text_input": "a", "input": "b", "output": "c"}',
            'textInput is given twice, as "text_input" and as "input"; keep one',
        ),
        ('{"input": "a", "output": "b", "output": "b"}', "output appears twice"),
        ('["a", "b"]', "is a list, not an object"),
        ("5", "is a number, not an object"),
        ('{"text_input": "a", "output": "b"', "broken JSON at column 34: Expecting ',' delimiter"),
        ('{"text_input": "a" "output": "b"}', "broken JSON at column 20: Expecting ',' delimiter"),
        (GOOD + " x", "broken JSON at column 36: Extra data"),
        (
            '{"text_input": "a\t", "output": "b"}',
            "broken JSON at column 18: Invalid control character",
        ),
        ('{"text_input": "a', "broken JSON at column 16: Unterminated string"),
        ("[" * 100_000, "is nested too deeply"),
        (
            '{"text_input": "ab\\ud800", "output": "b"}',
            (
                "text_input has half of a surrogate pair, \\ud800, as its character 3: not "
                "Unicode text"
            ),
        ),
    ],
)
def test_a_bad_line_is_named(here: Path, line: str, problem: str) -> None:
    """A bad row says where it is and what is wrong with it; blank lines count as lines."""
    (here / "train.jsonl").write_text(f"{GOOD}\n\n{line}\n{GOOD}\n")
    assert _problems("train.jsonl") == [f"train.jsonl:3: {problem}"]


@pytest.mark.parametrize(("key", "most"), [("text_input", 40_000), ("output", 5_000)])
def test_the_limits_count_characters(key: str, most: int) -> None:
    """Google counts Unicode characters, not bytes: the last one that fits fits."""
    row = {"text_input": "a", "output": "b"}
    assert read([{**row, key: "🙂" * most}]).count == 1
    assert _problems([{**row, key: "🙂" * (most + 1)}]) == [
        f"trainingData[0]: {key} has {most + 1:,} characters, at most {most:,}"
    ]


def test_all_rows_are_in_one_error() -> None:
    """Nobody wants to fix 33 rows in 33 runs: the first 20 are shown, the others counted."""
    with pytest.raises(DataError) as caught:
        read([("", "x")] * 33)
    lines = str(caught.value).split("\n")
    assert len(caught.value.problems) == 33
    assert lines[:20] == [f"trainingData[{i}]: textInput is empty" for i in range(20)]
    assert lines[20:] == ["and 13 more"]


def test_a_few_are_all_shown() -> None:
    """Twenty problems need no count."""
    with pytest.raises(DataError) as caught:
        read([("", "x")] * 20)
    assert str(caught.value).count("\n") == 19
    assert "more" not in str(caught.value)


def test_what_is_not_utf_8_is_named_with_the_other_rows(here: Path) -> None:
    """A line in Latin-1 is named with its byte, and hides no other bad row."""
    lines = [GOOD.encode(), b'{"input": "\xe9", "output": "b"}', b"{}", b"\xff"]
    (here / "train.jsonl").write_bytes(b"\n".join(lines))
    assert _problems("train.jsonl") == [
        (
            "train.jsonl: isn't UTF-8. If it was written on Windows, convert it: `google-tuning "
            "convert train.jsonl train.converted.jsonl --to pairs --encoding cp1252`"
        ),
        "train.jsonl:2: not UTF-8: byte 0xe9 at offset 46",
        "train.jsonl:3: textInput is required",
        "train.jsonl:3: output is required",
        "train.jsonl:4: not UTF-8: byte 0xff at offset 68",
    ]


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_every_line_that_is_not_utf_8(here: Path, name: str) -> None:
    """A whole document says so of each of its lines."""
    (here / name).write_bytes(b"a\n\xe9\nb\n\xe9")
    assert _problems(name) == [
        (
            f"{name}: isn't UTF-8. If it was written on Windows, convert it: `google-tuning convert"
            f" {name} a.converted.jsonl --to pairs --encoding cp1252`"
        ),
        f"{name}:2: not UTF-8: byte 0xe9 at offset 2",
        f"{name}:4: not UTF-8: byte 0xe9 at offset 6",
    ]


def test_utf_16_is_recognised(here: Path) -> None:
    """What PowerShell writes by default is called by its name."""
    (here / "train.jsonl").write_text(GOOD, encoding="utf-16")
    assert _problems("train.jsonl") == [
        (
            "train.jsonl: is UTF-16, but Google takes UTF-8. Convert it: "
            "`google-tuning convert train.jsonl train.converted.jsonl --to pairs`"
        )
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[\n{"input": "a",\n"output": "b"},\n{"input": ""}]', None),
        ('[{"input": "a", "output": "b"},]', "a.json:1: broken JSON at column 32: Expecting value"),
        ('[\n{"input": "a" "b"}]', "a.json:2: broken JSON at column 15: Expecting ',' delimiter"),
        (
            '[{"input": "a", "output": "b"}',
            "a.json:1: broken JSON at column 31: Expecting ',' or ']'",
        ),
        ('[{"input": "a", "output": "b"}] x', "a.json:1: broken JSON at column 33: Extra data"),
        ('{"examples": []\n', "a.json:2: broken JSON at column 1: Expecting '}'"),
        (
            '{"examples": [], "name": 1}',
            'a.json:1: has something beside "examples" in the object that holds the rows',
        ),
        ('{"rows": []}', 'a.json:1: has no rows. Write [{…}, …] or {"examples": [{…}, …]}'),
        ("5", 'a.json:1: has no rows. Write [{…}, …] or {"examples": [{…}, …]}'),
        ('{"rows": ', "a.json:1: broken JSON at column 10: Expecting value"),
        ("[" * 100_000, "a.json:1: is nested too deeply"),
        ("[]", "a.json: no examples. A training needs at least one"),
        (
            '{"examples": {"examples": []}}',
            "a.json: no examples. A training needs at least one",
        ),
    ],
)
def test_a_bad_document_is_named(here: Path, text: str, problem: str | None) -> None:
    """In a .json file a row has its line and its number: a whole file may be one line."""
    (here / "a.json").write_text(text)
    rows = ["a.json:4: row 2: output is required", "a.json:4: row 2: input is empty"]
    assert _problems("a.json") == ([problem] if problem else rows)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('input,output\n"a\nb",c\nd,\n', ["a.csv:4: output is empty"]),
        (
            "input,output\na,b,c\nd\n",
            ["a.csv:2: has 3 columns, but the header has 2", "a.csv:3: output is required"],
        ),
        (
            "input,answer\na,b\n",
            [
                f"a.csv:1: answer isn't a field (there are: output, text_input). {HEADER}",
                f"a.csv:1: no column output. {HEADER}",
                (
                    "a.csv:1: To name its input and output columns, run `google-tuning convert "
                    "a.csv a.converted.jsonl --to pairs --input NAME --output NAME`"
                ),
            ],
        ),
        (
            "input,text_input,output\n",
            [f"a.csv:1: textInput has two columns. {HEADER}"],
        ),
        ('input,output\na,b\n"c,d\n', ["a.csv:3: broken CSV: unexpected end of data"]),
        ("input,output\n\n", ["a.csv: no examples. A training needs at least one"]),
        ("", ["a.csv: no examples. A training needs at least one"]),
    ],
)
def test_a_bad_table_is_named(here: Path, text: str, problems: list[str]) -> None:
    """In a .csv file a row has the number of its first line."""
    (here / "a.csv").write_text(text)
    assert _problems("a.csv") == problems


def test_what_is_no_file_is_said(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that can't be read says why, and from where it was looked for."""
    (here / "folder.jsonl").mkdir()
    (here / "a.txt").write_text(GOOD)
    (here / "a.jsonl").write_text("\n \n")
    os.mkfifo(here / "pipe.jsonl")
    assert _problems("no.jsonl") == [f"no.jsonl: no such file in {here}"]
    assert _problems("/no/no.jsonl") == ["/no/no.jsonl: no such file"]
    assert _problems("folder.jsonl") == [
        f"folder.jsonl: is a directory (from {here}). Name a file in it"
    ]
    assert _problems("a.txt") == ["a.txt: isn't a .jsonl, .json or .csv file"]
    assert _problems("pipe.jsonl") == [
        "pipe.jsonl: isn't a regular file, and must be read more than once"
    ]
    assert _problems("a.jsonl") == ["a.jsonl: no examples. A training needs at least one"]
    assert _problems("\0.jsonl") == ["\\x00.jsonl: can't be a path"]
    assert _problems("\ud800.jsonl") == ["\\ud800.jsonl: can't be a path"]
    assert _problems("") == [": the path is empty"]

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert _problems("a.jsonl") == ["a.jsonl: can't be read: Permission denied"]


def test_a_file_far_too_large_is_not_read(here: Path) -> None:
    """What can't become a request of 4 MB isn't loaded into memory to find that out."""
    with (here / "a.jsonl").open("wb") as file:
        file.truncate(300 * 2**20)
    assert _problems("a.jsonl") == ["a.jsonl: has 300 MB. Google accepts requests of at most 4 MB"]


def test_text_and_lists_name_their_rows() -> None:
    """Without a file, a row is named by the property it stands in."""
    assert _problems(DataText(f"{GOOD}\n{{}}\n")) == [
        "trainingData:2: textInput is required",
        "trainingData:2: output is required",
    ]
    assert _problems(DataText("[5]")) == ["trainingData:1: row 1: is a number, not an object"]
    assert _problems([("a", "b"), ("a",), "x", None]) == [
        "trainingData[1]: is a list of 1, not a pair [textInput, output]",
        "trainingData[2]: is a string, not an object",
        "trainingData[3]: is null, not an object",
    ]
    assert _problems([]) == ["trainingData: no examples. A training needs at least one"]
    assert _problems(5)[0].startswith("is a number. Give the path of a .jsonl, .json or .csv file")


def _read(path: Path) -> Examples | DataError:
    try:
        return read(path)
    except DataError as error:
        return error


@given(st.binary(max_size=200))
def test_any_bytes_give_examples_or_an_error_for_people(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """No file makes the reader fail in another way than by naming its problems."""
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.jsonl", "a.json", "a.csv"):
        path = folder / name
        path.write_bytes(data)
        found = _read(path)
        if isinstance(found, DataError):
            assert found.problems
            assert all(problem.startswith(str(path)) for problem in found.problems)
        else:
            assert len(found.rows()) == found.count > 0
