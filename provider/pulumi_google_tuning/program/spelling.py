"""A program's spelling and the state's: snake_case in Python, the schema's camelCase beyond it.

Both go by the schema, at every depth. What the schema doesn't name is the user's own word (a
label, a row of data, a part of Google's that is taken as it is) and never changed.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.spelling import snake, spellings_of
from pulumi_google_tuning.program.outputs import shallow
from pulumi_google_tuning.program.parts import Parts


class OwnWord(str):
    """A key that is right as it is: the SDK would translate every key that it knows at the top."""

    __slots__ = ()


def to_schema(schema: Mapping[str, Any], value: Any, what: str = "an input") -> Any:
    """Spell the keys of an input as the schema does; Outputs inside it stay Outputs.

    `what` says whose input it is, for an Output whose value turns out to be nested too deeply.
    """
    if isinstance(value, pulumi.Output):
        return shallow(value, what).apply(lambda known: to_schema(schema, known, what))
    if inspect.isawaitable(value):
        return to_schema(schema, pulumi.Output.from_input(value), what)
    if isinstance(value, Mapping):
        parts: Mapping[str, Any] = {} if _is_data(schema) else schema.get("properties", {})
        other = _other(schema)
        spellings = spellings_of(parts)
        found: dict[Any, Any] = {}
        for key, item in value.items():
            name: Any = spellings.get(key, key)
            # Given in two spellings: both are passed on, and the check says so.
            name = key if name in found or (name != key and name in value) else name
            found[OwnWord(name) if isinstance(name, str) else name] = to_schema(
                parts.get(name, other), item, what
            )
        return found
    if isinstance(value, list | tuple):
        items: Mapping[str, Any] = {} if _is_data(schema) else schema.get("items", {})
        return [to_schema(items, item, what) for item in value]
    return value


def to_python(schema: Mapping[str, Any], value: Any) -> Any:
    """Spell the keys of an output as Python does, and make whole what the schema calls integer.

    The engine knows no integers, and Google sends an int64 as text.
    """
    if value is None and schema.get("x-always"):
        value = {}
    if isinstance(value, Mapping):
        parts = schema.get("properties", {})
        spellings = spellings_of(parts)
        # What Google leaves out can be asked for all the same: the state has no nulls.
        absent = {snake(key): None for key in parts} if schema.get("x-always") else {}
        shown = absent | {
            snake(spellings[key]) if key in spellings else key: to_python(
                parts.get(spellings.get(key, key), _other(schema)), item
            )
            for key, item in value.items()
        }
        return Parts(shown, frozenset(map(snake, parts))) if parts else shown
    if isinstance(value, list | tuple):
        return [to_python(schema.get("items", {}), item) for item in value]
    if schema.get("type") == "integer":
        number = number_of(value)
        return value if number is None else number
    return value


def _other(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of the values in a map whose keys are the user's own."""
    others = schema.get("additionalProperties")
    return others if isinstance(others, Mapping) and not _is_data(schema) else {}


def has_parts(schema: Mapping[str, Any]) -> bool:
    """Return whether a field's value has keys or integers of its own."""
    return schema.get("type") in ("object", "array", "integer")


def _is_data(schema: Mapping[str, Any]) -> bool:
    return "x-data" in schema or "x-dataset" in schema
