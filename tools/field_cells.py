"""A field in a table of the documentation: its type, and what it is in one cell."""

from __future__ import annotations

from collections.abc import Mapping

from tools.field_text import Schema, describe

_TYPES = {"integer": "whole number", "boolean": "true or false", "array": "list", "object": "map"}


def type_in_words(schema: Schema) -> str:
    """Return a field's type for one table cell."""
    if "x-data" in schema:
        return "path, `FileAsset` or list"
    if "x-dataset" in schema:
        return "path, `FileAsset` or list of rows"
    if "enum" in schema:
        return "<br>".join(f"`{value}`" for value in schema["enum"])
    if "x-shared" in schema:
        return _link(schema)
    kind = schema.get("type", "any")
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping) and "x-shared" in others:
        return f"map of {_link(others)}"
    if kind == "array":
        return f"list of {_plural(schema.get('items', {}))}"
    return " or ".join(_TYPES.get(one, one) for one in ([kind] if isinstance(kind, str) else kind))


def _link(schema: Schema) -> str:
    name = schema["x-shared"]
    return f"map: [{name}](#{name.lower()})"


def _plural(items: Schema) -> str:
    if "x-shared" in items:
        return f"maps: [{items['x-shared']}](#{items['x-shared'].lower()})"
    kind = items.get("type", "values")
    plural = {"string": "strings", "object": "maps", "integer": "whole numbers"}
    return plural.get(kind, f"{kind}s") if isinstance(kind, str) else "values"


def cell(schema: Schema) -> str:
    """Describe a field in one table cell."""
    return describe(schema).replace("|", "\\|")
