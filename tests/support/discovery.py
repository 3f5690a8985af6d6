"""Google's discovery documents of Vertex AI: which request is one, and what its body may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient

Json = dict[str, Any]
_FOLDER = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
_PREFIX = {"v1": "GoogleCloudAiplatformV1", "v1beta1": "GoogleCloudAiplatformV1beta1"}
_INT64 = re.compile(r"-?\d+")
_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
}


@cache
def document(version: str) -> Json:
    """Load the document of `v1` or `v1beta1`."""
    text = (_FOLDER / f"aiplatform.{version}.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def schema(version: str, name: str) -> Json:
    """Return a message's schema: `TuningJob`, or a full name."""
    schemas = document(version)["schemas"]
    found: Json = schemas.get(name) or schemas[_PREFIX[version] + name]
    return found


def resolved(version: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a `$ref`."""
    return schema(version, part["$ref"]) if "$ref" in part else part


def faults(version: str, part: Mapping[str, Any], value: Any, path: str = "") -> list[str]:
    """Say everywhere that a value isn't what the document asks for: names, types, enums."""
    part = resolved(version, part)
    if isinstance(value, Mapping):
        known = part.get("properties", {})
        more = part.get("additionalProperties")
        found = []
        for key, item in value.items():
            if key not in known and more is None:
                found.append(f"{path}.{key} isn't a field")
            elif known.get(key, {}).get("readOnly"):
                found.append(f"{path}.{key} is an output")
            else:
                found += faults(version, known.get(key, more), item, f"{path}.{key}")
        return found
    if isinstance(value, list):
        if part.get("type") != "array":
            return [f"{path} isn't a list"]
        return [fault for item in value for fault in faults(version, part["items"], item, path)]
    if part.get("type") == "any":
        return []
    kinds = _KINDS.get(str(part.get("type")), ())
    right = isinstance(value, kinds) and isinstance(value, bool) == (kinds == (bool,))
    if part.get("format") == "int64":
        right = right and bool(_INT64.fullmatch(str(value)))
    if "enum" in part:
        right = right and value in part["enum"]
    return [] if right else [f"{path} is {value!r}, not {part.get('enum') or part.get('type')}"]


def method_of(version: str, verb: str, path: str) -> Json:
    """Return the method of a request's path, `projects/p/locations/l/tuningJobs/1:cancel`."""
    for pattern, method in _routes(version, verb):
        if pattern.fullmatch(f"{version}/{path}"):
            return method
    raise AssertionError(f"{version} has no {verb} {path}")


@cache
def _routes(version: str, verb: str) -> tuple[tuple[re.Pattern[str], Json], ...]:
    """Return the methods of a verb, each with the pattern of its paths; they are some thousand."""
    methods = _methods(document(version)["resources"])
    return tuple((_pattern(one), one) for one in methods if one["httpMethod"] == verb)


def _pattern(method: Json) -> re.Pattern[str]:
    """Return what the paths of a method look like."""
    pattern = re.escape(method["path"]).replace(r"\{", "{").replace(r"\}", "}")
    names = {
        name: part["pattern"] for name, part in method["parameters"].items() if "pattern" in part
    }
    for name, part in names.items():
        inner = part.removeprefix("^").removesuffix("$").replace("[^/]+", "[^/:]+")
        pattern = pattern.replace("{\\+" + name + "}", inner).replace("{" + name + "}", "[^/]+")
    return re.compile(pattern)


def request_faults(
    version: str, verb: str, path: str, params: Mapping[str, Any], body: Mapping[str, Any] | None
) -> list[str]:
    """Return what is wrong with a request as a whole: its method, its query, its body."""
    method = method_of(version, verb, path)
    found = [f"{name} isn't a parameter" for name in params if name not in method["parameters"]]
    if "request" in method:
        return found + faults(version, method["request"], body or {})
    return found + (["there is a body"] if body else [])


def _methods(resources: Mapping[str, Any]) -> Iterator[Json]:
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from _methods(resource.get("resources", {}))
