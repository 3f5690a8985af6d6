"""Equality of a field's values without false drift: one value has many forms on its way.

A number is `5` in a program, `5.0` after Pulumi's wire, `"5"` in Google's JSON when it is an
int64, and `0.699999988` where Google keeps 0.7 in 32 bits. A name goes with and without its
collection. What is empty and what is absent are the same in proto3's JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.form import equal, form_of
from pulumi_google_tuning.fields.numbers import flag_of, number_of
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.fields.values import contains_unknown

_NO_SCHEMA: Final[Mapping[str, Any]] = {}


def same(field: Field, mine: Any, theirs: Any) -> bool:
    """Return whether two values of a field, or of something inside it, mean the same.

    None, absent and empty (`""`, `[]`, `{}`) are one; zero is not absent, since a program that
    sets a zero changes something. Training data is the same when its digest is. An unknown value
    is the same as nothing, not even as another one: it may become anything.
    """
    return same_inside(field.schema, mine, theirs)


def same_inside(schema: Mapping[str, Any], mine: Any, theirs: Any) -> bool:
    """Return whether two values mean the same where a schema says what they are."""
    if mine is theirs is None:  # most fields are not given
        return True
    if contains_unknown(mine) or contains_unknown(theirs):
        return False
    return equal(form_of(schema, mine), form_of(schema, theirs))


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
        there = theirs if isinstance(theirs, Mapping) else {}
        parts = schema.get("properties", _NO_SCHEMA)
        found = {
            key: in_form_of(parts.get(key, _NO_SCHEMA), value, there.get(key))
            for key, value in mine.items()
        }
        return {key: item for key, item in found.items() if item is not None}
    if contains_unknown(mine) or contains_unknown(theirs):
        return theirs
    agree = same_inside(schema, mine, theirs) or (theirs is None and _is_zero(mine))
    return mine if agree else theirs


def _is_zero(value: Any) -> bool:
    return number_of(value) == 0 or flag_of(value) is False
