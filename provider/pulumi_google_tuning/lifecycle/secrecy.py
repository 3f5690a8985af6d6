"""What is said of inputs that are secret: that they are, and nothing of their values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import UNKNOWN

_ROOT = re.compile(r"[^.\[]*")
_STEP = re.compile(r"\[\d+\]|[^.\[]+")


def hidden(inputs: Mapping[str, Any], secret: Collection[str]) -> dict[str, Any]:
    """Return inputs for a sentence to be made of: what is secret is as unknown as in a preview."""
    return {name: UNKNOWN if name in secret else value for name, value in inputs.items()}


def told(
    schema: ResourceSchema, failures: Iterable[Failure], secret: Collection[str]
) -> list[Failure]:
    """Return failures without a secret's value in their words."""
    return [
        Failure(one.path, _without_value(schema, one.path)) if root in secret else one
        for one in failures
        for root in [_ROOT.match(one.path).group()]  # type: ignore[union-attr] # matches any text
    ]


def exposed(
    schema: ResourceSchema, inputs: Mapping[str, Any], secret: Collection[str]
) -> list[Failure]:
    """Find what is secret and can't be kept: it is part of ids, names and addresses."""
    return [
        Failure(
            field.name,
            f"can't be kept secret: it is part of {field.schema['x-plain']}, which Google and the "
            f"state show. Give it as a plain value",
        )
        for field in schema.inputs
        if "x-plain" in field.schema and field.name in secret and field.name in inputs
    ]


def _without_value(schema: ResourceSchema, path: str) -> str:
    """Say what is expected there: of the deepest part of the path that the schema has words for."""
    at: Any = schema.document
    wanted = None
    for step in _STEP.findall(path):
        if not isinstance(at, Mapping):
            break
        inside = at.get("properties", {}).get(step) or at.get("additionalProperties")
        at = at.get("items") if step.startswith("[") else inside
        if isinstance(at, Mapping):
            wanted = at.get("x-form") or at.get("description") or wanted
    invalid = "its secret value is invalid (not shown)"
    return f"{invalid}. Expected: {wanted}" if wanted else invalid
