"""What JSON Schema and ours say, copied: keywords that go over as they are, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Schema = dict[str, Any]

# What goes over as it is; whatever else a schema says is either ours, and put in other words, or
# unknown, and must not be lost silently: see `copy_known`.
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


def copy_known(part: Mapping[str, Any]) -> Schema:
    """Copy the keywords that go over as they are. Raises ValueError for an unknown one."""
    unknown = [
        key
        for key in part
        if key not in (*_SAME, *_NOT_FOR_EDITORS, *_TRANSLATED) and not key.startswith("x-")
    ]
    if unknown:
        raise ValueError(f"tools/stack_schema doesn't know what to do with {unknown}")
    return {key: value for key, value in part.items() if key in _SAME}


def copy_condition(part: Any) -> Any:
    """Copy an `if` or a `then`, without keywords of ours."""
    if isinstance(part, Mapping):
        return {k: copy_condition(one) for k, one in part.items() if not k.startswith("x-")}
    return part


def describe_once(plain: Schema, choices: list[Schema]) -> Schema:
    """Describe a value once, around its possible forms: editors show it from there."""
    around: Schema = {key: plain[key] for key in _AROUND if key in plain}
    inner = [{key: v for key, v in one.items() if key not in _AROUND} for one in choices]
    return {**around, "anyOf": inner}
