"""What schema/package.json promises of a resource, held against what a state has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from pulumi_google_tuning.doors.shared.tokens import native_token_of
from pulumi_google_tuning.fields.schema_files import load_schema


def faults(title: str, outputs: Mapping[str, Any]) -> list[str]:
    """Return what is missing in a resource's outputs, what isn't in the schema, and wrong types."""
    shown = {key: value for key, value in outputs.items() if not key.startswith("__")}
    found = _document()["resources"][native_token_of(title)]
    errors = Draft202012Validator(
        {
            "types": _document()["types"],
            "type": "object",
            "properties": found["properties"],
            "required": found["required"],
            "additionalProperties": False,
        }
    ).iter_errors(shown)
    return [f"{error.json_path}: {error.message}" for error in errors]


@cache
def _document() -> Any:
    return _as_json_schema(load_schema("package.json"))


def _as_json_schema(spec: Any) -> Any:
    """Return Pulumi's types as JSON Schema: a union may be several, and Any is anything."""
    if isinstance(spec, list):
        return [_as_json_schema(one) for one in spec]
    if not isinstance(spec, Mapping):
        return spec
    if str(spec.get("$ref", "")).startswith("pulumi.json#/"):
        return {}
    if "enum" in spec and isinstance(spec["enum"], list):
        return {"enum": [one["value"] for one in spec["enum"]]}
    return {
        "anyOf" if key == "oneOf" else key: _as_json_schema(value) for key, value in spec.items()
    }
