"""One row of a TunedModel's examples: its keys' spellings, its limits, its canonical form."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from pulumi_google_tuning.data.json_text import JsonObject
from pulumi_google_tuning.fields.fitting import fits
from pulumi_google_tuning.fields.messages import (
    Failure,
    given_twice,
    path_of,
    sentence,
    type_name,
    unknown_key,
)
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import snake, spellings_of

_LEARNT: Final = "output"
# Users' states hold a digest of the one and hashes of the other: neither form can change.
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SKETCHED: Final = json.JSONEncoder(sort_keys=True)


class Fitting(NamedTuple):
    """A good row."""

    line: bytes
    """Its canonical form, with the line feed."""
    given: bytes
    """What the model is given, and below what it learns: the two parts of a sketch's row."""
    wanted: bytes


class RowSchema:
    """The schema of a row; compiled once, since there may be tens of thousands of rows."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._spellings = spellings_of(document["properties"])
        self.names: tuple[str, ...] = tuple(document["properties"])
        self._as_named = dict(zip(self.names, self.names, strict=True))
        self.required: tuple[str, ...] = tuple(document.get("required", ()))
        self._lengths = _lengths(document)
        limit = document.get("x-max-request-bytes")
        self.max_request_bytes: int | None = limit

    def name_of(self, key: str) -> str | None:
        """Return the field that a key or a column spells; None when it is none."""
        return self._spellings.get(key)

    def unknown_field(self, name: str) -> Failure:
        """Return the failure of a key, or of a column, that is none of the fields."""
        return Failure(path_of([name]), unknown_key(name, self.names, snake))

    def read(self, value: Any, *, pairs: bool = False) -> tuple[bytes | None, list[str]]:
        """Return the canonical line, or problems. With `pairs`, `[input, output]` is one."""
        fitting, problems = self.fit(value, pairs=pairs)
        return fitting.line if fitting else None, problems

    def fit(
        self, value: Any, *, pairs: bool = False, many: bool = False
    ) -> tuple[Fitting | None, list[str]]:
        """Return a good row, or problems. With `pairs`, `[input, output]` is one.

        `many`: it is one of so many that compiling the schema pays.
        """
        if pairs and isinstance(value, (list, tuple)):
            if len(value) != len(self.names):
                pair = ", ".join(self.names)
                return None, [f"is a list of {len(value)}, not a pair [{pair}]"]
            value = dict(zip(self.names, value, strict=True))
        if not isinstance(value, Mapping):
            return None, [f"is {type_name(value)}, not an object"]
        row, spelled, failures = self._named(value)
        if not failures and self._is_good(row, many=many):
            return _fitting(row, spelled)
        return None, list(map(str, failures + self._failures(row, spelled)))

    def _is_good(self, row: dict[str, Any], *, many: bool) -> bool:
        """Return whether a row is valid; what isn't certain to be, jsonschema decides and words."""
        if self._lengths and row.keys() == self._lengths.keys():
            texts = zip(row.values(), map(self._lengths.__getitem__, row), strict=True)
            if all(type(text) is str and len(text) in length for text, length in texts):
                return True
        certain = self._compiled(row) if many else fits(self._document, row)
        return certain or bool(self._validator.is_valid(row))

    @cached_property
    def _compiled(self) -> Callable[[dict[str, Any]], bool]:
        # It takes time to import, and an eighth of the other's time with each row.
        import fastjsonschema  # noqa: PLC0415

        check = fastjsonschema.compile(
            _compilable(self._document), use_default=False, detailed_exceptions=False
        )

        def is_valid(row: dict[str, Any]) -> bool:
            try:
                check(row)
            except fastjsonschema.JsonSchemaValueException:
                return False
            return True

        return is_valid

    @cached_property
    def _validator(self) -> Any:
        # jsonschema takes time to import: only for what may be wrong.
        from pulumi_google_tuning.fields.validation import Validator  # noqa: PLC0415

        return Validator(self._document)

    def _named(
        self, value: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Mapping[str, str], list[Failure]]:
        usual = isinstance(value, dict) and value.keys() == self._as_named.keys()
        if usual and not getattr(value, "repeated", ()):
            return dict(value), self._as_named, []
        row: dict[str, Any] = {}
        spelled: dict[str, str] = {}
        failures = [
            Failure(path_of([key]), "appears twice")
            for key in (value.repeated if isinstance(value, JsonObject) else ())
        ]
        for key, item in value.items():
            name = self._spellings.get(key)
            if name is None:
                failures.append(self.unknown_field(str(key)))
            elif name in row:
                failures.append(Failure(name, given_twice(spelled[name], key)))
            else:
                row[name], spelled[name] = item, key
        return row, spelled, failures

    def _failures(self, row: dict[str, Any], spelled: Mapping[str, str]) -> list[Failure]:
        """Return what the schema refuses, each under the key that the row has for it."""
        failures = []
        for error in self._validator.iter_errors(row):
            name = str(error.absolute_path[0]) if error.absolute_path else "the row"
            reason = sentence(error, self._document, quote=False)
            failures.append(Failure(spelled.get(name, name), reason))
        return failures


@cache
def row_schema(name: str) -> RowSchema:
    """Load and compile the schema of a row, once."""
    return RowSchema(load_schema(name))


def _lengths(document: Mapping[str, Any]) -> dict[str, range]:
    """Return how long each text of a row may be; {} where the schema asks for more than that."""
    of_row = {"type", "additionalProperties", "required", "properties"}
    of_text = {"type", "minLength", "maxLength"}
    properties = document["properties"]
    if not _asks_only(document, of_row) or document.get("type") != "object":
        return {}
    for part in properties.values():
        if not _asks_only(part, of_text) or part.get("type") != "string":
            return {}
    return {
        name: range(part.get("minLength", 0), part.get("maxLength", sys.maxsize - 1) + 1)
        for name, part in properties.items()
    }


def _asks_only(schema: Mapping[str, Any], keywords: set[str]) -> bool:
    silent = ("$", "x-", "description", "title")
    return all(name in keywords or name.startswith(silent) for name in schema)


def _compilable(schema: Any) -> Any:
    """Return a schema without what the compiler reads in another way, or has no use for."""
    if isinstance(schema, Mapping):
        kept = {name: part for name, part in schema.items() if not name.startswith(("$", "x-"))}
        return {name: _compilable(part) for name, part in kept.items() if name != "description"}
    return [_compilable(part) for part in schema] if isinstance(schema, list) else schema


def _fitting(row: dict[str, Any], spelled: Mapping[str, str]) -> tuple[Fitting | None, list[str]]:
    given = {name: item for name, item in row.items() if name != _LEARNT}
    try:
        line = _CANONICAL.encode(row).encode() + b"\n"
    except UnicodeEncodeError:
        return None, [_half_pairs(row, spelled)]
    wanted = str(row.get(_LEARNT, ""))
    return Fitting(line, _SKETCHED.encode(given).encode(), wanted.encode()), []


def _half_pairs(row: Mapping[str, Any], spelled: Mapping[str, str]) -> str:
    return "; ".join(
        f"{spelled[name]} has half of a surrogate pair, \\u{ord(character):04x}, as its "
        f"character {i + 1:,}: not Unicode text"
        for name, item in row.items()
        for i, character in list(enumerate(item))
        if "\ud800" <= character <= "\udfff"
    )
