"""The base models that a tuning job may name: Google's own, and open ones.

Google's open models are those of its page (``tables/base_models.json``). Other publishers' models
are taken by the form of their name, listed or not, and Google's own closed ones too, retired or
not: a test that was written for an older model continues to work.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "tables" / "base_models.json"
_GOOGLE_MODEL = re.compile(
    r"(publishers/google/models/|google/)?"
    r"(gemini-[\w.-]+|veo-[\w.-]+|translation-llm[\w.-]*|(text|chat|code)[a-z]*-bison[@\w.-]*)"
)
_OTHERS_OPEN = re.compile(r"(publishers/)?(?!google/)[a-z][\w-]*/(models/)?[\w.-]+(@[\w.-]+)?")
_LONG = re.compile(r"publishers/([^/]+)/models/([^/]+)")


def is_googles(name: str) -> bool:
    """Return whether a name has the form of a closed model of Google's."""
    return bool(_GOOGLE_MODEL.fullmatch(name))


def is_open(name: str) -> bool:
    """Return whether a name, short or long, is an open model's."""
    return bool(_OTHERS_OPEN.fullmatch(name)) or _LONG.sub(r"\1/\2", name) in _open_models()


@cache
def _open_models() -> frozenset[str]:
    return frozenset(json.loads(_TABLE.read_text(encoding="utf-8"))["open"])
