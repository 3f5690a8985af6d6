"""Whether a value fits a schema, without jsonschema: what fits needs no words.

Nearly everything that is checked is right, and jsonschema takes longer to import than all else of
a preview (0.1 s). So this decides first, and only ever says "fits" of what jsonschema finds nothing
in (validation.py); everything else goes there, and gets its words. *Rejected*: the schemas compiled
by fastjsonschema, as a dataset's rows are: a TuningJob's has conditions in all of its parts, and
becomes 7 MB of code, ten seconds' work.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields import durations
from pulumi_google_tuning.fields.messages import Failure

_Check = Callable[[Any, Any, Mapping[str, Any]], bool]
_Holds = Callable[[Any, Any], bool]


class _Undecided(Exception):  # noqa: N818 - no error: jsonschema decides instead
    """A keyword or a value that isn't known here, an unknown value among them."""


def failures_in(document: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[Failure]:
    """Return everything that the schema of a resource refuses, each on its property's path."""
    if fits(document, inputs, _version(document, inputs)):
        return []
    from pulumi_google_tuning.fields.validation import failures_of  # noqa: PLC0415 - see above

    return failures_of(document, inputs)


def fits(schema: Mapping[str, Any], value: Any, version: str | None = None) -> bool:
    """Return whether the value is certain to be valid; of a field, in this version of the API."""
    try:
        return _is_valid(schema, value) and (version is None or _is_of(schema, value, version))
    except _Undecided:
        return False


def _version(document: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
    default = document["properties"].get("apiVersion", {}).get("default")
    found = inputs.get("apiVersion", default)
    return found if isinstance(found, str) else None


def _is_of(schema: Mapping[str, Any], value: Any, version: str) -> bool:
    """Return whether all that is given exists in a version of the API."""
    if isinstance(value, list):
        return all(_is_of(schema.get("items", {}), item, version) for item in value)
    if not isinstance(value, dict):
        return True
    others = schema.get("additionalProperties")
    fallback = others if isinstance(others, Mapping) else {}
    properties = schema.get("properties", {})
    parts = ((properties.get(name, fallback), item) for name, item in value.items())
    return all(
        version in part.get("x-versions", (version,)) and _is_of(part, item, version)
        for part, item in parts
    )


def _is_valid(schema: Any, value: Any) -> bool:
    if isinstance(schema, bool):
        return schema
    if type(value) not in _PLAIN:
        raise _Undecided
    for keyword, wanted in schema.items():
        if keyword in _CHECKS:
            if not _CHECKS[keyword](wanted, value, schema):
                return False
        elif keyword not in _SILENT and not keyword.startswith("x-"):
            raise _Undecided
    return True


# -- keywords ----------------------------------------------------------------------------------


def _is_number(value: Any) -> bool:
    is_finite = not isinstance(value, float) or math.isfinite(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool) and is_finite


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _type(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return any(_TYPES[name](value) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _is_same(one: Any, other: Any) -> bool:
    """Compare texts, truth and None; of numbers jsonschema has its own equality."""
    if not (isinstance(one, (str, bool)) or one is None):
        raise _Undecided
    return type(one) is type(other) and bool(one == other)


def _enum(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return any(_is_same(value, one) for one in wanted)


def _const(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return _is_same(value, wanted)


def _properties(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    return all(_is_valid(part, value[name]) for name, part in wanted.items() if name in value)


def _additional(wanted: Any, value: Any, schema: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    return all(_is_valid(wanted, item) for name, item in value.items() if name not in known)


def _names(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict) or all(_is_valid(wanted, name) for name in value)


def _required(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict) or all(name in value for name in wanted)


def _items(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return not isinstance(value, list) or all(_is_valid(wanted, item) for item in value)


def _unique(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    if not wanted or not isinstance(value, list):
        return True
    if not all(isinstance(item, str) for item in value):
        raise _Undecided
    return len(set(value)) == len(value)


def _pattern(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    if not isinstance(value, str):
        return True
    ends_early = wanted.endswith("$") and value.endswith("\n")
    return not ends_early and re.search(wanted, value) is not None


def _if(wanted: Any, value: Any, schema: Mapping[str, Any]) -> bool:
    return _is_valid(schema.get("then" if _is_valid(wanted, value) else "else", True), value)


def _duration(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    if wanted and isinstance(value, str):
        try:
            durations.parse(value)
        except ValueError:
            return False
    return True


def _at_most_one(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return True
    return all(sum(name in value for name in group) <= 1 for group in wanted)


def _at_least_one(wanted: Any, value: Any, _: Mapping[str, Any]) -> bool:
    return not isinstance(value, dict) or all(any(n in value for n in group) for group in wanted)


def _sized(kind: type[str | list[Any] | dict[str, Any]], holds: _Holds) -> _Check:
    return lambda wanted, value, _: not isinstance(value, kind) or holds(len(value), wanted)


def _limit(holds: _Holds) -> _Check:
    return lambda wanted, value, _: not _is_number(value) or holds(value, wanted)


def _at_least(value: Any, wanted: Any) -> bool:
    return bool(value >= wanted)


def _at_most(value: Any, wanted: Any) -> bool:
    return bool(value <= wanted)


# What a value is made of where jsonschema and this look at it alike.
_PLAIN: Final = frozenset({str, int, float, bool, type(None), list, dict})
_CHECKS: Final[Mapping[str, _Check]] = {
    "additionalProperties": _additional,
    "allOf": lambda wanted, value, _: all(_is_valid(one, value) for one in wanted),
    "const": _const,
    "enum": _enum,
    "exclusiveMaximum": _limit(lambda value, wanted: bool(value < wanted)),
    "exclusiveMinimum": _limit(lambda value, wanted: bool(value > wanted)),
    "if": _if,
    "items": _items,
    "maxItems": _sized(list, _at_most),
    "maxLength": _sized(str, _at_most),
    "maxProperties": _sized(dict, _at_most),
    "maximum": _limit(_at_most),
    "minItems": _sized(list, _at_least),
    "minLength": _sized(str, _at_least),
    "minimum": _limit(_at_least),
    "pattern": _pattern,
    "properties": _properties,
    "propertyNames": _names,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
    "x-duration": _duration,
    "x-exclusive": _at_most_one,
    "x-one-of": _at_least_one,
}
# They say something about a value, and refuse none; `then` and `else` are the condition's.
_SILENT: Final = frozenset(
    {
        "$comment",
        "$id",
        "$schema",
        "default",
        "description",
        "else",
        "format",
        "readOnly",
        "then",
        "title",
    }
)
