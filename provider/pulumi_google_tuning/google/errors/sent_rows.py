"""Rows of a request in Google's words about it: what was sent is known, so it can be left out.

The gate of all foreign words (fields/foreign.py) knows a row by its quotes and braces. One that is
quoted without any is found by what the request sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_google_tuning.google.body import Written

# What a model is given or learns, in the bodies that hold rows: tunedModels.create, countTokens.
_TEXTS: Final = ("textInput", "text_input", "output", "text")
# Shorter runs are words that Google has too.
_LEAST_CHARS: Final = 16
_MOST_READ_CHARS: Final = 4_000
_WHITE: Final = re.compile(r"\s+")


class SentRows:
    """The texts of one request's rows."""

    def __init__(self, body: Mapping[str, Any] | None) -> None:
        texts = (_WHITE.sub(" ", text) for text in _texts(body))
        self._sent = "\n".join(text for text in texts if len(text) >= _LEAST_CHARS)

    def left_out(self, said: str) -> str:
        """Return words with each run of 16 characters and more that was sent as `…`."""
        if not self._sent:
            return said
        line = _WHITE.sub(" ", said[:_MOST_READ_CHARS])
        return "".join(self._kept(line))

    def _kept(self, line: str) -> Iterator[str]:
        at = 0
        while at < len(line):
            end = at + _LEAST_CHARS
            if end > len(line) or line[at:end] not in self._sent:
                yield line[at]
                at += 1
                continue
            while end < len(line) and line[at : end + 1] in self._sent:
                end += 1
            yield "…"
            at = end


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts; a body is a tree of the program's own, whose depth was checked."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, str):
                if key in _TEXTS:
                    yield item
            else:
                yield from _texts(item)
    elif isinstance(value, Written):
        yield from _texts(value.value())
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
