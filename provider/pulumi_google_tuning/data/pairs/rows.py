"""One row of a TunedModel's examples: its keys' spellings, its limits, its canonical form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

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


class RowSchema:
    """The schema of a row; compiled once, since there may be tens of thousands of rows."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._spellings = spellings_of(document["properties"])
        self.names: tuple[str, ...] = tuple(document["properties"])
        self.required: tuple[str, ...] = tuple(document.get("required", ()))
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
        if pairs and isinstance(value, (list, tuple)):
            if len(value) != len(self.names):
                pair = ", ".join(self.names)
                return None, [f"is a list of {len(value)}, not a pair [{pair}]"]
            value = dict(zip(self.names, value, strict=True))
        if not isinstance(value, Mapping):
            return None, [f"is {type_name(value)}, not an object"]
        row, spelled, failures = self._named(value)
        refused = [] if fits(self._document, row) else self._failures(row, spelled)
        if failures or refused:
            return None, list(map(str, failures + refused))
        line, problem = _line(row, spelled)
        return line, [] if problem is None else [problem]

    @cached_property
    def _validator(self) -> Any:
        # jsonschema takes time to import: only for what may be wrong.
        from pulumi_google_tuning.fields.validation import Validator  # noqa: PLC0415

        return Validator(self._document)

    def _named(
        self, value: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str], list[Failure]]:
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


def _line(row: dict[str, Any], spelled: Mapping[str, str]) -> tuple[bytes | None, str | None]:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    try:
        return text.encode(), None
    except UnicodeEncodeError:
        return None, "; ".join(
            f"{spelled[name]} has half of a surrogate pair, \\u{ord(character):04x}, as its "
            f"character {i + 1:,}: not Unicode text"
            for name, item in row.items()
            for i, character in list(enumerate(item))
            if "\ud800" <= character <= "\udfff"
        )
