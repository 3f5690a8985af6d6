"""Datasets for Vertex AI: read in one pass, checked row by row, identified by their bytes.

A dataset is uploaded unchanged, so its digest is that of the file (`sha256sum FILE`), and what
Vertex AI would refuse has to be corrected in the file. Source of the limits:
docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pulumi_google_tuning.data.datasets.dataset import Dataset, opened, stamp_of
from pulumi_google_tuning.data.datasets.known import Contents, Known
from pulumi_google_tuning.data.datasets.lines import Lines, sums_of
from pulumi_google_tuning.data.datasets.listed_rows import line_of, refuse_rows, waits
from pulumi_google_tuning.data.datasets.problems import DatasetError, Problems
from pulumi_google_tuning.data.datasets.row_json import NAN
from pulumi_google_tuning.data.datasets.rows import DatasetSchema, dataset_schema
from pulumi_google_tuning.data.datasets.rules import rules_of
from pulumi_google_tuning.data.datasets.split import Split
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.datasets.whole import not_json_lines, too_large, too_long, too_many
from pulumi_google_tuning.data.files import unreadable
from pulumi_google_tuning.data.shape.diagnosis import HEAD_BYTES, diagnosis
from pulumi_google_tuning.data.shape.late import Late
from pulumi_google_tuning.data.statistics import Statistics
from pulumi_google_tuning.data.watch import Watch
from pulumi_google_tuning.fields.messages import quote_value, type_name
from pulumi_google_tuning.fields.values import DataFile, DataText

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.quick.judge import Judge
    from pulumi_google_tuning.data.datasets.tally import Tally

FORMATS: Final = (
    "gemini",
    "messages",
    "preference",
    "openai-messages",
    "prompt-completion",
    "open-contents",
    "reinforcement",
    "prompts",
)
"""What a row may be: `schema/dataset_FORMAT.schema.json` says it."""

_FORMS: Final = "the path of a .jsonl file, a FileAsset, or a list of rows"


def scan(
    value: Any,
    format: str = "gemini",  # noqa: A002 - the name that users know
    *,
    label: str = "source",
    into: Statistics | None = None,
    watch: Watch | None = None,
    known: Known | None = None,
    split: Split = Split(),  # noqa: B008 - it never changes
) -> Dataset:
    """Read a dataset in one pass and check every row.

    `value` is a path, a DataFile, a DataText (JSON Lines), or a list of row objects; `label` names
    what has no path. With `into` each good row is counted there too; a `watch` is told how far a
    file is read, and may end any check. What is `known` of the same content is the answer, without
    one. Memory is that of the longest row, for a large file that of some pieces of it, for a list
    that of the list.
    Raises DatasetError (a DataError) with every problem, and ReadInterruptedError.
    """
    if format not in FORMATS:
        raise DatasetError([f"format is {quote_value(format)}, not one of {', '.join(FORMATS)}"])
    schema, known = dataset_schema(format), known or Known(Contents())
    if isinstance(value, (str, os.PathLike)):
        value = DataFile(os.fsdecode(value))
    if isinstance(value, DataFile) and value.path.startswith("gs://"):
        there = "is already in Cloud Storage. Use this address as trainingDatasetUri"
        raise DatasetError([f"{value.path}: {there}"])
    if isinstance(value, DataFile):
        return _scan_file(value.path, schema, into, watch or Watch(), known, split)
    # Of what a program has in memory no size is told: it may be secret.
    quiet = Watch(watch.cancel) if watch else Watch()
    if isinstance(value, DataText):
        return _scan_text(value.text, label, schema, into, quiet, known)
    if isinstance(value, (list, tuple)):
        return _scan_list(value, label, schema, into, quiet, known)
    raise DatasetError([f"is {type_name(value)}. Give {_FORMS}"])


def known_problems(
    value: Any,
    format: str = "gemini",  # noqa: A002 - as above
    *,
    label: str = "source",
) -> list[str]:
    """Return the problems of what is known of a list that holds unknown values."""
    if format not in FORMATS or not isinstance(value, (list, tuple)):
        return []
    schema = dataset_schema(format)
    found: list[str] = []
    for i, item in enumerate(value):
        if not waits(item):
            line, problem = line_of(item)
            problems = [problem] if problem else schema.refusals(line)
            found += [f"{label}[{i}]: {one}" for one in problems]
    return found


# -- one pass ------------------------------------------------------------------------------------


def _scan_file(
    path: str,
    schema: DatasetSchema,
    into: Statistics | None,
    watch: Watch,
    known: Known,
    split: Split,
) -> Dataset:
    problem = unreadable(path, None)
    if problem is not None:
        raise DatasetError([f"{path}: {problem}"])
    with opened(path) as stream:
        problem = _misshapen(stream, path, schema)
        if problem is not None:
            raise DatasetError([f"{path}: {problem}"])
        stamp = stamp_of(stream)
        if (size := stamp[1]) > schema.limits["bytes"]:
            raise DatasetError([f"{path}: {too_large(size, schema)}"])
        # To digest it first is only worth the time where a content of this size is known.
        if known.may_have(schema.format, size):
            read, sums = sums_of(stream, watch.over("reading", path, size))
            found = known.find(schema.format, rules_of(schema.document), read, sums.sha256())
            if found is not None:
                return found.at(path, stamp, sums.crc32c())
            stream.seek(0)
        watched = watch.over("checking", path, size)
        lines = Lines(stream, schema.limits["lineBytes"], watched)

        def ahead(lines: Lines, tally: Tally, judge: Judge) -> None:
            if split.fits(size):
                # It starts a process, for which a small file would import much.
                from pulumi_google_tuning.data.datasets.two_processes import (  # noqa: PLC0415
                    count_good_pieces,
                )

                count_good_pieces(stream, lines, tally, schema, judge, watched, split)

        checked = _check(lines, schema, path, lambda number: f"{path}:{number}", into, path, ahead)
    found = _dataset(lines, schema, *checked).at(path, stamp, lines.sums.crc32c())
    known.add(found)
    return found


def _scan_text(
    text: str,
    label: str,
    schema: DatasetSchema,
    into: Statistics | None,
    watch: Watch,
    known: Known,
) -> Dataset:
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        where = f"{label}:{text.count(chr(10), 0, error.start) + 1}"
        raise DatasetError([f"{where}: has half of a surrogate pair: not Unicode text"]) from None
    problem = diagnosis(content[:HEAD_BYTES], None, schema.format, FORMATS)
    if problem is not None:
        raise DatasetError([f"{label}: {problem}"])
    return _scan_content(
        content, label, lambda number: f"{label}:{number}", schema, into, watch, known
    )


def _scan_list(
    value: list[Any] | tuple[Any, ...],
    label: str,
    schema: DatasetSchema,
    into: Statistics | None,
    watch: Watch,
    known: Known,
) -> Dataset:
    aside = partial(watch.over("checking", label, 0).aside, 0)
    written = aside(lambda: [line_of(item) for item in value])
    if any(problem for _, problem in written):
        aside(partial(refuse_rows, written, label, schema))
    content = b"".join(line for line, _ in written)
    return _scan_content(
        content, label, lambda number: f"{label}[{number - 1}]", schema, into, watch, known
    )


def _scan_content(
    content: bytes,
    label: str,
    where: Callable[[int], str],
    schema: DatasetSchema,
    into: Statistics | None,
    watch: Watch,
    known: Known,
) -> Dataset:
    if known.may_have(schema.format, len(content)):
        digest = hashlib.sha256(content).hexdigest()
        found = known.find(schema.format, rules_of(schema.document), len(content), digest)
        if found is not None:
            return replace(found, content=content)
    watched = watch.over("checking", label, len(content))
    lines = Lines(io.BytesIO(content), schema.limits["lineBytes"], watched)
    checked = _check(lines, schema, label, where, into)
    found = replace(_dataset(lines, schema, *checked), content=content)
    known.add(found)
    return found


def _dataset(lines: Lines, schema: DatasetSchema, sketch: str, tokens: TokenCount) -> Dataset:
    """Return what was found of a content."""
    return Dataset(
        lines.sums.sha256(),
        lines.number,
        lines.size_bytes,
        None,
        schema.format,
        None,
        sketch=sketch,
        tokens=tokens,
        rules=rules_of(schema.document),
    )


def _check(
    lines: Lines,
    schema: DatasetSchema,
    name: str,
    where: Callable[[int], str],
    into: Statistics | None,
    path: str | None = None,
    ahead: Callable[[Lines, Tally, Judge], None] | None = None,
) -> tuple[str, TokenCount]:
    """Check every line; return sketch and tokens. Raises DatasetError with every problem.

    `ahead` counts the first lines by another way, if they are good.
    """
    # Whose content is known needs none of it, and a preview with nothing to do has no other.
    from pulumi_google_tuning.data.datasets.quick.judge import Judge  # noqa: PLC0415
    from pulumi_google_tuning.data.datasets.tally import Tally  # noqa: PLC0415

    problems, late = Problems(), Late()
    tally, judge = Tally(statistics=into), Judge(schema, texts=into is not None)
    if ahead is not None:
        ahead(lines, tally, judge)

    def refuse(number: int, line: bytes | int) -> None:
        problems.add_row(where(number), _refused(line, schema, problems, late))

    tally.count(lines, schema, judge, refuse, lines.number, lines.aside)
    if not lines.number:
        problems.add(f"{name}: no rows. A training needs at least one")
    for problem in too_many(lines, tally.multimodal, schema):
        problems.add(f"{name}: {problem}")
    problems.lead(late.sentences(path, schema.format))
    problems.check()
    if into is not None:
        into.multimodal_rows += tally.multimodal
    return tally.sketch.text(), tally.tokens


def _refused(line: bytes | int, schema: DatasetSchema, problems: Problems, late: Late) -> list[str]:
    """Return what is wrong with a line, or with one of so many bytes; nothing that isn't held."""
    if isinstance(line, int):
        return [too_long(line, schema)]
    listed = [] if problems.full else schema.words(line)
    _note(late, line, listed)
    return listed


def _note(late: Late, line: bytes, listed: list[str]) -> None:
    late.missing |= any(NAN in problem for problem in listed)
    if not late.not_utf_8:
        try:
            line.decode()
        except UnicodeDecodeError:
            late.not_utf_8 = True


def _misshapen(stream: BinaryIO, path: str, schema: DatasetSchema) -> str | None:
    """Return what is wrong with a file as a whole; its stream is at its start again then."""
    problem = diagnosis(stream.read(HEAD_BYTES), path, schema.format, FORMATS)
    stream.seek(0)
    return problem or not_json_lines(path)
