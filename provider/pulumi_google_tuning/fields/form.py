"""The one form of all spellings of a value: what is the same has one, and what differs hasn't.

The comparison (compare.py) and the identity of a training (lifecycle/identity.py) are both made
from it, so that no change that a diff calls none can make another identity. In the form that a
check gives inputs (canonical.py) a value is its own form, but for what changes nothing by being
said: what is empty, a flag that is off, a publisher, digits that Google doesn't keep.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.numbers import flag_of, number_of, shortest
from pulumi_google_tuning.fields.values import is_unknown

_NO_SCHEMA: Final[Mapping[str, Any]] = {}


def form_of(schema: Mapping[str, Any], value: Any) -> Any:
    """Return the form of a value; None for what says nothing: absent, empty, a flag that is off.

    Training data has the form of its digest. What isn't known has no form, and is left as it is.
    """
    if is_unknown(value):
        return value
    if isinstance(value, Mapping):
        if "sha256" in value and ("x-data" in schema or "x-dataset" in schema):
            return value["sha256"]
        return _object(schema, value) or None
    if isinstance(value, (list, tuple)):
        items = schema.get("items", _NO_SCHEMA)
        forms = [form_of(items, item) for item in value]
        return (sorted(forms, key=_order) if schema.get("x-unordered") else forms) or None
    if value is False and _is_off_by_default(schema):
        return None
    if isinstance(value, bool):
        return value
    if value == "":
        return None
    return _text(schema, value) if isinstance(value, str) else _number(schema, value)


def equal(one: Any, other: Any) -> bool:
    """Return whether two forms are equal; Python has 1 and True as equal, JSON hasn't."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _object(schema: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    parts = schema.get("properties", _NO_SCHEMA)
    others = schema.get("additionalProperties")
    other = others if isinstance(others, Mapping) else _NO_SCHEMA
    forms = {str(key): form_of(parts.get(key, other), item) for key, item in value.items()}
    return {key: form for key, form in forms.items() if form is not None}


def _is_off_by_default(schema: Mapping[str, Any]) -> bool:
    """Return whether false says what leaving it out says, as in proto3's JSON."""
    return schema.get("type", "boolean") == "boolean" and schema.get("default") is not True


def _text(schema: Mapping[str, Any], text: str) -> Any:
    if schema.get("type") == "boolean":
        flag = flag_of(text)
        return text if flag is None else form_of(schema, flag)
    # Two texts are the same number only where the field is one: revision "1" isn't "1.0".
    if schema.get("type") != "string" and "enum" not in schema:
        return _number(schema, text)
    if schema.get("x-caseless"):
        text = text.lower()
    if schema.get("x-base-model"):
        return catalogue().one_name(text)
    prefix = schema.get("x-prefix", "")
    return text if text.startswith(prefix) else prefix + text


def _number(schema: Mapping[str, Any], value: Any) -> Any:
    number = number_of(value)
    if number is None:
        return value
    return str(number) if schema.get("type") == "string" else shortest(number)


def _order(form: Any) -> str:
    return json.dumps(form, sort_keys=True, default=str)
