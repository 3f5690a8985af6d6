"""Equality of a field's values without false drift: one value has many forms on its way.

A number is `5` in a program, `5.0` after Pulumi's wire, `"5"` in Google's JSON when it is an
int64, and `0.699999988` where Google keeps 0.7 in 32 bits. A name goes with and without its
collection. What is empty and what is absent are the same in proto3's JSON.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import contains_unknown

_NUMBER: Final = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")
_NO_SCHEMA: Final[Mapping[str, Any]] = {}


def same(field: Field, mine: Any, theirs: Any) -> bool:
    """Return whether two values of a field, or of something inside it, mean the same.

    None, absent and empty (`""`, `[]`, `{}`) are one; zero is not absent, since a program that
    sets a zero changes something. Training data is the same when its digest is. An unknown value
    is the same as nothing, not even as another one: it may become anything.
    """
    if contains_unknown(mine) or contains_unknown(theirs):
        return False
    if field.holds_data and isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return bool(mine.get("sha256") == theirs.get("sha256"))
    return _same(field.schema, mine, theirs)


def same_on_server(field: Field, mine: Any, theirs: Any) -> bool:
    """Return whether the server has what the program declares.

    As `same`, and a zero or false that the server leaves out is there: proto3's JSON omits them.
    """
    return same(field, mine, theirs) or (theirs is None and _is_zero(mine))


def in_form_of(schema: Mapping[str, Any], mine: Any, theirs: Any) -> Any:
    """Return what the server has of a declared value, in the program's form where both agree.

    Of an object only the declared keys count, at any depth: the rest is Google's to choose. Lists
    are compared as a whole. A zero or false that the server leaves out is there.
    """
    if isinstance(mine, Mapping):
        shown = theirs if isinstance(theirs, Mapping) else {}
        parts = schema.get("properties", _NO_SCHEMA)
        found = {
            key: in_form_of(parts.get(key, _NO_SCHEMA), value, shown.get(key))
            for key, value in mine.items()
        }
        return {key: item for key, item in found.items() if item is not None}
    if contains_unknown(mine) or contains_unknown(theirs):
        return theirs
    agree = _same(schema, mine, theirs) or (theirs is None and _is_zero(mine))
    return mine if agree else theirs


def _same(schema: Mapping[str, Any], mine: Any, theirs: Any) -> bool:
    mine_empty, theirs_empty = _is_empty(mine), _is_empty(theirs)
    if mine_empty or theirs_empty:
        return mine_empty and theirs_empty
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        parts = schema.get("properties", _NO_SCHEMA)
        return all(
            _same(parts.get(key, _NO_SCHEMA), mine.get(key), theirs.get(key))
            for key in {*mine, *theirs}
        )
    if _is_list(mine) and _is_list(theirs):
        return _same_lists(schema, mine, theirs)
    return _same_scalars(schema, mine, theirs)


def _same_lists(schema: Mapping[str, Any], mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    items = schema.get("items", _NO_SCHEMA)
    if len(mine) != len(theirs):
        return False
    if not schema.get("x-unordered"):
        return all(_same(items, one, other) for one, other in zip(mine, theirs, strict=True))
    left = list(theirs)
    for one in mine:
        match = next((i for i, other in enumerate(left) if _same(items, one, other)), None)
        if match is None:
            return False
        del left[match]
    return True


def _same_scalars(schema: Mapping[str, Any], mine: Any, theirs: Any) -> bool:
    if isinstance(mine, bool) or isinstance(theirs, bool):
        return bool(_flag(mine) == _flag(theirs))
    if isinstance(mine, str) and isinstance(theirs, str):
        prefix = schema.get("x-prefix", "")
        if mine.removeprefix(prefix) == theirs.removeprefix(prefix):
            return True
        if schema.get("x-caseless"):
            return mine.lower() == theirs.lower()
        # Two texts are the same number only where the field is one: revision "1" isn't "1.0".
        if schema.get("type") == "string" or "enum" in schema:
            return False
    one, other = number_of(mine), number_of(theirs)
    if one is None or other is None:
        return bool(mine == theirs)
    return one == other or (not _both_whole(one, other) and _in_32_bits(one) == _in_32_bits(other))


def number_of(value: Any) -> int | float | None:
    """Read a number in any of its forms: whole ones as int, None for what is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        value = int(text) if text.lstrip("-").isdigit() else float(text)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else None


def _both_whole(one: float, other: float) -> bool:
    return isinstance(one, int) and isinstance(other, int)


def _in_32_bits(number: float) -> float:
    """Round as a proto `float` does; what doesn't fit stays as it is."""
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    except (OverflowError, struct.error):
        return number
    return number if math.isinf(rounded) else rounded


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower(), value)
    return value if isinstance(value, bool) else (value, "is no boolean")


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, Mapping, list, tuple)) and len(value) == 0)


def _is_zero(value: Any) -> bool:
    return number_of(value) == 0 or _flag(value) is False
