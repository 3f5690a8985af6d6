"""Writes schema/stack.schema.json: what an editor knows of `Pulumi.<stack>.yaml`.

It is made from the schemas of the resources and of the configuration, so each field stands once.
What they say in keywords of ours is said here in plain JSON Schema, and what the stack as data adds
(references, encrypted values) is allowed where the provider takes it. `make schema` runs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.resources.registry import SECTIONS

PATH: Final = Path(__file__).resolve().parents[1] / "schema" / "stack.schema.json"

# What goes over as it is; whatever else a schema says is either ours, and put in other words, or
# unknown, and must not be lost silently: see `_same`.
_SAME: Final = (
    "description",
    "default",
    "enum",
    "type",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "maxProperties",
    "required",
)
_NOT_FOR_EDITORS: Final = ("$schema", "$id", "$comment", "title", "format", "readOnly")
_TRANSLATED: Final = ("properties", "additionalProperties", "propertyNames", "items", "allOf")
_AROUND: Final = ("description", "default", "examples")
_DURATION: Final = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$"
_NUMBER: Final = r"^\s*[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*$"
_REFERENCE: Final = {"$ref": "#/$defs/reference"}
_SECRET: Final = {"$ref": "#/$defs/secret"}

Schema = dict[str, Any]


def build() -> Schema:
    """Return the schema of a whole `Pulumi.<stack>.yaml`."""
    resources = {section: entry.schema for section, entry in SECTIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pulumi-google-tuning.dev/schema/stack.schema.json",
        "$comment": "Made by tools/stack_schema.py from the other schemas: change those.",
        "title": "A Pulumi stack's configuration, with google-tuning",
        "type": "object",
        "properties": {
            "config": {
                "description": "The stack's configuration; keys of other packages are theirs.",
                "type": ["object", "null"],
                "properties": _configuration(resources),
                "patternProperties": {_other_keys(): False},
            }
        },
        "$defs": {
            "reference": {
                "description": "Another resource's output: `${tunedModels.NAME.name}`.",
                "type": "string",
                "pattern": r"\$\{",
            },
            "secret": {
                "description": "A secret value, as `pulumi config set --secret` writes it.",
                "type": "object",
                "required": ["secure"],
                "properties": {"secure": {"description": "Encrypted.", "type": "string"}},
                "additionalProperties": False,
            },
            **{one.title: _resource(one) for one in resources.values()},
        },
    }


def _other_keys() -> str:
    return rf"^google-tuning:(?!({'|'.join(load_schema('config')['properties'])})$)"


def _configuration(resources: Mapping[str, ResourceSchema]) -> Schema:
    found = {}
    for name, part in load_schema("config")["properties"].items():
        if name != "resources":
            found[f"google-tuning:{name}"] = _setting(part)
            continue
        sections = {
            section: {
                "description": SECTIONS[section].section_description,
                "type": ["object", "null"],
                "propertyNames": {"minLength": 1},
                "additionalProperties": {"$ref": f"#/$defs/{resource.title}"},
            }
            for section, resource in resources.items()
        }
        found[f"google-tuning:{name}"] = {
            "description": part["description"],
            "type": ["object", "null"],
            "properties": sections,
            # The whole may be a secret; a pattern isn't offered as a key of its own.
            "patternProperties": {"^secure$": {"type": "string"}},
            "additionalProperties": False,
        }
    return found


def _setting(part: Mapping[str, Any]) -> Schema:
    """Translate a key of the configuration: Pulumi stores numbers as text, and text may be one."""
    plain = _same(part)
    choices = [plain, _SECRET]
    if part.get("type") == "number":
        choices.insert(1, {"type": "string", "pattern": _NUMBER})
    elif part.get("type") == "string":
        choices.insert(1, {"type": "integer"})
    return _one_of(plain, choices)


def _resource(resource: ResourceSchema) -> Schema:
    versions = resource.document["properties"].get("apiVersion", {})
    found = _object(resource.document)
    found["title"] = resource.title
    found["allOf"] = [
        *found.get("allOf", []),
        *_of_versions(resource.document, versions),
    ]
    return {key: value for key, value in found.items() if value != []}


def _field(part: Mapping[str, Any]) -> Schema:
    """Translate what a field takes."""
    if "x-data" in part or "x-dataset" in part:
        return _data(part)
    if part.get("type") == "object":
        return _object(part)
    if part.get("type") == "array":
        return {**_same(part), "items": _field(part["items"])}
    return _scalar(part)


def _object(part: Mapping[str, Any]) -> Schema:
    found = _same(part)
    if "propertyNames" in part:
        found["propertyNames"] = _same(part["propertyNames"])
    if "properties" in part:
        inputs = {name: one for name, one in part["properties"].items() if not one.get("readOnly")}
        found["properties"] = {name: _field(one) for name, one in inputs.items()}
    others = part.get("additionalProperties")
    if others is not None:
        found["additionalProperties"] = _field(others) if isinstance(others, Mapping) else others
    conditions = [
        {key: _condition(one) for key, one in condition.items()}
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


def _scalar(part: Mapping[str, Any]) -> Schema:
    plain = _same(part)
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
        choices.append(_REFERENCE)
    choices.append(_SECRET)
    if "x-example" in part:
        plain["examples"] = [part["x-example"]]
    return _one_of(plain, choices)


def _data(part: Mapping[str, Any]) -> Schema:
    return {
        "description": part["description"],
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": _row(part), "minItems": 1},
            _SECRET,
        ],
    }


def _row(part: Mapping[str, Any]) -> Schema:
    """Translate a row: an object, or a pair; a dataset's forms are checked in the preview."""
    if "x-data" not in part:
        return {"type": "object"}
    row = load_schema(part["x-data"])
    texts: Schema = {}
    for name, one in row["properties"].items():
        for spelling in (name, *one.get("x-aliases", [])):
            texts[spelling] = _one_of(_same(one), [_same(one), _SECRET])
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
        "items": {"anyOf": [{"type": "string"}, _SECRET]},
        "minItems": len(row["required"]),
        "maxItems": len(row["required"]),
    }
    return {"anyOf": [whole, pair]}


def _of_versions(document: Mapping[str, Any], versions: Mapping[str, Any]) -> list[Schema]:
    """Forbid, for each API version, the fields that only others have."""
    found = []
    for version in versions.get("enum", []):
        forbidden = _forbidden(document, version)
        if forbidden:
            condition: Schema = {"properties": {"apiVersion": {"const": version}}}
            if version != versions.get("default"):
                condition["required"] = ["apiVersion"]
            found.append({"if": condition, "then": forbidden})
    return found


def _forbidden(part: Mapping[str, Any], version: str) -> Schema:
    found: Schema = {}
    for name, one in part.get("properties", {}).items():
        if version not in one.get("x-versions", [version]):
            found[name] = False
        elif not one.get("readOnly"):
            inside = _forbidden(one, version)
            if inside:
                found[name] = inside
    return {"properties": found} if found else {}


def _one_of(plain: Schema, choices: list[Schema]) -> Schema:
    """Describe a value once, around its possible forms: editors show it from there."""
    around: Schema = {key: plain[key] for key in _AROUND if key in plain}
    inner = [{key: v for key, v in one.items() if key not in _AROUND} for one in choices]
    return {**around, "anyOf": inner}


def _condition(part: Any) -> Any:
    """Copy an `if` or a `then`, without keywords of ours."""
    if isinstance(part, Mapping):
        return {k: _condition(one) for k, one in part.items() if not k.startswith("x-")}
    return part


def _same(part: Mapping[str, Any]) -> Schema:
    unknown = [
        key
        for key in part
        if key not in (*_SAME, *_NOT_FOR_EDITORS, *_TRANSLATED) and not key.startswith("x-")
    ]
    if unknown:
        raise ValueError(f"tools/stack_schema.py doesn't know what to do with {unknown}")
    return {key: value for key, value in part.items() if key in _SAME}


def text() -> str:
    """Return the file's text."""
    return json.dumps(build(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
    print(f"wrote {PATH.name}")
