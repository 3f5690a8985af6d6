"""The version of the rules that rows are good by: it is stored with what they were good by it.

After an upgrade to stricter rules the same rows are checked again, by these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

CODE: Final = 2
"""The rules that are code and not schema (turns.py, keys.py, json_text.py), and how rows are
counted (tokens.py) and sketched (sketch.py). Raise it where the same rows may give anything else
than before. A test holds what they give."""
_DIGITS: Final = 12


def rules_of(document: Mapping[str, Any]) -> str:
    """Return the version of the rules of a form, whose schema has all that it refers to."""
    text = json.dumps(_meaning(document), sort_keys=True)
    return f"{CODE}-{hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}"


def _meaning(node: Any, *, names: bool = False) -> Any:
    """Leave out of a schema what only people read; below `names` keys are those of the data."""
    if isinstance(node, list):
        return [_meaning(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    left_out = () if names else ("description", "title", "$id", "$schema")
    return {
        key: _meaning(item, names=key == "properties" and not names)
        for key, item in node.items()
        if key not in left_out
    }
