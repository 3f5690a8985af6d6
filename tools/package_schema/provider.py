"""The provider: the configuration's keys, for a program and for `pulumi config set`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.schema_files import load_schema
from tools.package_schema.types import Spec, words

# The SDK for TypeScript declares a variable for each key, and these can't be one.
_RESERVED_IN_JAVASCRIPT: Final = frozenset({"delete"})


def provider_spec() -> Spec:
    """Return the provider as a resource of a program."""
    return {
        "description": "Which project, location and credentials resources use. A program that "
        "declares none uses the stack's configuration.",
        # The engine keeps a provider's values as texts.
        "properties": {
            name: _key(part) for name, part in _keys().items() if _type(part) == "string"
        },
        "inputProperties": {name: _key(part) for name, part in _keys().items()},
    }


def configuration_spec() -> Spec:
    """Return the configuration of the stack, for the provider that a program doesn't declare."""
    keys = {name: one for name, one in _keys().items() if name not in _RESERVED_IN_JAVASCRIPT}
    return {"variables": {name: _key(part) for name, part in keys.items()}}


def _keys() -> dict[str, Mapping[str, Any]]:
    keys = load_schema("config")["properties"]
    return {name: part for name, part in keys.items() if not part.get("x-stack-data")}


def _key(part: Mapping[str, Any]) -> Spec:
    # How to keep it secret is said for a file of configuration; here the mark does it.
    told = {key: value for key, value in part.items() if key != "x-secret"}
    spec: Spec = {"type": _type(part), **words(told)}
    if "enum" in part:
        choices = " or ".join(f"`{value}`" for value in part["enum"])
        spec["description"] += f" One of {choices}."
    return spec | ({"secret": True} if part.get("x-secret") else {})


def _type(part: Mapping[str, Any]) -> str:
    return str(part.get("type", "string"))
