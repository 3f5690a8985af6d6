"""Inputs made from a schema: a whole example of each resource, and every place inside it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.schema_files import load_schema

Path = tuple[str | int, ...]

ROW = {
    "contents": [
        {"role": "user", "parts": [{"text": "seven"}]},
        {"role": "model", "parts": [{"text": "eight"}]},
    ]
}
# Values that a schema's pattern or limits don't tell a generator.
_OWN = {
    "source": [ROW, ROW],
    "bucket": "my-bucket",
    "readerProjectNumbers": ["123456789"],
    "tunedModelId": "numbers",
    "outputUri": "gs://bucket/out",
    "veoDataMixtureRatio": 0.5,
}
_FREE = "any"


def whole(schema: ResourceSchema) -> dict[str, Any]:
    """Return an example of each of a resource's inputs, those that exclude each other too."""
    return {field.name: _example(field.name, field.schema) for field in schema.inputs}


def places(schema: ResourceSchema) -> Iterator[Path]:
    """Yield the path of every input and of everything inside one, at every depth.

    What several parts share, as all autoraters their settings, is gone into once: a path each way
    would be thousands.
    """
    seen: set[str] = set()
    parts = schema.document["properties"]
    for name, value in whole(schema).items():
        yield from _inside((name,), value, parts[name], seen)


def alone(schema: ResourceSchema, path: Path) -> dict[str, Any]:
    """Return the example without what the steps of a path exclude, at every depth."""
    found: dict[str, Any] = _without_excluded(schema.document, whole(schema), path)
    return found


def _without_excluded(schema: Mapping[str, Any], value: Any, path: Path) -> Any:
    step, rest = (path[0], path[1:]) if path else (None, ())
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            _without_excluded(items, item, rest if i == step else ())
            for i, item in enumerate(value)
        ]
    if not isinstance(value, Mapping):
        return value
    found = dict(value)
    for group in schema.get("x-exclusive", []):
        kept = step if step in group else next((name for name in group if name in found), None)
        for name in group:
            if name != kept:
                found.pop(name, None)
    parts, others = schema.get("properties", {}), schema.get("additionalProperties")
    other = others if isinstance(others, Mapping) else {}
    return {
        key: _without_excluded(parts.get(key, other), item, rest if key == step else ())
        for key, item in found.items()
    }


def put(values: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a copy with a value at a path."""
    found: Any = copy.deepcopy(dict(values))
    at = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return dict(found)


def _inside(path: Path, value: Any, schema: Mapping[str, Any], seen: set[str]) -> Iterator[Path]:
    yield path
    if isinstance(value, Mapping):
        shape = json.dumps(schema.get("properties"), sort_keys=True)
        if "properties" in schema and shape in seen:
            return
        seen.add(shape)
        parts, other = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            part = parts.get(key, other)
            yield from _inside((*path, key), item, part if isinstance(part, Mapping) else {}, seen)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _inside((*path, number), item, schema.get("items", {}), seen)


def _example(name: str, schema: Mapping[str, Any]) -> Any:
    if name in _OWN:
        return _OWN[name]
    if "x-data" in schema:
        row = load_schema(schema["x-data"])["properties"]
        return [dict.fromkeys(row, "1"), list(dict.fromkeys(row, "2").values())]
    if "enum" in schema:
        # Of two versions of Vertex AI's API the later one knows all fields.
        return "v1beta1" if "v1beta1" in schema["enum"] else schema["enum"][0]
    if "x-example" in schema:
        return schema["x-example"]
    kind = schema.get("type")
    if kind == "object":
        return _example_object(schema)
    if kind == "array":
        return [_example(name, schema.get("items", {}))] * max(1, schema.get("minItems", 1))
    plain = {"integer": schema.get("minimum", 1), "number": schema.get("maximum", 1)}
    return {**plain, "boolean": True}.get(str(kind), "x")


def _example_object(schema: Mapping[str, Any]) -> dict[str, Any]:
    parts = schema.get("properties")
    if parts is not None:
        return {key: _example(key, part) for key, part in parts.items()}
    rest = schema.get("additionalProperties")
    return {_FREE: _example(_FREE, rest) if isinstance(rest, Mapping) else "x"}
