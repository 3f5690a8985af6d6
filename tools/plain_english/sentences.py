"""Sentences that are too long to be read once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tools.plain_english.words import without_code

MOST_WORDS: Final = 30

# A sentence ends where a mark is followed by white space and something that begins one, and where
# a list or a paragraph begins.
_END: Final = re.compile(
    r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]*[A-Z\d{])|\n\s*\n|\n\s*(?:[-*]|\d+\.) "
)
_ABBREVIATED: Final = re.compile(r"\b(e\.g|i\.e|etc|vs|cf)\.")
_WORD: Final = re.compile(r"\S*\w\S*")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; code in backticks is one word of them."""
    plain = _ABBREVIATED.sub(r"\1", without_code(text))
    for sentence in _END.split(plain):
        if sentence.strip():
            yield " ".join(sentence.split())


def words(sentence: str) -> int:
    """Count the words of a sentence: what has a letter or a digit between white space."""
    return len(_WORD.findall(sentence))


def long_sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence of more than 30 words, and how many it has."""
    for sentence in sentences(text):
        if (count := words(sentence)) > MOST_WORDS:
            yield sentence, count
