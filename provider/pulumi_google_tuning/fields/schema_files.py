"""The JSON Schemas, read once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pulumi_google_tuning.fields.packaged import packaged


def schema_path(name: str) -> Path:
    """Return the file of `name`: "config", or a whole file name such as "catalogue.json".

    Raises FileNotFoundError, which names both places, when the installation is incomplete.
    """
    file_name = name if name.endswith(".json") else f"{name}.schema.json"
    return packaged(f"schema/{file_name}")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Read `name` (as in `schema_path`) once a process; the answer is shared, don't change it."""
    loaded: dict[str, Any] = json.loads(schema_path(name).read_text(encoding="utf-8"))
    return loaded


@cache
def load_resolved(name: str) -> dict[str, Any]:
    """Read a schema with what its `$ref`s name (`evaluation#/$defs/Metric`) in their place.

    Each definition is one object wherever it is used, and none holds itself.
    """
    found: dict[str, Any] = _resolved(load_schema(name), name)
    return found


def _resolved(node: Any, base: str) -> Any:
    if isinstance(node, list):
        return [_resolved(item, base) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "$ref" in node:
        beside = {key: item for key, item in node.items() if key != "$ref"}
        name, _, pointer = node["$ref"].partition("#")
        return {**_definition(name or base, pointer), **beside}
    return {key: _resolved(item, base) for key, item in node.items() if key != "$defs"}


@cache
def _definition(name: str, pointer: str) -> Mapping[str, Any]:
    target: Any = load_schema(name)
    for step in pointer.strip("/").split("/"):
        target = target[step]
    found: Mapping[str, Any] = _resolved(target, name)
    return found
