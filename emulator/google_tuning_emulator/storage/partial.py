"""The ``fields`` parameter: an answer with the named fields only.

``items(name,size),nextPageToken``, ``items/name``, ``*``; see
https://cloud.google.com/storage/docs/json_api#partial-response.
"""

from __future__ import annotations

from typing import Any

from google_tuning_emulator.storage.errors import invalid
from google_tuning_emulator.wire.field_mask import keep, parse


def partial(body: dict[str, Any], fields: str) -> dict[str, Any]:
    """Return the part of an answer that ``fields`` selects; an empty one selects everything.

    Raises:
        StorageError: 400 for a selection that isn't one.

    """
    if not fields:
        return body
    try:
        selection = parse(fields)
    except ValueError as error:
        raise invalid(f"Invalid field selection {fields}", "fields") from error
    kept: dict[str, Any] = keep(body, selection)
    return kept
