"""The names of base models: each has several spellings, and one form in which they are compared.

Google takes a base model's name short (`gemini-2.5-flash`, `meta/llama3_1@llama-3.1-8b-instruct`)
and long (`publishers/google/models/gemini-2.5-flash`, `publishers/meta/models/llama3_1@…`), and
shows a job's in either. The one form is the short spelling that Google's pages use, so a name in
its usual spelling is in that form already.
"""

from __future__ import annotations

import re
from typing import Final

_LONG: Final = re.compile(
    r"(?:projects/[^/]+/locations/[^/]+/)?publishers/(?P<publisher>[^/]+)/models/(?P<model>[^/]+)"
)
_GOOGLE: Final = "google"
# Google's own models go without their publisher, its open ones (`google/gemma3@gemma-3-4b-it`)
# with it. A model of PaLM has its version behind the @.
_OPEN: Final = re.compile(r"(?!text-|chat-|code)[^/@\s]+@[^/\s]+")
_OPEN_NAME: Final = re.compile(r"[^/\s]+/[^/@\s]+@[^/\s]+")


def one_form(name: str) -> str:
    """Return the form in which two spellings of one base model's name are equal."""
    found = _LONG.fullmatch(name)
    publisher, _, model = name.partition("/")
    if found:
        publisher, model = found["publisher"], found["model"]
    elif "/" in model or not model:
        return name
    if publisher == _GOOGLE and not _OPEN.fullmatch(model):
        return model
    return f"{publisher}/{model}"


def is_open(name: str) -> bool:
    """Return whether a name is an open model's: `publisher/family@version`, in any spelling."""
    return bool(_OPEN_NAME.fullmatch(one_form(name)))
