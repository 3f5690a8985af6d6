"""A schema of rows, compiled to code."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import fastjsonschema

Check = Callable[[Any], Any]
"""Raises fastjsonschema.JsonSchemaValueException, a ValueError, for what doesn't fit."""


def compiled(schema: Mapping[str, Any]) -> Check:
    """Return the check of a schema, without `$ref` in it.

    The compiler takes it for one of an older draft: none of the keywords that these schemas use has
    changed since. An `$id` would be fetched.
    """
    kept = {
        key: copy.deepcopy(item)
        for key, item in schema.items()
        if key not in ("$schema", "$id") and not key.startswith("x-")
    }
    check: Check = fastjsonschema.compile(kept, use_default=False, detailed_exceptions=False)
    return check
