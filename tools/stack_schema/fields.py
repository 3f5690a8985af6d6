"""What each field takes, in plain JSON Schema: values, references to outputs, secrets, data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.schema_files import load_schema
from tools.stack_schema.keywords import Schema, copy_condition, copy_known, describe_once

_DURATION: Final = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$"
_NUMBER: Final = r"^\s*[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*$"
REFERENCE: Final = {"$ref": "#/$defs/reference"}
SECRET: Final = {"$ref": "#/$defs/secret"}


def translate_setting(part: Mapping[str, Any]) -> Schema:
    """Translate a key of the configuration: Pulumi stores numbers as text, and text may be one."""
    plain = copy_known(part)
    choices = [plain, SECRET]
    if part.get("type") == "number":
        choices.insert(1, {"type": "string", "pattern": _NUMBER})
    elif part.get("type") == "string":
        choices.insert(1, {"type": "integer"})
    return describe_once(plain, choices)


def translate_field(part: Mapping[str, Any]) -> Schema:
    """Translate what a field takes."""
    if "x-data" in part or "x-dataset" in part:
        return _translate_data(part)
    if "x-shared" in part:
        around = {"description": part["description"]} if "description" in part else {}
        return {**around, "$ref": f"#/$defs/{part['x-shared']}"}
    if part.get("type") == "object":
        return translate_object(part)
    if part.get("type") == "array":
        return {**copy_known(part), "items": translate_field(part["items"])}
    return _translate_scalar(part)


def translate_object(part: Mapping[str, Any]) -> Schema:
    """Translate a map: its inputs, and which of them go together."""
    found = copy_known(part)
    if "propertyNames" in part:
        found["propertyNames"] = copy_known(part["propertyNames"])
    if "properties" in part:
        inputs = {name: one for name, one in part["properties"].items() if not one.get("readOnly")}
        found["properties"] = {name: translate_field(one) for name, one in inputs.items()}
    others = part.get("additionalProperties")
    if others is not None:
        found["additionalProperties"] = (
            translate_field(others) if isinstance(others, Mapping) else others
        )
    conditions = [
        {key: copy_condition(one) for key, one in condition.items()}
        for condition in part.get("allOf", [])
    ]
    for group in part.get("x-exclusive", []):
        conditions += [
            {
                "if": {"required": [name]},
                "then": {"properties": dict.fromkeys(group[i + 1 :], False)},
            }
            for i, name in enumerate(group[:-1])
        ]
    for group in part.get("x-one-of", []):
        conditions.append({"anyOf": [{"required": [name]} for name in group]})
    if conditions:
        found["allOf"] = conditions
    return found


def translate_options(part: Mapping[str, Any]) -> Schema:
    """Translate the options: plain values, since Pulumi takes neither outputs nor secrets there."""
    found = copy_known(part)
    if part.get("x-duration"):
        found["pattern"] = _DURATION
    if "items" in part:
        found["items"] = translate_options(part["items"])
    if "properties" in part:
        found["additionalProperties"] = False
        found["properties"] = {
            name: translate_options(one) for name, one in part["properties"].items()
        }
    return found


def _translate_scalar(part: Mapping[str, Any]) -> Schema:
    plain = copy_known(part)
    prefix = part.get("x-prefix")
    if prefix:
        # The provider adds it to a name that has none.
        pattern = str(part["pattern"])
        if not pattern.startswith(f"^{prefix}"):
            raise ValueError(f"{pattern}: expected it to start with its x-prefix, {prefix}")
        plain["pattern"] = pattern.replace(f"^{prefix}", f"^({prefix})?", 1)
    if part.get("x-duration"):
        plain["pattern"] = _DURATION
    choices: list[Schema] = [plain]
    if part.get("x-number"):
        choices.append({"type": "integer"})
    if part.get("type") != "string" or {"pattern", "maxLength"} & set(plain):
        choices.append(REFERENCE)
    choices.append(SECRET)
    if "x-example" in part:
        plain["examples"] = [part["x-example"]]
    return describe_once(plain, choices)


def _translate_data(part: Mapping[str, Any]) -> Schema:
    return {
        "description": part["description"],
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": _translate_row(part), "minItems": 1},
            SECRET,
        ],
    }


def _translate_row(part: Mapping[str, Any]) -> Schema:
    """Translate a row: an object, or a pair; a dataset's forms are checked in the preview."""
    if "x-data" not in part:
        return {"type": "object"}
    row = load_schema(part["x-data"])
    texts: Schema = {}
    for name, one in row["properties"].items():
        for spelling in (name, *one.get("x-aliases", [])):
            texts[spelling] = describe_once(copy_known(one), [copy_known(one), SECRET])
    wanted = [
        {
            "anyOf": [
                {"required": [s]} for s in (name, *row["properties"][name].get("x-aliases", []))
            ]
        }
        for name in row["required"]
    ]
    whole = {
        "type": "object",
        "properties": texts,
        "additionalProperties": False,
        "allOf": wanted,
    }
    pair = {
        "type": "array",
        "items": {"anyOf": [{"type": "string"}, SECRET]},
        "minItems": len(row["required"]),
        "maxItems": len(row["required"]),
    }
    return {"anyOf": [whole, pair]}
