"""Writes schema/package.json: what every Pulumi language knows of the native plugin's package.

It is made from the schemas of the resources, the configuration and the functions: each field is
written once. The plugin answers GetSchema with this file, Pulumi's generators make the SDKs of it,
and Pulumi YAML checks a program against it. `make schema` runs it.

Source: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/. Three rules are
no matter of taste, as each was seen to cost a training or to break a language:

- `willReplaceOnChanges`, never `replaceOnChanges`: the SDKs send the second to the engine, which
  then replaces whatever the provider's diff says.
- No `default`: the SDKs would send it, and a stack that is migrated would show patches.
- No list in a union: Pulumi's Python SDK fails on it (fields/row_lists.py: what is done instead).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.resources.registry import RESOURCES
from tools.package_schema.functions import function_spec
from tools.package_schema.languages import languages
from tools.package_schema.project import Project
from tools.package_schema.provider import configuration_spec, provider_spec
from tools.package_schema.resources import resource_spec
from tools.package_schema.types import Types, token

PATH: Final = Path(__file__).resolve().parents[2] / "schema" / "package.json"

__all__ = ["PATH", "build", "text"]


def text() -> str:
    """Return the file's text."""
    return json.dumps(build(), indent=2, ensure_ascii=False) + "\n"


def build() -> dict[str, Any]:
    """Return the schema of the whole package."""
    project = Project.read()
    types = Types()
    resources = {token(one.title): resource_spec(one, types) for one in RESOURCES}
    found = {token(name): function_spec(one, types) for name, one in function_schemas().items()}
    return {
        **project.about(),
        "language": languages(project),
        "config": configuration_spec(),
        "types": types.specs(),
        "provider": provider_spec(),
        "resources": resources,
        "functions": found,
    }
