"""Words and phrases that read like a translation, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NOT_A_NUMBER: Final = r"(?! [\d{X])"

# A pattern, in whatever case, and what to write. Only what is wrong wherever it is found.
_PLAIN: Final = (
    (r"anew", "again, retrain, recreate"),
    (r"whoever", "anyone who, the person who"),
    (r"at Google's(?=$|[.,;:)]| (?:and|for|in|is|or|that|until|which|with)\b)", "on Google's side"),
    (r"stands?(?!-| in for| still)", "is, is written, is listed"),
    (r"stood(?! in for| still)", "was, was written, managed"),
    (r"goes on", "continues"),
    (r"go on(?! PATH)", "continue"),
    (r"went on", "continued"),
    (r"an own", "your own, its own"),
    (rf"(?:is|are|was|were) over{_NOT_A_NUMBER}", "has ended, have ended"),
    (r"what trains", "running trainings"),
    (r"what was trained(?! on)", "the trainings, the trained models"),
    (r"of an? (?:job|model) (?:that|whose)", "name it first: a job that …"),
    (r"as whom", "with which credentials"),
    (r"at hand", "available, in memory"),
    (r"by others", "by someone else"),
    (r"again and again", "repeatedly, keeps …ing"),
    (r"takes? up (?!to\b|\d|space|memory|room)", "resumes, resume"),
    (r"t(?:aken|ook) up", "resumed"),
    (r"speaks? against", "is a problem for"),
    (r"made a mistake", "Internal error in …"),
    (r"wanted is", "expected"),
    (r"ends with (?=\d)", "exits with"),
    (r"ha(?:s|ve) to come from somewhere", "is required"),
    (r"(?:tokens|steps|rows|examples|USD|EUR) an epoch", "per epoch"),
    (r"(?:USD|EUR|\d) a million(?! (?:rows|examples|tokens|characters))", "per million tokens"),
    (r"how (?:the )?trainings? goe?s?", "the training's status"),
    (r"didn't make it", "did not create it"),
)
# A phrase is found across a line's end too.
_ALL: Final = tuple(
    (re.compile(rf"\b{found}\b".replace(" ", r"\s+"), re.IGNORECASE), say) for found, say in _PLAIN
)
# What is quoted as code is nobody's English: a name, a command, what a file holds.
_CODE: Final = re.compile(r"``.*?``|`[^`]*`", re.DOTALL)


def without_code(text: str) -> str:
    """Return a text with each piece of code in backticks as one word."""
    return _CODE.sub("X", text)


def odd_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each odd word or phrase: its place in the text, itself, and what to write instead."""
    # Code is blanked rather than cut out, so that places stay.
    blanked = _CODE.sub(lambda code: re.sub(r"\S", "X", code[0]), text)
    for pattern, instead in _ALL:
        for match in pattern.finditer(blanked):
            yield match.start(), " ".join(match[0].split()), instead
