"""A TunedModel's examples: read once, and identified by a digest.

Users' states hold the digest, and a training is recognised by it, so what it is made of can never
change: see `Examples`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pulumi_google_tuning.data.forms import PAIRS
from pulumi_google_tuning.data.pairs.readers import (
    Row,
    content_of,
    rows_of_content,
    rows_of_text,
    suffix_of,
)
from pulumi_google_tuning.data.pairs.rows import row_schema
from pulumi_google_tuning.data.pairs.shared_reads import Key, SharedReads
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.data.shape.late import Late
from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.data.sketch import Sketch
from pulumi_google_tuning.fields.messages import type_name
from pulumi_google_tuning.fields.values import DataFile, DataText, contains_unknown

_SHOWN_DIGEST_CHARS: Final = 12
_MIB: Final = 1024 * 1024
_LABEL: Final = "trainingData"
_MANY: Final = 200
_FORMS: Final = "the path of a .jsonl, .json or .csv file, a FileAsset, or a list of examples"
_ENVELOPE: Final = b'{"examples":{"examples":[]}}'


@dataclass(frozen=True, repr=False)
class Examples:
    r"""Valid training examples.

    The canonical form is UTF-8, one JSON object a row, in the order of the rows (training depends
    on it), each row ended by a line feed: the keys sorted (`output`, `textInput`), no white space
    between tokens, and in strings only what JSON demands escaped (the quote, the backslash and
    U+0000 to U+001F; as `\b \f \n \r \t` where those exist, else `\u00xx`). Unicode is not
    normalised. White space, key order, the keys' spelling and the file's format change nothing.
    """

    sha256: str
    """Of `canonical`, in hexadecimal."""
    count: int
    canonical: bytes
    path: str | None
    """Where they were read from, as it was given; None for a list and for text."""
    sketch: str
    """As the state keeps it (data/sketch.py)."""

    def __repr__(self) -> str:
        return f"Examples({self.count} rows, sha256 {self.sha256}, path {self.path!r})"

    def rows(self) -> list[dict[str, str]]:
        """Return the rows for Google's JSON: `[{"textInput": …, "output": …}]`."""
        return [json.loads(line) for line in self.canonical.split(b"\n")[:-1]]

    def json_text(self) -> bytes:
        """Return the rows as Google's JSON, compact: no row is decoded for it.

        A line feed is nowhere but at a row's end: in a string it is escaped.
        """
        return b"[" + self.canonical[:-1].replace(b"\n", b",") + b"]"

    def summary(self) -> dict[str, Any]:
        """Return what the state keeps: `{path?, sha256, exampleCount, __sketch}`."""
        path = {} if self.path is None else {"path": self.path}
        digests = {"sha256": self.sha256, "exampleCount": self.count, SKETCH: self.sketch}
        return {**path, **digests}


Reads: TypeAlias = SharedReads[Examples]


def read(
    value: Any,
    schema_name: str = "training_example",
    *,
    label: str = _LABEL,
    reads: Reads | None = None,
) -> Examples:
    """Read training data and check every row.

    `value` is a path, a DataFile, a DataText, or a list of objects and `[input, output]` pairs;
    `label` names what has no path. What `reads` has of the same content isn't read again.
    Raises DataError with every problem.
    """
    reads = SharedReads() if reads is None else reads
    if isinstance(value, (str, os.PathLike)):
        value = DataFile(os.fspath(value))
    if isinstance(value, DataFile):
        return _of_file(value.path, schema_name, reads)
    if isinstance(value, DataText):
        text = value.text
        data = text.encode("utf-8", "surrogatepass")
        key = Key(hashlib.sha256(data).hexdigest(), "text", schema_name)
        return reads.get(
            key, label, lambda: _examples(rows_of_text(text, label), schema_name, label)
        )
    if isinstance(value, (list, tuple)):
        listed = (Row(f"{label}[{i}]", item) for i, item in enumerate(value))
        return _examples(listed, schema_name, label, pairs=True)
    raise DataError([f"is {type_name(value)}. Give {_FORMS}"])


def _of_file(path: str, schema_name: str, reads: Reads) -> Examples:
    data = content_of(path, schema_name)
    if isinstance(data, Row):
        return _examples([data], schema_name, path, path)
    key = Key(hashlib.sha256(data).hexdigest(), suffix_of(path), schema_name)

    def rows() -> Examples:
        return _examples(rows_of_content(data, path, schema_name), schema_name, path, path)

    return replace(reads.get(key, path, rows), path=path)


def known_problems(
    value: Any, schema_name: str = "training_example", *, label: str = _LABEL
) -> list[str]:
    """Return the problems of what is known of a list that holds unknown values."""
    if not isinstance(value, (list, tuple)):
        return []
    schema = row_schema(schema_name)
    return [
        f"{label}[{i}]: {problem}"
        for i, item in enumerate(value)
        if not contains_unknown(item)
        for problem in schema.read(item, pairs=True)[1]
    ]


def reread(
    checked: Mapping[str, Any],
    schema_name: str = "training_example",
    reads: Reads | None = None,
) -> Examples:
    """Read again what a check found (`{path, sha256, exampleCount}`), for the create.

    Raises DataError when it is no longer readable or no longer the same, with both digests.
    """
    path, then = checked.get("path"), str(checked["sha256"])
    if path is None:
        problem = f"The examples (sha256 {_short(then)}) came from a list, which is not kept"
        raise DataError([f"{problem}. Run `pulumi up` again"])
    examples = read(DataFile(path), schema_name, reads=reads)
    if examples.sha256 != then:
        digests = f"sha256 {_short(then)} then, {_short(examples.sha256)} now"
        raise DataError([f"{path} changed since it was checked ({digests}). Run `pulumi up` again"])
    return examples


def request_problem(
    examples: Examples, other_bytes: int, schema_name: str = "training_example"
) -> str | None:
    """Return why the create would be larger than Google takes; None when it isn't.

    Counts the examples' JSON as it is sent, compact and in UTF-8, and the `other_bytes` of the
    body. The limit is the schema's `x-max-request-bytes`.
    """
    most = row_schema(schema_name).max_request_bytes
    # Each row of the canonical form ends in a line feed; in the request that is a comma, except
    # after the last row. Everything around the rows counts in full.
    size = len(examples.canonical) - 1 + len(_ENVELOPE) + other_bytes
    if most is None or size <= most:
        return None
    return (
        f"The request would be {size / _MIB:.1f} MB ({size:,} bytes). Google takes at most "
        f"{most / _MIB:.0f} MB ({most:,} bytes). Train on fewer or shorter examples "
        f"({examples.count:,} now)"
    )


def _examples(
    rows: Iterable[Row],
    schema_name: str,
    label: str,
    path: str | None = None,
    *,
    pairs: bool = False,
) -> Examples:
    schema = row_schema(schema_name)
    lines: list[bytes] = []
    problems: list[str] = []
    late = Late()
    drawn = Sketch()
    for row in rows:
        late.not_utf_8 |= row.not_utf_8
        late.missing |= row.missing
        many = len(lines) >= _MANY
        fitting, found = (
            (None, [row.problem]) if row.problem else schema.fit(row.value, pairs=pairs, many=many)
        )
        problems += [f"{row.where}: {problem}" for problem in found]
        if fitting is not None:
            lines.append(fitting.line)
            drawn.add(fitting.given, fitting.wanted)
    if problems:
        raise DataError([*late.sentences(path, PAIRS), *problems])
    if not lines:
        raise DataError([f"{label}: no examples. A training needs at least one"])
    data = b"".join(lines)
    return Examples(hashlib.sha256(data).hexdigest(), len(lines), data, path, drawn.text())


def _short(digest: str) -> str:
    return f"{digest[:_SHOWN_DIGEST_CHARS]}…"
