"""JSON as training data needs it: repeated keys are seen, and each row knows its line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WRAPPER: Final = re.compile(r'[ \t\n\r]*\{[ \t\n\r]*"examples"[ \t\n\r]*:[ \t\n\r]*')
_MOST_WRAPPERS: Final = 2
"""Google's own form is `{"examples": {"examples": […]}}`."""


class JsonTextError(Exception):
    """Text that isn't JSON, or isn't a list of rows: `line` from 1, and a sentence."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which of its keys appeared twice."""

    repeated: tuple[str, ...] = ()


def is_document(text: str) -> bool:
    """Return whether text is a JSON document of rows: an array or `{"examples":` at its start."""
    return bool(_WRAPPER.match(text)) or text[_end_of_space(text, 0) :][:1] == "["


def parse_line(text: str) -> Any:
    """Read one JSON value. Raises JsonTextError with the column."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonTextError(1, f"broken JSON at column {error.colno}: {_said(error.msg)}") from None
    except RecursionError:
        raise JsonTextError(1, "is nested too deeply") from None


def parse_rows(text: str) -> Iterator[tuple[int, Any]]:
    """Read an array of rows, or one under `examples`: each with the line it starts on, from 1.

    Raises JsonTextError where the text is broken; the rows before have been given by then.
    """
    at, wrappers = 0, 0
    while wrappers < _MOST_WRAPPERS and (opening := _WRAPPER.match(text, at)):
        at, wrappers = opening.end(), wrappers + 1
    at = _end_of_space(text, at)
    if text[at : at + 1] != "[":
        _decode(text, _end_of_space(text, 0))  # broken JSON says so first
        raise JsonTextError(
            _line_of(text, at), 'has no rows. Write [{…}, …] or {"examples": [{…}, …]}'
        )
    at = _end_of_space(text, at + 1)
    line, counted = 1, 0
    if text[at : at + 1] == "]":
        _close(text, at + 1, wrappers)
        return
    while True:
        line, counted = line + text.count("\n", counted, at), at
        value, at = _decode(text, at)
        yield line, value
        at = _end_of_space(text, at)
        end = text[at : at + 1]
        if end == "]":
            _close(text, at + 1, wrappers)
            return
        if end != ",":
            raise _broken(text, at, "Expecting ',' or ']'")
        at = _end_of_space(text, at + 1)


def _close(text: str, at: int, wrappers: int) -> None:
    for _ in range(wrappers):
        at = _end_of_space(text, at)
        if text[at : at + 1] == ",":
            problem = 'has something beside "examples" in the object that holds the rows'
            raise JsonTextError(_line_of(text, at), problem)
        if text[at : at + 1] != "}":
            raise _broken(text, at, "Expecting '}'")
        at += 1
    at = _end_of_space(text, at)
    if at != len(text):
        raise _broken(text, at, "Extra data")


def _decode(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos, error.msg) from None
    except RecursionError:
        raise JsonTextError(_line_of(text, at), "is nested too deeply") from None


def _broken(text: str, at: int, problem: str) -> JsonTextError:
    column = at - text.rfind("\n", 0, at)
    return JsonTextError(_line_of(text, at), f"broken JSON at column {column}: {_said(problem)}")


def _said(problem: str) -> str:
    """Return Python's words for broken JSON, without the "at" that some of them end with."""
    return problem.removesuffix(" at").removesuffix(" starting")


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _end_of_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def as_object(pairs: list[tuple[str, Any]]) -> JsonObject:
    """Make an object that remembers its repeated keys: a decoder's `object_pairs_hook`."""
    found = JsonObject(pairs)
    if len(found) != len(pairs):
        times = Counter(key for key, _ in pairs)
        found.repeated = tuple(key for key in found if times[key] > 1)
    return found


# No field of a row is a number, so a number's value is of no interest, only that it is one; and
# int() would refuse one of more than 4,300 digits with an error of another kind.
_DECODER: Final = json.JSONDecoder(object_pairs_hook=as_object, parse_int=float)
