"""The ``fields`` parameter: an answer with the named fields only.

``items(name,size),nextPageToken``, ``items/name``, ``*``; see
https://cloud.google.com/storage/docs/json_api#partial-response.
"""

from __future__ import annotations

import re
from typing import Any

from google_tuning_emulator.storage.errors import StorageError, invalid

# What a selection keeps below each name; empty: all of it.
Selection = dict[str, "Selection"]

_WORDS = re.compile(r"[A-Za-z0-9_.$*-]+|[(),/]")


def partial(body: dict[str, Any], fields: str) -> dict[str, Any]:
    """Return the part of an answer that ``fields`` selects; an empty one selects everything.

    Raises:
        StorageError: 400 for a selection that isn't one.

    """
    if not fields:
        return body
    words = _WORDS.findall(fields)
    if "".join(words) != re.sub(r"\s", "", fields):
        raise _refused(fields)
    words.reverse()
    selection = _list(words, fields)
    if words:
        raise _refused(fields)
    kept: dict[str, Any] = _keep(body, selection)
    return kept


def _list(words: list[str], fields: str) -> Selection:
    found: Selection = {}
    while True:
        _one(words, fields, found)
        if not words or words[-1] != ",":
            return found
        words.pop()


def _one(words: list[str], fields: str, found: Selection) -> None:
    if not words or words[-1] in "(),/":
        raise _refused(fields)
    below = found.setdefault(words.pop(), {})
    if words and words[-1] == "/":
        words.pop()
        _one(words, fields, below)
    elif words and words[-1] == "(":
        words.pop()
        below.update(_list(words, fields))
        if not words or words.pop() != ")":
            raise _refused(fields)


def _keep(value: Any, selection: Selection) -> Any:
    if not selection:
        return value
    if isinstance(value, list):
        return [_keep(item, selection) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _keep(item, selection.get(name, selection.get("*", {})))
        for name, item in value.items()
        if name in selection or "*" in selection
    }


def _refused(fields: str) -> StorageError:
    return invalid(f"Invalid field selection {fields}", "fields")
