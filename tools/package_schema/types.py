"""The package's types: a token for each nested map and each choice, and how a field refers to one.

Every type begins with the name of its resource, so that a new resource renames none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.doors.shared.tokens import native_token_of
from pulumi_google_tuning.fields.schema_files import load_schema
from tools.field_text import Schema, describe, together
from tools.typed_forms.nested import Nested, has_keys

_ANY: Final = {"$ref": "pulumi.json#/Any"}
_ASSET: Final = {"$ref": "pulumi.json#/Asset"}
_TEXT: Final = {"type": "string"}
Spec = dict[str, Any]


def token(name: str) -> str:
    """Return the token of a resource, a function or a type: `google-tuning:index:TunedModel`."""
    return native_token_of(name)


def words(schema: Schema) -> dict[str, str]:
    """Return a description, where there is one: what a thing is, and its limits."""
    found = " ".join(describe(schema).split())
    return {"description": found} if found else {}


class Types:
    """The types that were referred to so far, by their names."""

    def __init__(self) -> None:
        self._specs: dict[str, Spec] = {}

    def specs(self) -> dict[str, Spec]:
        """Return all types, by token."""
        return {token(name): self._specs[name] for name in sorted(self._specs)}

    def of(self, title: str, fields: Mapping[str, Schema]) -> Owned:
        """Return how the fields of a resource, or of a function's result, refer to types."""
        return Owned(self, title, Nested.of(fields))

    def refer(self, name: str, spec: Spec) -> Spec:
        """Keep a type and return a reference to it. Raises ValueError where a name has two."""
        if self._specs.setdefault(name, spec) != spec:
            raise ValueError(f"two types are called {name}: give one an x-type")
        return {"$ref": f"#/types/{token(name)}"}

    def row(self, schema_name: str) -> Spec:
        """Return a reference to the type of a row of training data."""
        row = load_schema(schema_name)
        properties = {name: {**_TEXT, **words(part)} for name, part in row["properties"].items()}
        spec = _object(properties, row["required"], row)
        return self.refer(row["title"], spec)


class Owned:
    """The types of one resource."""

    def __init__(self, types: Types, title: str, nested: Nested) -> None:
        self._types = types
        self._title = title
        self._nested = nested

    def of(self, schema: Schema, *, output: bool = False) -> Spec:
        """Return the type of a value; an `output` has no choices, as Google may add to them."""
        if "enum" in schema:
            return dict(_TEXT) if output else self._choice(schema)
        if has_keys(schema):
            return self._map(schema, output=output)
        inner: Any = schema.get("items", schema.get("additionalProperties"))
        known = isinstance(inner, Mapping) and bool(inner)
        kind = schema.get("type")
        if kind == "array":
            return {"type": "array", "items": self.of(inner, output=output)}
        if kind == "object":
            return {
                "type": "object",
                "additionalProperties": self.of(inner, output=output) if known else dict(_ANY),
            }
        return {"type": kind} if isinstance(kind, str) else dict(_ANY)

    def data(self, schema: Schema) -> Spec:
        """Return the type of training data as a program gives it: a path or an asset."""
        del schema
        return {"oneOf": [dict(_TEXT), dict(_ASSET)]}

    def listed(self, schema: Schema) -> Spec:
        """Return the type of the same data as a list of rows."""
        if "x-data" in schema:
            return {"type": "array", "items": self._types.row(schema["x-data"])}
        return {
            "type": "array",
            "items": {"type": "object", "additionalProperties": dict(_ANY)},
        }

    def digest(self, name: str, schema: Schema) -> Spec:
        """Return the type of training data as the state has it."""
        parts = {key: part for key, part in schema["properties"].items() if key[:2] != "__"}
        properties = {
            key: {**self.of(part, output=True), **words(part)} for key, part in parts.items()
        }
        spec = _object(properties, schema["required"], {})
        spec = {"description": "What the state has of training data.", **spec}
        return self._types.refer(f"{self._title}{name[0].upper()}{name[1:]}", spec)

    def _map(self, schema: Schema, *, output: bool) -> Spec:
        name = self._nested.name(schema)
        # Wherever it is used, its words are those of one place.
        one = self._nested.classes[name]
        properties = {
            key: {**self.of(part, output=output), **words(part)}
            for key, part in one["properties"].items()
        }
        spec = _object(properties, one.get("required", ()), one)
        return self._types.refer(f"{self._title}{name}", spec)

    def _choice(self, schema: Schema) -> Spec:
        name = f"{self._title}{self._nested.name(schema)}"
        spec = {
            "type": "string",
            "enum": [
                {"name": one, "value": value} for one, value in _constants(schema["enum"]).items()
            ],
        }
        # A text beside the choices: what Google adds can be given before this package knows it.
        return {"oneOf": [dict(_TEXT), self._types.refer(name, spec)]}


def _object(properties: Mapping[str, Spec], required: Any, schema: Schema) -> Spec:
    needed = [name for name in properties if name in required]
    found: Spec = {}
    says = " ".join([str(schema.get("description", "")), *together(schema, str)]).strip()
    if says and "x-shared" not in schema:
        found["description"] = says
    found |= {"type": "object", "properties": dict(properties)}
    return found | ({"required": needed} if needed else {})


def _constants(values: list[str]) -> dict[str, str]:
    """Return the values by the names of their constants: `ADAPTER_SIZE_ONE` is `One`."""
    parts = [[part for part in re.split(r"[^A-Za-z0-9]+", value) if part] for value in values]
    shared = 0
    while all(len(one) > shared + 1 for one in parts) and len({one[shared] for one in parts}) == 1:
        shared += 1
    names = ["".join(_capital(part) for part in one[shared:]) for one in parts]
    # A constant begins with a letter.
    names = [
        name if name[0].isalpha() else "".join(map(_capital, one))
        for name, one in zip(names, parts, strict=True)
    ]
    return dict(zip(names, values, strict=True))


def _capital(part: str) -> str:
    lower = part.lower() if part.isupper() else part
    return lower[0].upper() + lower[1:]
