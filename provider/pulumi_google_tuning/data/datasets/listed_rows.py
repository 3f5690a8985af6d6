"""A row that a program gives as an object: the one line of JSON that it makes.

Pulumi's wire sorts an object's keys and makes every number a float, so a row has one form whatever
way it came: keys sorted, whole numbers without a fraction, no white space, UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.data.datasets.problems import Problems
from pulumi_google_tuning.fields.messages import type_name
from pulumi_google_tuning.fields.values import contains_unknown

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.rows import DatasetSchema


def line_of(item: Any) -> tuple[bytes, str | None]:
    """Return a row as a line with its line feed, or a sentence that says why it can't be one."""
    if not isinstance(item, Mapping):
        return b"", f"is {type_name(item)}, not an object"
    try:
        if contains_unknown(item):
            return b"", "isn't known yet"
        text = json.dumps(
            _to_json(item),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )
        return text.encode() + b"\n", None
    except UnicodeEncodeError as error:
        half = ord(error.object[error.start])
        return b"", f"has half of a surrogate pair, \\u{half:04x}: not Unicode text"
    except RecursionError:
        return b"", "is nested too deeply"
    except _NotJsonError as error:
        return b"", str(error)
    except ValueError:  # NaN, an infinity, an integer of more than 4,300 digits
        return b"", "has a number that JSON can't carry (NaN, an infinity, or too many digits)"


def waits(item: Any) -> bool:
    """Return whether a part of a row isn't known yet."""
    try:
        return contains_unknown(item)
    except RecursionError:  # said of the row as of any other
        return False


def refuse_rows(written: list[tuple[bytes, str | None]], label: str, schema: DatasetSchema) -> None:
    """Raise DatasetError for rows of which one makes no line, so that it shifts later numbers."""
    problems = Problems()
    for i, (line, problem) in enumerate(written):
        if refused := [problem] if problem else schema.refusals(line):
            problems.add_row(f"{label}[{i}]", refused)
    problems.check()


class _NotJsonError(Exception):
    """A value, or a key, of a type that JSON doesn't have."""


def _to_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        odd = next((key for key in value if not isinstance(key, str)), None)
        if odd is not None:
            raise _NotJsonError(f"has {type_name(odd)} as a key; keys are text")
        return {key: _to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_json(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise _NotJsonError(f"holds a value of type {type(value).__name__}, which JSON doesn't have")
