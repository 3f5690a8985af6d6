"""The sections of the stack as data, and what each one declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.resources.registry import SECTIONS

KEY: Final = "google-tuning:resources"
"""The configuration key of the stack as data."""

Path = tuple[str | int, ...]
"""The keys and indexes below `google-tuning:resources`, as the user spelt them."""


def named(names: Iterable[str], key: str) -> str | None:
    """Find a key among API names, in whichever of the two spellings it is written."""
    return next((name for name in names if key in (name, snake(name))), None)


def part_at(schema: Mapping[str, Any], step: str | int) -> Mapping[str, Any] | None:
    """Return the schema of one step into a value; None where nothing is there."""
    if isinstance(step, int):
        return schema.get("items") if schema.get("type") == "array" else None
    properties = schema.get("properties", {})
    name = named(properties, step)
    if name is not None:
        found: Mapping[str, Any] = properties[name]
        return found
    others = schema.get("additionalProperties")
    return others if isinstance(others, Mapping) else None


def schema_at(path: Path) -> Mapping[str, Any]:
    """Return the schema of the value at a path; empty where no value is allowed."""
    at: Mapping[str, Any] | None = SECTIONS[str(path[0])].schema.document
    for step in path[2:]:
        at = None if at is None else part_at(at, step)
    return at or {}


def holds_data(section: str, key: str) -> bool:
    """Return whether an argument is training data: a path, or rows that are text as they are."""
    fields = SECTIONS[section].schema.fields
    name = named(fields, key)
    return name is not None and fields[name].holds_data
