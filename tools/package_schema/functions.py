"""A function: its arguments and its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.function_schema import FunctionSchema
from tools.package_schema.types import Owned, Spec, Types, words


def function_spec(function: FunctionSchema, types: Types) -> Spec:
    """Return a function of the package."""
    return {
        "description": function.description,
        "inputs": arguments_spec(function),
        "outputs": _result_spec(function, types),
    }


def arguments_spec(function: FunctionSchema) -> Spec:
    """Return what a function takes. A choice is a plain text there: only the words list it."""
    owned = Types().of("", {})
    return _object(function.inputs, owned)


def _result_spec(function: FunctionSchema, types: Types) -> Spec:
    """Return a result: an object, or a list of such objects in its one output."""
    [(name, part), *_] = function.outputs["properties"].items()
    result = part["items"] if function.lists else function.outputs
    title = result.get("title", function.name)
    owned = types.of(title, result["properties"])
    if not function.lists:
        return _object(result, owned)
    item = types.refer(f"Listed{title}", _object(result, owned))
    listed = {"type": "array", "items": item, **words(part)}
    return {"type": "object", "properties": {name: listed}, "required": [name]}


def _object(schema: Mapping[str, Any], owned: Owned) -> Spec:
    found: Spec = {"description": schema["description"]} if "description" in schema else {}
    found |= {
        "type": "object",
        "properties": {
            name: {**owned.of(part, output=True), **words(part)}
            for name, part in schema["properties"].items()
        },
    }
    return found | ({"required": schema["required"]} if "required" in schema else {})
