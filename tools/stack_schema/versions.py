"""Which fields an API version has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.stack_schema.keywords import Schema


def forbid_by_version(document: Mapping[str, Any], versions: Mapping[str, Any]) -> list[Schema]:
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
    if isinstance(part.get("items"), Mapping):
        inside = _forbidden(part["items"], version)
        return {"items": inside} if inside else {}
    found: Schema = {}
    for name, one in part.get("properties", {}).items():
        if version not in one.get("x-versions", [version]):
            found[name] = False
        elif not one.get("readOnly"):
            inside = _forbidden(one, version)
            if inside:
                found[name] = inside
    return {"properties": found} if found else {}
