"""Writes schema/stack.schema.json: what an editor knows of `Pulumi.<stack>.yaml`.

It is made from the schemas of the resources and the configuration: each field is written once.
What they say in keywords of ours is said here in plain JSON Schema, and what the stack as data adds
(references, encrypted values) is allowed where the provider takes it. `make schema` runs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.resources.registry import SECTIONS
from tools.shared_parts import shared_parts
from tools.stack_schema.fields import translate_object, translate_options, translate_setting
from tools.stack_schema.keywords import Schema
from tools.stack_schema.versions import forbid_by_version

PATH: Final = Path(__file__).resolve().parents[2] / "schema" / "stack.schema.json"


def text() -> str:
    """Return the file's text."""
    return json.dumps(build(), indent=2, ensure_ascii=False) + "\n"


def build() -> Schema:
    """Return the schema of a whole `Pulumi.<stack>.yaml`."""
    resources = {section: entry.schema for section, entry in SECTIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pulumi-google-tuning.dev/schema/stack.schema.json",
        "$comment": "Made by tools/stack_schema from the other schemas: change those.",
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
            "options": translate_options(load_schema("options")),
            **{one.title: _resource(one) for one in resources.values()},
            **{
                name: translate_object(part)
                for one in resources.values()
                for name, part in sorted(shared_parts(one.document).items())
            },
        },
    }


def _other_keys() -> str:
    return rf"^google-tuning:(?!({'|'.join(load_schema('config')['properties'])})$)"


def _configuration(resources: Mapping[str, ResourceSchema]) -> Schema:
    found = {}
    for name, part in load_schema("config")["properties"].items():
        if not part.get("x-stack-data"):
            found[f"google-tuning:{name}"] = translate_setting(part)
            continue
        sections = {
            section: {
                "description": SECTIONS[section].section_description,
                "type": "object",
                "propertyNames": {"minLength": 1},
                "additionalProperties": {"$ref": f"#/$defs/{resource.title}"},
            }
            for section, resource in resources.items()
        }
        found[f"google-tuning:{name}"] = {
            "description": part["description"],
            "type": "object",
            "properties": sections,
            # The whole may be a secret; a pattern isn't offered as a key of its own.
            "patternProperties": {"^secure$": {"type": "string"}},
            "additionalProperties": False,
        }
    return found


def _resource(resource: ResourceSchema) -> Schema:
    versions = resource.document["properties"].get("apiVersion", {})
    found = translate_object(resource.document)
    found["title"] = resource.title
    found["properties"]["options"] = {"$ref": "#/$defs/options"}
    found["allOf"] = [
        *found.get("allOf", []),
        *forbid_by_version(resource.document, versions),
    ]
    return {key: value for key, value in found.items() if value != []}
