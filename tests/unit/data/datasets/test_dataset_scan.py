"""Scanning a dataset: its bytes, its digest, its limits, its lines, in little memory."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import rows as dataset_rows
from pulumi_google_tuning.data.datasets import scan as datasets
from pulumi_google_tuning.data.datasets.advice import advice
from pulumi_google_tuning.data.datasets.lines import Lines, sums_of
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.scan import known_problems, scan
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.watch import Watch
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText


def _row(text: str = "a", answer: str = "b") -> dict[str, Any]:
    return {
        "contents": [
            {"role": "user", "parts": [{"text": text}]},
            {"role": "model", "parts": [{"text": answer}]},
        ]
    }


LINE = json.dumps(_row())
BAD = "{}"
BAD_SAYS = "contents is required"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lower limits of the gemini form."""

    def lower(**limits: int) -> None:
        schema = dataset_rows.dataset_schema("gemini")
        monkeypatch.setattr(schema, "limits", {**schema.limits, **limits})

    return lower


def _problems(value: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        scan(value)
    return caught.value.problems


# -- what a dataset is --------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("given", [str, Path, DataFile])
def test_a_file_is_its_bytes(here: Path, given: Callable[[str], object], end: str) -> None:
    """What is uploaded is the file as it stands: its digest is that of `sha256sum`."""
    data = f"  {LINE}\r\n{LINE}{end}".encode()
    (here / "train.jsonl").write_bytes(data)
    found = scan(given("train.jsonl"))
    digest = hashlib.sha256(data).hexdigest()
    assert (found.sha256, found.count, found.size_bytes) == (digest, 2, len(data))
    assert found.content is None
    assert found.summary() == {
        "__sketch": found.sketch,
        "__checked": f"{found.rules} 4",
        "path": "train.jsonl",
        "sha256": digest,
        "exampleCount": 2,
        "sizeBytes": len(data),
    }
    with found.open() as first, found.open() as second:
        assert first.read() == second.read() == data


def test_a_list_makes_one_text(here: Path) -> None:
    """A list has the same bytes whatever way it came: key order and number forms mean nothing."""
    row = {"generationConfig": {"topK": 5, "temperature": 0.5}, **_row("ü")}
    same = {**_row("ü"), "generationConfig": {"temperature": 0.5, "topK": 5.0}}
    found, other = scan([row, _row()]), scan((same, _row()))
    assert found.sha256 == other.sha256
    assert found.content is not None
    assert [json.loads(line) for line in found.content.splitlines()] == [row, _row()]
    assert (found.count, found.path, found.size_bytes) == (2, None, len(found.content))
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    assert found.summary().keys() == {
        *("sha256", "exampleCount", "sizeBytes", "__sketch", "__checked"),
    }
    assert found.open().read() == found.content
    (here / "list.jsonl").write_bytes(found.content)
    assert scan("list.jsonl").sha256 == found.sha256


def test_text_is_its_bytes() -> None:
    """Text is uploaded as it stands, and its lines are counted as a file's."""
    found = scan(DataText(f"{LINE}\n{LINE}"))
    assert found.content == f"{LINE}\n{LINE}".encode()
    assert (found.count, found.path) == (2, None)


def test_a_line_separator_in_a_text_ends_no_line(here: Path) -> None:
    """Only a line feed ends a line: U+2028 and U+0085 may stand in a string as they are."""
    (here / "train.jsonl").write_bytes(
        json.dumps(_row("a\u2028b\u0085c"), ensure_ascii=False).encode()
    )
    assert scan("train.jsonl").count == 1


def test_a_file_that_changes_is_not_uploaded(here: Path) -> None:
    """A file that was written to after its check is refused: nobody has looked at those rows."""
    path = here / "train.jsonl"
    path.write_text(LINE)
    found = scan("train.jsonl")
    path.write_text(BAD)
    with pytest.raises(DataError, match=r"train\.jsonl changed since it was checked"):
        found.open()
    path.unlink()
    with pytest.raises(DataError, match=r"train\.jsonl: no such file"):
        found.open()


# -- what is wrong -------------------------------------------------------------------------------


def test_every_bad_row_is_counted_and_twenty_are_said(here: Path) -> None:
    """A million bad rows are one error of twenty lines, with the number of all."""
    (here / "train.jsonl").write_text(f"{LINE}\n" + f"{BAD}\n" * 1000 + f"{LINE}\n")
    with pytest.raises(DatasetError) as caught:
        scan("train.jsonl")
    said = str(caught.value).split("\n")
    assert said[:-1] == [f"train.jsonl:{line}: {BAD_SAYS}" for line in range(2, 22)]
    assert said[-1] == "and 980 more bad rows (1,000 in all)"
    assert (len(caught.value.problems), caught.value.bad_rows) == (20, 1000)


def test_one_row_with_many_mistakes_says_some() -> None:
    """A row of thousands of mistakes doesn't make a message, or a memory, of as many lines."""
    row = {"contents": [{"role": "x", "parts": []}] * 2_000, **{f"k{i}": 1 for i in range(2_000)}}
    assert len(_problems([row])) == 20
    assert len(_problems(DataText(json.dumps(row)))) == 20


def test_bad_rows_of_a_list_keep_their_numbers() -> None:
    """A row that can't even be written is said beside the others, each with its own index."""
    rows = [_row(), 5, {}, {"a": float("nan")}, {1: 2}, {"a": object()}, {"a": "\ud800"}]
    assert _problems(rows) == [
        "source[1]: is a number, not an object",
        f"source[2]: {BAD_SAYS}",
        "source[3]: has a number that JSON can't carry (NaN, an infinity, or too many digits)",
        "source[4]: has a number as a key; keys are text",
        "source[5]: holds a value of type object, which JSON doesn't have",
        "source[6]: has half of a surrogate pair, \\ud800: not Unicode text",
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            b"\xef\xbb\xbf" + LINE.encode(),
            (
                "train.jsonl: begins with a byte order mark, which Vertex AI rejects. Convert it: "
                "`google-tuning convert train.jsonl train.converted.jsonl --to gemini`"
            ),
        ),
        (
            LINE.encode("utf-16"),
            (
                "train.jsonl: is UTF-16, but Google takes UTF-8. Convert it: "
                "`google-tuning convert train.jsonl train.converted.jsonl --to gemini`"
            ),
        ),
        (
            f"{LINE}\n\n{LINE}\n".encode(),
            "train.jsonl:2: is blank. Vertex AI needs an object on every line",
        ),
        (
            f"{LINE}\n\n".encode(),
            "train.jsonl:2: is blank. Vertex AI needs an object on every line",
        ),
        (b"", "train.jsonl: no rows. A training needs at least one"),
    ],
)
def test_a_file_that_vertex_refuses(here: Path, data: bytes, problem: str) -> None:
    """A file goes up as it stands, so what Vertex AI refuses in it is an error with advice."""
    (here / "train.jsonl").write_bytes(data)
    assert _problems("train.jsonl") == [problem]


def test_another_encoding_is_told_before_its_rows(here: Path) -> None:
    """A file that isn't UTF-8 says so once, with the command, and then names each such line."""
    (here / "train.jsonl").write_bytes(b"{}\xff")
    assert _problems("train.jsonl") == [
        (
            "train.jsonl: isn't UTF-8. If it was written on Windows, convert it: `google-tuning "
            "convert train.jsonl train.converted.jsonl --to gemini --encoding cp1252`"
        ),
        "train.jsonl:1: not UTF-8: byte 0xff at column 3",
    ]


@pytest.mark.parametrize("name", ["train.json", "train.csv", "train", "jsonl"])
def test_only_json_lines_go_up(here: Path, name: str) -> None:
    """What isn't JSON Lines by its name is refused, with what Vertex AI takes."""
    (here / name).write_text(LINE)
    assert _problems(name) == [
        f"{name}: isn't a .jsonl file. Vertex AI takes JSON Lines: one object per line"
    ]


def test_an_object_is_no_file(here: Path) -> None:
    """Data that is in Cloud Storage already needs no dataset of ours, and the error says so."""
    with pytest.raises(DataError, match=r"gs://b/t\.jsonl: is already in Cloud Storage\. Use this"):
        scan("gs://b/t.jsonl")


def test_what_is_no_data_set(here: Path) -> None:
    """A missing file, a folder, a pipe, another value, another format: each says so."""
    (here / "folder.jsonl").mkdir()
    os.mkfifo(here / "pipe.jsonl")
    assert _problems("gone.jsonl") == [f"gone.jsonl: no such file in {here}"]
    assert _problems("folder.jsonl")[0].startswith("folder.jsonl: is a directory")
    assert _problems("pipe.jsonl")[0].startswith("pipe.jsonl: isn't a regular file")
    assert _problems("a\0.jsonl") == ["a\\x00.jsonl: can't be a path"]
    assert _problems(5) == [
        "is a number. Give the path of a .jsonl file, a FileAsset, or a list of rows"
    ]
    assert _problems([]) == ["source: no rows. A training needs at least one"]
    with pytest.raises(DataError, match='format is "csv", not one of gemini, messages'):
        scan([_row()], "csv")


# -- limits --------------------------------------------------------------------------------------


def test_a_long_line_is_named_and_the_next_is_read(here: Path, limit: Callable[..., None]) -> None:
    """A line beyond the cap is an error with its number; the lines after it keep theirs."""
    limit(lineBytes=len(LINE))
    (here / "train.jsonl").write_text(f"{LINE}\n{LINE}x\n{BAD}\n{LINE}{'x' * 2_000_000}\n{LINE}")
    tokens = "Vertex AI takes 131,072 tokens per row"
    assert _problems("train.jsonl") == [
        f"train.jsonl:2: has {len(LINE) + 1:,} bytes, at most {len(LINE):,}: {tokens}",
        f"train.jsonl:3: {BAD_SAYS}",
        f"train.jsonl:4: has {len(LINE) + 2_000_000:,} bytes, at most {len(LINE):,}: {tokens}",
    ]


@pytest.mark.parametrize("value", ["file", "list"])
def test_a_set_too_large_is_refused(here: Path, limit: Callable[..., None], value: str) -> None:
    """A file of more than 1 GB is refused before it is read, a list once it is written."""
    (here / "train.jsonl").write_text(f"{LINE}\n")
    given: Any = "train.jsonl" if value == "file" else [_row()]
    size = scan(given).size_bytes
    limit(bytes=size)
    assert scan(given).count == 1
    limit(bytes=size - 1)
    name = "train.jsonl" if value == "file" else "source"
    too_large = f"{name}: has {size:,} bytes. Vertex AI takes at most {size - 1:,} (1 GB)"
    assert _problems(given) == [too_large]
    if value == "file":
        (here / "train.jsonl").write_text("x" * size)  # not read, so nothing is said of it
        assert _problems(given) == [too_large]


def test_too_many_rows_are_refused(limit: Callable[..., None]) -> None:
    """Ten million rows, of which 300,000 may hold files: both are counted."""
    limit(rows=3, multimodalRows=1)
    file = {"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b"}}
    media = _row()
    media["contents"][0]["parts"].append(file)
    snake = _row()
    snake["contents"][0]["parts"] = [
        {"file_data": {"mime_type": "image/png", "file_uri": "gs://a/b"}}
    ]
    about = _row('a text about "fileData" and "file_data"')
    assert scan([about, media, about]).count == 3
    assert _problems([about] * 4) == ["source: has 4 rows. Vertex AI takes at most 3"]
    assert _problems([media, snake]) == [
        "source: has 2 rows with files or media. Vertex AI takes at most 1"
    ]


def test_the_limits_are_googles() -> None:
    """1 GB, ten million rows, 300,000 with media, 131,072 tokens; no row of those meets the cap."""
    limits = {form: dataset_rows.dataset_schema(form).limits for form in datasets.FORMATS}
    sizes = {form: (one["bytes"], one["rows"], one["tokens"]) for form, one in limits.items()}
    # Reinforcement tuning has limits of its own.
    assert sizes.pop("reinforcement") == (2**30, 5_000, 32_768)
    assert set(sizes.values()) == {(2**30, 10_000_000, 131_072)}
    assert limits["gemini"]["multimodalRows"] == 300_000
    # Gemini's longest tokens are runs of some 32 blanks, or 16 characters of 4 bytes.
    assert all(one["lineBytes"] >= one["tokens"] * 64 for one in limits.values())


# -- memory --------------------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_file(here: Path) -> None:
    """Some rows at a time: eight times the file takes no more memory, good rows or bad."""

    def peak(rows: int, line: str) -> int:
        (here / "train.jsonl").write_text(f"{line}\n" * rows)
        tracemalloc.start()
        try:
            scan("train.jsonl")
        except DatasetError as error:
            assert error.bad_rows == rows  # noqa: PT017 - good rows raise nothing
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for line in (LINE, BAD.ljust(len(LINE))):
        peak(10, line)  # compiles the schema
        assert peak(8_000, line) < peak(1_000, line) + 50_000


class _Endless(io.RawIOBase):
    """A line of so many bytes, which stands nowhere in memory."""

    def __init__(self, size: int) -> None:
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._left)
        buffer[:count] = b"x" * count
        self._left -= count
        return count


def test_a_line_without_end_is_never_held() -> None:
    """A file of one endless line (a binary, a JSON document) is read through in pieces."""
    tracemalloc.start()
    try:
        lines = Lines(io.BufferedReader(_Endless(100_000_000)), 1_000_000)
        assert list(lines) == [100_000_000]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert (lines.number, lines.size_bytes) == (1, 100_000_000)


def test_every_byte_is_digested() -> None:
    """The digest is of the stream, also where a line was too long to be looked at."""
    data = b"a\n" + b"x" * 3_000_000 + b"\nb"
    lines = Lines(io.BytesIO(data), 10)
    assert list(lines) == [[b"a\n"], 3_000_000, [b"b"]]
    assert (lines.sums.sha256(), lines.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    size, sums = sums_of(io.BytesIO(data), Watch().over("reading", "t.jsonl", len(data)))
    assert (size, sums.sha256()) == (lines.size_bytes, lines.sums.sha256())
    assert sums.crc32c() == lines.sums.crc32c()


def test_the_checksum_is_cloud_storages() -> None:
    """The CRC32C of the documents' known content, in base64."""
    _, sums = sums_of(io.BytesIO(b"123456789"), Watch().over("reading", "t.jsonl", 9))
    assert base64.b64decode(sums.crc32c()).hex() == "e3069283"


# -- before it is known, and advice --------------------------------------------------------------


def test_known_rows_are_checked_before_the_others_are_known() -> None:
    """In a preview a list may hold unknown values: the other rows are checked already."""
    rows = [_row(), {}, UNKNOWN, {"contents": [UNKNOWN]}, 5]
    assert known_problems(rows) == [
        f"source[1]: {BAD_SAYS}",
        "source[4]: is a number, not an object",
    ]
    assert known_problems(UNKNOWN) == []
    assert known_problems([{}], UNKNOWN) == []
    assert _problems([{"contents": [UNKNOWN]}]) == ["source[0]: isn't known yet"]


@pytest.mark.parametrize(
    ("form", "count", "advised"),
    [
        ("gemini", 99, True),
        ("messages", 99, True),
        ("gemini", 100, False),
        ("messages", 100, False),
        ("preference", 1, False),
        ("reinforcement", 1, False),
    ],
)
def test_a_small_file_is_advised(form: str, count: int, *, advised: bool) -> None:
    """Fewer rows than Google says to start with is advice, never an error, with its source."""
    said = advice("t.jsonl", count, form)
    assert (said is not None) is advised
    if said is not None:
        assert said.startswith(
            "t.jsonl has 99 rows. Google recommends at least 100 to start with (docs."
        )
        assert said.endswith(". Validation data may have fewer")
