"""The parts of a schema that are used in several places and written once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shared_parts(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return each part with an `x-shared`, by that name, wherever it is."""
    found: dict[str, Mapping[str, Any]] = {}
    inner = [*schema.get("properties", {}).values()]
    inner += [schema.get(key) for key in ("items", "additionalProperties")]
    for part in inner:
        if isinstance(part, Mapping):
            # What is said beside the reference is of one place alone.
            plain = {key: item for key, item in part.items() if key != "description"}
            found |= {part["x-shared"]: plain} if "x-shared" in part else {}
            found |= shared_parts(part)
    return found
