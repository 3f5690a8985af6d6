"""The gate for text that isn't ours: Google's words, keys and names in data files, display names.

Whatever is printed, logged or stored of such text comes through here:

- `visible` writes what a terminal, a log or a page would obey as an escape; where a text leaves
  the process it is applied to all of it, our own words included;
- `one_line` also hides secrets and ends the line somewhere: for a key or a file's name;
- `foreign` also leaves training rows out: for what Google says of a failure.

Each may be applied to its own result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.depth import TOO_DEEP
from pulumi_google_tuning.fields.redact import redact

MOST_CHARS: Final = 500
"""As much of Google's words as a sentence can hold."""
_MOST_READ: Final = 20_000
_MOST_LINE: Final = 1_000

# Control characters (C0 without line break and tab, DEL, C1), what turns or joins the direction of
# writing, what has no width, line and paragraph separators, halves of surrogate pairs.
OBEYED: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_OBEYED: Final = re.compile(OBEYED)
_BREAKS: Final = re.compile(r"[\t\n]")
# What a CI's log reads as a command of its own: GitHub's `::set-output ::` at a line's start, and
# `##[group]`, GitHub's and Azure's earlier form, anywhere.
_COMMAND: Final = re.compile(r"^([ \t]*):(?=:)", re.MULTILINE)
_OLD_COMMAND: Final = re.compile(r"#(?=#(?:\[|vso\[))", re.IGNORECASE)
_WHITE: Final = re.compile(r"[ \t\r\n\v\f]+")


def visible(text: str, *, lines: bool = False) -> str:
    r"""Return text with each character that would be obeyed written as its escape: `\x1b`.

    With `lines`, line breaks and tabs stay.
    """
    text = _OBEYED.sub(_escaped, text)
    if not lines:
        text = _BREAKS.sub(_escaped, text)
    text = _COMMAND.sub(r"\1\\x3a", text)
    return _OLD_COMMAND.sub(r"\\x23", text)


def foreign(text: str, secrets: Iterable[str] = (), *, most: int = MOST_CHARS) -> str:
    """Return text of others as a part of a sentence: one line, without rows, secrets, controls.

    secrets: those that are held; what has a secret's shape goes all the same.
    """
    # Secrets first: half of one isn't recognised any more.
    line = _WHITE.sub(" ", redact(text, secrets)[:_MOST_READ]).strip()
    return _ended(visible(_without_rows(line)), most)


def one_line(text: str, most: int = _MOST_LINE) -> str:
    """Return a key, a name or a sentence about one: on a line, without secrets and controls."""
    return _ended(visible(redact(text, ())), most)


def _ended(line: str, most: int) -> str:
    return line if len(line) <= most else line[: most - 1].rstrip("\\ ") + "…"


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    named = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}
    if code in named:
        return named[code]
    wide = f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - as JSON and Python write it
    return f"\\x{code:02x}" if code <= 0xFF else wide  # noqa: PLR2004 - as above


# -- training rows -----------------------------------------------------------------------------
# Vertex AI says of a bad row: "Dataset example 1 of 14 contains an unsupported modality [function
# call] … JSON: {the whole row}", and cuts that off where it is long.

_SHORT_LIST: Final = re.compile(r"\[[^\[\]{}\"'“”]{0,80}\]")
_SHORT_MAP: Final = re.compile(r"\{[^\s\[\]{}\"'“”:]{0,24}\}")
# A quoted text of several words is more likely a row's than a name.
_QUOTED: Final = re.compile(
    r"\"[^\"]*(?:\"|$)|“[^”]*(?:”|$)|(?<![^\s(\[=:])'[^']*(?:'(?![^\s.,;:)\]])|$)"
)
_MOST_WORDS: Final = 3
_MOST_QUOTED: Final = 200
_BEGINNING: Final = ("", " ", '"', "'", "“", "[", "{", "\\")
_CLOSING: Final = {"{": "}", "[": "]"}


def _without_rows(line: str) -> str:
    """Return a line without what may be a row: JSON beyond a few tokens, and long quotations."""
    labelled = re.split(r"(?<=\bJSON:)", line, maxsplit=1)
    if len(labelled) == 2 and labelled[1].strip()[:1] not in ("{", "[", "…", ""):  # noqa: PLR2004 - before and after
        line = f"{labelled[0]} …"
    return _QUOTED.sub(_short_quotation, "".join(_without_literals(line)))


def _without_literals(line: str) -> Iterator[str]:
    at = 0
    while at < len(line):
        character = line[at]
        if character not in _CLOSING:
            yield character
            at += 1
            continue
        short = (_SHORT_MAP if character == "{" else _SHORT_LIST).match(line, at)
        if short:
            yield short.group()
            at = short.end()
        elif character == "[" and not _begins_json(line, at + 1):
            yield character  # an escape sequence, an interval: no JSON
            at += 1
        else:
            yield f"{character}…{_CLOSING[character]}"
            at = _end_of_literal(line, at)


def _begins_json(line: str, at: int) -> bool:
    if line[at : at + 1] in _BEGINNING:
        return True
    # It will be written with a backslash, as which it is read when the text comes again.
    return bool(_OBEYED.match(line, at) or _OLD_COMMAND.match(line, at))


def _end_of_literal(line: str, start: int) -> int:
    """Return where a JSON value or Python's `repr` of one ends; of one that is cut off, the end.

    One whose quotes are escaped is inside another text: where that ends isn't known.
    """
    depth = 0
    quote = ""
    before = ""
    at = start
    while at < len(line):
        character = line[at]
        if character == "\\":
            if not quote:
                return len(line)
            at += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character == '"' or (character == "'" and before in "{[,:("):
            quote = character
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if not depth:
                return at + 1
        before = before if character == " " else character
        at += 1
    return len(line)


def _short_quotation(found: re.Match[str]) -> str:
    text = found.group()
    if len(text.split()) <= _MOST_WORDS and len(text) <= _MOST_QUOTED:
        return text
    closed = {"“": "”"}.get(text[0], text[0])
    return f"{text[0]}…{closed}"


def sentence_of(error: BaseException) -> str:
    """Describe an exception in one sentence; one that isn't ours is an internal error."""
    if isinstance(error, GoogleTuningError):
        return visible(str(error), lines=True)
    if isinstance(error, RecursionError):
        return f"an input, or a value of the state, {TOO_DEEP} and can't be read"
    if isinstance(error, ImportError):  # much is imported when it is needed, hours after a start
        return (
            f"a part of pulumi-google-tuning can't be loaded ({foreign(str(error))}). A package is "
            f"missing, or was replaced during the run. Install pulumi-google-tuning again, and "
            f"run the same command again"
        )
    # An exception quotes the value that it stumbled over, which may be anybody's.
    return (
        f"Internal error in pulumi-google-tuning ({type(error).__name__}: {foreign(str(error))}). "
        f"Please report it with the resource's definition"
    )
