"""Data sets for Vertex AI: read in one pass, checked row by row, identified by their bytes.

A data set is uploaded as it stands, so its digest is that of the file (`sha256sum FILE`), and what
Vertex AI would refuse in it has to be mended in the file. Source of the limits:
docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from pulumi_google_tuning.lifecycle.data.dataset_lines import Lines
from pulumi_google_tuning.lifecycle.data.dataset_list import line_of
from pulumi_google_tuning.lifecycle.data.dataset_problems import DatasetError, Problems
from pulumi_google_tuning.lifecycle.data.dataset_rows import DatasetSchema, dataset_schema
from pulumi_google_tuning.lifecycle.data.dataset_statistics import Statistics, add_row
from pulumi_google_tuning.lifecycle.data.dataset_turns import is_multimodal
from pulumi_google_tuning.lifecycle.data.readers import _unreadable
from pulumi_google_tuning.lifecycle.sentences import kind_of, shown
from pulumi_google_tuning.lifecycle.values import DataFile, DataText, contains_unknown

__all__ = [
    "FORMATS",
    "Dataset",
    "DatasetError",
    "Statistics",
    "advice",
    "known_problems",
    "reread",
    "scan",
    "statistics",
]

FORMATS: Final = ("gemini", "messages", "preference")
"""What a row may be: `schema/dataset_FORMAT.schema.json` says it."""

_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_FORMS: Final = "the path of a .jsonl file, a FileAsset, or a list of rows"
_MEDIA_BYTES: Final = (b"ata", b"mime")
_SHOWN_DIGEST_CHARS: Final = 12
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, repr=False)
class Dataset:
    """A valid data set."""

    sha256: str
    """Of the bytes that would be uploaded, in hexadecimal."""
    count: int
    """Rows."""
    size_bytes: int
    path: str | None
    """As it was given; None for a list and for text."""
    format: str
    content: bytes | None
    """Of a list or a text: the JSON Lines that it makes; None for a file."""
    _stamp: _Stamp | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Dataset({self.count} rows, sha256 {self.sha256}, path {self.path!r})"

    def summary(self) -> dict[str, Any]:
        """Give what the state keeps: `{path?, sha256, exampleCount, sizeBytes}`."""
        path = {} if self.path is None else {"path": self.path}
        counts = {"exampleCount": self.count, "sizeBytes": self.size_bytes}
        return {**path, "sha256": self.sha256, **counts}

    def open(self) -> BinaryIO:
        """Open a fresh stream of the bytes, at their start. The caller closes it.

        Raises DataError when the file is no longer the one that was read, by its size and its
        time stamp; who uploads has the digest for certainty.
        """
        if self.content is not None:
            return io.BytesIO(self.content)
        path = self.path or ""
        stream = _opened(path)
        if self._stamp is not None and _stamp_of(stream) != self._stamp:
            stream.close()
            raise DatasetError([f"{path} changed since it was checked; run pulumi up again"])
        return stream


def scan(
    value: Any,
    format: str = "gemini",  # noqa: A002 - the name that users know
    *,
    label: str = "source",
    into: Statistics | None = None,
) -> Dataset:
    """Read a data set in one pass and check every row.

    `value` is a path, a DataFile, a DataText (JSON Lines), or a list of row objects; `label` names
    what has no path. With `into` each good row is counted there too. Memory is that of the longest
    row, for a list that of the list. Raises DatasetError (a DataError) with every problem.
    """
    if format not in FORMATS:
        raise DatasetError([f"format is {shown(format)}, not one of {', '.join(FORMATS)}"])
    schema = dataset_schema(format)
    if isinstance(value, (str, os.PathLike)):
        value = DataFile(os.fspath(value))
    if isinstance(value, DataFile):
        return _scan_file(value.path, schema, format, into)
    if isinstance(value, DataText):
        return _scan_text(value.text, label, schema, format, into)
    if isinstance(value, (list, tuple)):
        return _scan_list(value, label, schema, format, into)
    raise DatasetError([f"is {kind_of(value)}; give {_FORMS}"])


def statistics(
    value: Any,
    format: str = "gemini",  # noqa: A002 - as above
    *,
    label: str = "source",
) -> Statistics:
    """Scan a data set for its figures. Raises DatasetError as `scan` does."""
    counted = Statistics()
    scan(value, format, label=label, into=counted)
    return counted


def known_problems(
    value: Any,
    format: str = "gemini",  # noqa: A002 - as above
    *,
    label: str = "source",
) -> list[str]:
    """Check what is known already of a list that holds unknown values; give its problems."""
    if format not in FORMATS or not isinstance(value, (list, tuple)):
        return []
    schema = dataset_schema(format)
    found: list[str] = []
    for i, item in enumerate(value):
        if not contains_unknown(item):
            line, problem = line_of(item)
            problems = [problem] if problem else _of_line(schema, line)
            found += [f"{label}[{i}]: {one}" for one in problems]
    return found


def reread(checked: Mapping[str, Any], format: str = "gemini") -> Dataset:  # noqa: A002 - as above
    """Find again the file that a check has read (`summary`), by its digest; rows aren't checked.

    Raises DatasetError when it is no longer readable or no longer the same, with both digests.
    """
    path, then = checked.get("path"), str(checked["sha256"])
    if path is None:
        problem = f"the rows with sha256 {_short(then)} came as a list and aren't kept"
        raise DatasetError([f"{problem}; run pulumi up again"])
    with _opened(path) as stream:
        lines = Lines(stream, dataset_schema(format).limits["lineBytes"])
        for _ in lines:
            pass
        stamp = _stamp_of(stream)
    if lines.sha256() != then:
        digests = f"sha256 {_short(then)} then, {_short(lines.sha256())} now"
        raise DatasetError([f"{path} changed since it was checked: {digests}; run pulumi up again"])
    return Dataset(then, lines.number, lines.size_bytes, path, format, None, stamp)


def advice(summary: Mapping[str, Any], format: str = "gemini") -> str | None:  # noqa: A002 - as above
    """Say that there are fewer rows than Google recommends; None when there are enough.

    `summary` is a data set's own. The numbers are the schema's `x-recommended`.
    """
    recommended = dataset_schema(format).recommended
    count = summary["exampleCount"]
    wanted = [
        f"{one['examples']:,} for {' and '.join(one['tasks'])}"
        for one in recommended
        if count < one["examples"]
    ]
    if not wanted:
        return None
    epochs = sorted({tuple(one["epochs"]) for one in recommended})
    fewest, most = epochs[0][0], epochs[-1][1]
    name = summary.get("path") or "the data set"
    rows = "example" if count == 1 else "examples"
    return (
        f"{name} has {count:,} {rows}; Google recommends at least {', '.join(wanted)}, and "
        f"{fewest} to {most} epochs"
    )


# -- one pass ------------------------------------------------------------------------------------


def _scan_file(path: str, schema: DatasetSchema, form: str, into: Statistics | None) -> Dataset:
    problem = _unreadable(path, None) or _no_data_set(path, schema)
    if problem is not None:
        raise DatasetError([f"{path}: {problem}"])
    with _opened(path) as stream:
        stamp = _stamp_of(stream)
        start = stream.read(len(_BOM))
        stream.seek(0)
        if start.startswith(_UTF_16):
            raise DatasetError([f"{path}: is UTF-16; save it as UTF-8"])
        lines = Lines(stream, schema.limits["lineBytes"])
        rows = _check(lines, schema, path, lambda number: f"{path}:{number}", into)
    return Dataset(lines.sha256(), rows, lines.size_bytes, path, form, None, stamp)


def _scan_text(
    text: str, label: str, schema: DatasetSchema, form: str, into: Statistics | None
) -> Dataset:
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        where = f"{label}:{text.count(chr(10), 0, error.start) + 1}"
        raise DatasetError([f"{where}: has half of a surrogate pair: not Unicode text"]) from None
    lines = Lines(io.BytesIO(content), schema.limits["lineBytes"])
    rows = _check(lines, schema, label, lambda number: f"{label}:{number}", into)
    return Dataset(lines.sha256(), rows, len(content), None, form, content)


def _scan_list(
    value: list[Any] | tuple[Any, ...],
    label: str,
    schema: DatasetSchema,
    form: str,
    into: Statistics | None,
) -> Dataset:
    written = [line_of(item) for item in value]
    if any(problem for _, problem in written):
        # A row that makes no line would shift the numbers of those after it.
        problems = Problems()
        for i, (line, problem) in enumerate(written):
            if said := [problem] if problem else _of_line(schema, line):
                problems.add_row(f"{label}[{i}]", said)
        problems.check()
    content = b"".join(line for line, _ in written)
    lines = Lines(io.BytesIO(content), schema.limits["lineBytes"])
    rows = _check(lines, schema, label, lambda number: f"{label}[{number - 1}]", into)
    return Dataset(lines.sha256(), rows, len(content), None, form, content)


def _check(
    lines: Lines,
    schema: DatasetSchema,
    name: str,
    where: Callable[[int], str],
    into: Statistics | None,
) -> int:
    """Check every line; give the number of rows. Raises DatasetError with every problem."""
    problems = Problems()
    multimodal = 0
    read = schema.read
    for line in lines:
        if isinstance(line, int):
            problems.add_row(where(lines.number), [_too_long(line, schema)])
            continue
        row = read(line)
        if row is None:
            said = [] if problems.full else _said(schema, line, lines.number)
            problems.add_row(where(lines.number), said)
            continue
        # Only a part that isn't text holds one of these words as a key: most lines end here.
        is_media = b"Data" in line or b"_data" in line
        if is_media and is_multimodal(row, schema.turns):
            multimodal += 1
        if into is not None:
            add_row(into, lines.number, row, line.rstrip(b"\r\n"), schema.turns)
    if not lines.number:
        problems.add(f"{name}: no rows; a training needs at least one example")
    for problem in _too_many(lines, multimodal, schema):
        problems.add(f"{name}: {problem}")
    problems.check()
    if into is not None:
        into.multimodal_rows += multimodal
    return lines.number


def _said(schema: DatasetSchema, line: bytes, number: int) -> list[str]:
    if number == 1 and line.startswith(_BOM):
        mark = "begins with a byte order mark, which Vertex AI refuses; save it as UTF-8 without it"
        return [mark, *_of_line(schema, line.removeprefix(_BOM))]
    # A row that was refused without a word would pass as good: this must not be empty.
    return schema.problems(line) or ["doesn't have the form of a row"]


def _of_line(schema: DatasetSchema, line: bytes) -> list[str]:
    return [] if schema.read(line) is not None else _said(schema, line, 0)


def _no_data_set(path: str, schema: DatasetSchema) -> str | None:
    extension = os.path.splitext(path)[1]  # noqa: PTH122 - of a str
    if extension.lower() != ".jsonl":
        return "isn't a .jsonl file; Vertex AI takes JSON Lines: one object on each line"
    size, most = os.stat(path).st_size, schema.limits["bytes"]  # noqa: PTH116 - of a str
    if size > most:
        return f"has {size:,} bytes; Vertex AI takes at most {most:,} (1 GB)"
    return None


def _too_long(size: int, schema: DatasetSchema) -> str:
    most, tokens = schema.limits["lineBytes"], schema.limits["tokens"]
    return f"has {size:,} bytes, at most {most:,}: Vertex AI takes {tokens:,} tokens an example"


def _too_many(lines: Lines, multimodal: int, schema: DatasetSchema) -> list[str]:
    found = []
    bytes_, rows, media = (schema.limits.get(name) for name in ("bytes", "rows", "multimodalRows"))
    if bytes_ is not None and lines.size_bytes > bytes_:
        found.append(f"has {lines.size_bytes:,} bytes; Vertex AI takes at most {bytes_:,} (1 GB)")
    if rows is not None and lines.number > rows:
        found.append(f"has {lines.number:,} rows; Vertex AI takes at most {rows:,}")
    if media is not None and multimodal > media:
        found.append(
            f"has {multimodal:,} rows with files or media; Vertex AI takes at most {media:,}"
        )
    return found


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        reason = _unreadable(path, None) or getattr(error, "strerror", None) or str(error)
        raise DatasetError([f"{path}: {reason}"]) from None


def _stamp_of(stream: BinaryIO) -> _Stamp:
    status = os.fstat(stream.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns


def _short(digest: str) -> str:
    return f"{digest[:_SHOWN_DIGEST_CHARS]}…"
