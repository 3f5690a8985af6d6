"""Reading what isn't ours: every value of an answer may be missing, null or of another type.

Google's JSON has an int64 as a text, a float as a whole number, and a loss that is none as "NaN".
What doesn't fit is read as nothing: the rest of the answer has been paid for.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import Json

MOST_LEVELS: Final = 24
"""Protobuf reads a hundred levels, three to each of ours, and leaves out the whole state beyond."""
_MOST: Final = 2**63
_NO_NUMBERS: Final = frozenset({"nan", "inf", "infinity"})
_NOTHING: Final[Mapping[str, Any]] = {}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object as it is, and an empty one in the place of anything else."""
    return value if isinstance(value, Mapping) else _NOTHING


def mappings(value: Any) -> list[Json]:
    """Return the objects of a list; none where it isn't a list."""
    return [dict(item) for item in value if isinstance(item, Mapping)] if _is_list(value) else []


def last_mapping(value: Any) -> Mapping[str, Any] | None:
    """Return the last object of a list, without a look at what is before it; None without one."""
    found = reversed(value) if _is_list(value) else ()
    return next((item for item in found if isinstance(item, Mapping)), None)


def texts(value: Any) -> list[str]:
    """Return the texts of a list, and nothing else that is in it; none where it is no list."""
    return [item for item in value if isinstance(item, str)] if _is_list(value) else []


def text(value: Any) -> str | None:
    """Return a text that isn't empty; None for anything else."""
    return value if isinstance(value, str) and value else None


def number(value: Any) -> int | float | None:
    """Return a finite number in any of its forms; None for anything else, NaN and true included."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    found = number_of(value)
    return found if found is not None and abs(found) < _MOST else None


def whole(value: Any) -> int | None:
    """Return a whole number in any of its forms; None for anything else, a fraction included."""
    found = number(value)
    return found if isinstance(found, int) else None


def positive(value: Any) -> int | None:
    """Return a whole number above zero; None for anything else."""
    found = whole(value)
    return found if found is not None and found > 0 else None


def is_no_number(value: Any) -> bool:
    """Return whether a value is there and is no finite number: `NaN`, `-Infinity`."""
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, str) and value.strip().lstrip("+-").lower() in _NO_NUMBERS


def at(obj: Any, *path: str) -> Any:
    """Return the value at a path of keys; None where a step is missing or isn't an object."""
    return at_path(mapping(obj), path)


def text_at(obj: Any, *path: str) -> str | None:
    """Return the text at a path of keys; None where there is none."""
    return text(at(obj, *path))


def fitting(schema: Mapping[str, Any], value: Any) -> Any:
    """Return a value as far as it is of its schema's types, numbers as numbers; else None.

    Only types count: what Google says beyond a schema's limits and choices is what it is.
    """
    types = schema.get("type")
    if "enum" in schema and types is None:
        types = "string"
    if types == "string":
        return value if isinstance(value, str) else None
    if types in {"integer", "number"}:
        return number(value)
    if types == "boolean":
        return value if isinstance(value, bool) else None
    if types == "array":
        return _fitting_items(schema, value) if _is_list(value) else None
    if types == "object":
        return _fitting_parts(schema, value) if isinstance(value, Mapping) else None
    return value


def storable(value: Any, levels: int = MOST_LEVELS) -> Any:
    """Return a value without what Pulumi's protocol can't carry, or the whole state is lost.

    That is what is nested too deep, a number beyond a float's, and half of a surrogate pair, which
    is no Unicode text.
    """
    if isinstance(value, (str, int, float)):  # as most are; what is a Mapping is asked slowly
        return _storable_leaf(value)
    if not isinstance(value, (dict, list, tuple, Mapping)):
        return value
    if not levels:
        return None
    if isinstance(value, (dict, Mapping)):
        return {_storable_text(key): storable(item, levels - 1) for key, item in value.items()}
    return [storable(item, levels - 1) for item in value]


def _storable_leaf(value: Any) -> Any:
    if isinstance(value, str):
        return _storable_text(value)
    if isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:
        return None
    return value


def _storable_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _fitting_items(schema: Mapping[str, Any], value: Iterable[Any]) -> list[Any]:
    found = (fitting(schema.get("items", _NOTHING), item) for item in value)
    return [item for item in found if item is not None]


def _fitting_parts(schema: Mapping[str, Any], value: Mapping[str, Any]) -> Json:
    parts = schema.get("properties", _NOTHING)
    others = schema.get("additionalProperties")
    rest = others if isinstance(others, Mapping) else _NOTHING
    found = {key: fitting(parts.get(key, rest), item) for key, item in value.items()}
    return {key: item for key, item in found.items() if item is not None}


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
