"""A schema of rows, compiled to code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import fastjsonschema

Check = Callable[[Any], Any]
"""Raises fastjsonschema.JsonSchemaValueException, a ValueError, for what doesn't fit."""

# The formats have some sixty pieces, and each scan asks for those that its rows need.
_KEPT: Final = 128


def compiled(schema: Mapping[str, Any]) -> Check:
    """Return the check of a schema, without `$ref` in it.

    The compiler takes it for one of an older draft: none of the keywords that these schemas use has
    changed since. An `$id` would be fetched.
    """
    kept = {
        key: item
        for key, item in schema.items()
        if key not in ("$schema", "$id") and not key.startswith("x-")
    }
    return _compiled(json.dumps(kept))


@lru_cache(_KEPT)
def _compiled(schema: str) -> Check:
    check: Check = fastjsonschema.compile(
        json.loads(schema), use_default=False, detailed_exceptions=False
    )
    return check
