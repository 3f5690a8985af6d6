"""One row of a Vertex AI dataset: quickly, whether it is good; slowly, what is wrong with it.

A dataset may have millions of rows, and nearly all of them are good. So a row is checked with the
schema compiled to code, and only a bad one with the validator that finds words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import islice
from typing import Any, Final

import fastjsonschema

from pulumi_google_tuning.data.datasets import row_json
from pulumi_google_tuning.data.datasets.keys import PROBLEMS_A_ROW, Spellings, rename_keys
from pulumi_google_tuning.data.datasets.long_rows import LONG_BYTES, Good, validator_of
from pulumi_google_tuning.data.datasets.schema_code import Check, compiled
from pulumi_google_tuning.data.datasets.turns import is_multimodal, turn_problems
from pulumi_google_tuning.data.json_text import JsonTextError, parse_line
from pulumi_google_tuning.fields.messages import (
    Failure,
    path_of,
    quote_value,
    sentence,
    type_name,
)
from pulumi_google_tuning.fields.schema_files import load_schema

Row = dict[str, Any]
_Path = tuple[str | int, ...]

_PRIVATE: Final = ("minLength", "type")
_BLANK: Final = b" \t\r\n"
_HALF: Final = re.compile("[\ud800-\udfff]")


class DatasetSchema:
    """The schema of a format, which checks its rows (`gemini`, `messages`, `preference`)."""

    def __init__(self, format_name: str) -> None:
        name = f"dataset_{format_name}"
        self.format = format_name
        self.document = _resolved(load_schema(name), name)
        self.turns: Mapping[str, Any] = self.document["x-turns"]
        self.limits: Mapping[str, int] = self.document["x-limits"]
        self._spellings = Spellings()
        self._one_of = _data_keys(self.document)

    @cached_property
    def _fits(self) -> Check:
        # A file that is known is not checked, and the parts of most good rows are compiled alone.
        return compiled(self.document)

    @cached_property
    def _validator(self) -> Any:
        # jsonschema takes time to import, and a file of good rows needs none of its words.
        from pulumi_google_tuning.fields.validation import Validator  # noqa: PLC0415

        return Validator(self.document)

    def read(self, line: bytes) -> Row | None:
        """Return the row of a line, its keys in camelCase; None when anything is wrong with it."""
        try:
            row = row_json.decode(line.decode())
            if isinstance(row, dict) and "_" in "".join(row):
                row = self._top_level_named(row)
            if not self._is_good(row):
                # Perhaps only its keys are spelled in snake_case, which Google takes as well.
                row, failures = rename_keys(self.document, row, self._spellings)
                if failures or not self._is_good(row):
                    return None
            if row_json.may_have_halves(line) and _has_half(line, row):
                return None
        except (ValueError, RecursionError):
            return None
        return None if self.turn_problems(row, line) else row

    def turn_problems(self, row: Row, line: bytes) -> list[str]:
        """Return what is wrong with the turns of a row that the schema accepts."""
        images = self.limits.get("images")
        if images is not None and not self.is_multimodal(row, line):
            images = None  # nobody has to look for files
        return turn_problems(row, self.turns, images)

    def is_multimodal(self, row: Row, line: bytes) -> bool:
        """Return whether a good row of a line holds anything but text: a file, or data in base64.

        A key that is written with escapes isn't looked for.
        """
        return is_multimodal(row, self.turns) and self.may_be_multimodal(line)

    @staticmethod
    def may_be_multimodal(line: bytes) -> bool:
        """Return whether a line may have a key of such a part."""
        return row_json.holds(line, b"Data") or row_json.holds(line, b"_data")

    def refusals(self, line: bytes) -> list[str]:
        """Return why a line is refused; empty for a good one alone."""
        return [] if self.read(line) is not None else self.words(line)

    def words(self, line: bytes) -> list[str]:
        """Return why a line is refused that isn't good."""
        # A row that was refused without a word would pass as good.
        return self.problems(line) or ["doesn't have the form of a row"]

    def problems(self, line: bytes) -> list[str]:
        """Return what is wrong with a line, each with its path in the row; at most some twenty."""
        if not line.strip(_BLANK):
            return ["is blank. Vertex AI needs an object on every line"]
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            return [f"not UTF-8: byte 0x{line[error.start]:02x} at column {error.start + 1:,}"]
        try:
            value = parse_line(text.rstrip("\r\n"))
            row_json.decode(text)
        except JsonTextError as error:
            return [error.problem]
        except row_json.NotANumberError as error:
            return [str(error)]
        except (ValueError, RecursionError):  # a key is given twice: said below, with its path
            pass
        try:
            return self._problems_of(value, is_long=len(line) > LONG_BYTES)
        except RecursionError:
            return ["is nested too deeply"]

    def _problems_of(self, value: Any, *, is_long: bool) -> list[str]:
        if not isinstance(value, Mapping):
            return [f"is {type_name(value)}, not an object"]
        row, failures = rename_keys(self.document, value, self._spellings)
        strays = {failure.path.rpartition(".")[0] for failure in failures}
        validator = validator_of(self.document, self._good_items) if is_long else self._validator
        for error in islice(validator.iter_errors(row), PROBLEMS_A_ROW):
            failure = _worded(error, self.document)
            if error.validator != "x-one-of" or failure.path not in strays:
                failures.append(failure)
        failures += islice(_surrogates(row), PROBLEMS_A_ROW)
        if failures:
            return [f"{path} {reason}" for path, reason in _distinct(failures)][:PROBLEMS_A_ROW]
        return turn_problems(row, self.turns, self.limits.get("images"))[:PROBLEMS_A_ROW]

    def _top_level_named(self, row: Row) -> Row:
        """Rename the keys of the row itself: all that most files in snake_case need."""
        spellings = self._spellings.of(self.document)
        named = {spellings.get(key, key): item for key, item in row.items()}
        return named if len(named) == len(row) else row

    def _is_good(self, row: Any) -> bool:
        try:
            self._fits(row)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return not self._one_of or all(map(self._has_good_parts, row[self.turns["in"]]))

    def _has_good_parts(self, turn: Any) -> bool:
        return not self._one_of or all(map(self._has_one, turn["parts"]))

    def _has_one(self, part: Any) -> bool:
        if len(part) == 1:
            return bool(part.keys() <= self._one_of)
        return len(part.keys() & self._one_of) == 1

    @cached_property
    def _good_items(self) -> dict[int, Good]:
        """What tells good turns, and good parts of a turn, by the identity of their schema."""
        if "in" not in self.turns:
            return {}
        turn = self.document["properties"][self.turns["in"]]["items"]
        found = {id(turn): _both(compiled(turn), self._has_good_parts)}
        if self._one_of:
            part = turn["properties"]["parts"]["items"]
            found[id(part)] = _both(compiled(part), self._has_one)
        return found


def _both(fits: Check, holds: Good) -> Good:
    """Return what tells whether a value fits a schema, and what the compiler doesn't know holds."""

    def is_good(value: Any) -> bool:
        try:
            fits(value)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return holds(value)

    return is_good


@cache
def dataset_schema(format_name: str) -> DatasetSchema:
    """Load the schema of a format's rows, once."""
    return DatasetSchema(format_name)


# -- the schema ----------------------------------------------------------------------------------


def _resolved(node: Any, base: str) -> Any:
    """Put what a `$ref` refers to (`#/$defs/x`, `dataset_gemini#/$defs/x`) in its place.

    None of our definitions holds itself, and without references the compiled code is straight and
    an error's path in the schema is a path in the document.
    """
    if isinstance(node, list):
        return [_resolved(item, base) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "$ref" in node:
        name, _, pointer = node["$ref"].partition("#/")
        target: Any = load_schema(name or base)
        for step in pointer.split("/"):
            target = target[step]
        beside = {key: item for key, item in node.items() if key != "$ref"}
        return {**_resolved(target, name or base), **beside}
    return {key: _resolved(item, base) for key, item in node.items() if key != "$defs"}


def _data_keys(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of a part of which exactly one must be there, where the schema says so.

    The compiler doesn't know `x-one-of`.
    """
    if "pair" in document["x-turns"]:
        return frozenset()
    turn = document["properties"][document["x-turns"]["in"]]["items"]["properties"]
    groups = turn.get("parts", {}).get("items", {}).get("x-one-of", [[]])
    return frozenset(groups[0])


# -- what is wrong -------------------------------------------------------------------------------


def _worded(error: Any, document: Mapping[str, Any]) -> Failure:
    path = path_of(error.absolute_path)
    if error.validator == "x-one-of":  # set on the first of the keys; it is about them all
        keys = ", ".join(error.schema["x-one-of"][0])
        return Failure(path.rpartition(".")[0], f"has none of {keys}")
    # A row's text may be long, and private; its roles and its scores are neither.
    return Failure(path, sentence(error, document, quote=error.validator not in _PRIVATE))


def _distinct(failures: list[Failure]) -> Iterator[tuple[str, str]]:
    for failure in dict.fromkeys(failures):
        yield failure.path or "the row", failure.reason


def _has_half(line: bytes, row: Any) -> bool:
    if row_json.is_deep(line):  # walked as ever: how deep a row may be doesn't change
        return any(_surrogates(row))
    return row_json.has_half(row)


def _surrogates(value: Any, path: _Path = ()) -> Iterator[Failure]:
    """Yield halves of surrogate pairs, which no UTF-8 can carry: keys and texts."""
    if isinstance(value, str):
        if half := _HALF.search(value):
            reason = f"has half of a surrogate pair, \\u{ord(half[0]):04x}: not Unicode text"
            yield Failure(path_of(path), reason)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if _HALF.search(key):
                yield from _surrogates(key, (*path, quote_value(key)))
            yield from _surrogates(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _surrogates(item, (*path, i))
