"""JSON values one after the other, however they are laid out, with one in memory at a time.

A list of rows, one within `{"name": …}`, printed JSON, and objects without a line break between
them: where a value ends is found by its brackets, so that nothing has to be read at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

MOST_VALUE_CHARS: Final = 1 << 24
_LOOK_CHARS: Final = 4096
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SPACE_AND_COMMAS: Final = re.compile(r"[ \t\n\r,]*")
_BRACKETS: Final = re.compile(r'["{}\[\]]')
_STRING_END: Final = re.compile(r'["\\]')
_SCALAR: Final = re.compile(r"[^ \t\n\r,\]}\[{\"]+")
_OPENING: Final = re.compile(
    r'((?:\{[ \t\n\r]*"([^"\\]{1,80})"[ \t\n\r]*:[ \t\n\r]*){1,2})\[[ \t\n\r]*(?=[{\[])'
)
_OF_A_ROW: Final = re.compile(
    r'"(?:contents|messages|completions|tools|references|prompt|(?:system|safety)_?[iIsS]\w+)"'
)


class ValuesError(Exception):
    """Text in which the rows can't be told apart: `line` from 1, and a sentence."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def opening_of(text: str) -> re.Match[str] | None:
    """Match `{"name": [` before the first row; a row's own list is none."""
    found = _OPENING.match(text)
    return None if found is None or _OF_A_ROW.search(found[1]) else found


def values_of(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the text of each value, with the line that it begins on.

    Raises ValuesError where brackets or quotes don't close, or there is something beside the rows.
    """
    cursor = _Cursor(pieces)
    cursor.skip(_SPACE)
    while cursor.ahead() < _LOOK_CHARS and cursor.more():
        pass
    opening = opening_of(cursor.text[cursor.at :])
    if opening is not None:
        cursor.go(cursor.at + len(opening[1]))
    if cursor.here() == "[":
        yield from _of_list(cursor, opening[1].count("{") if opening else 0)
        return
    while cursor.skip(_SPACE_AND_COMMAS):
        yield cursor.line, cursor.value()


def _of_list(cursor: _Cursor, wrappers: int) -> Iterator[tuple[int, str]]:
    cursor.go(cursor.at + 1)
    while True:
        here = cursor.skip(_SPACE)
        if here == "]":
            break
        yield cursor.line, cursor.value()
        here = cursor.skip(_SPACE)
        if here == ",":
            cursor.go(cursor.at + 1)
        elif here != "]":
            raise ValuesError(cursor.line, "has no comma between two rows of its list")
    for closing in "]" + "}" * wrappers:
        if cursor.skip(_SPACE) != closing:
            raise ValuesError(cursor.line, "has something beside the list of rows")
        cursor.go(cursor.at + 1)
    if cursor.skip(_SPACE):
        raise ValuesError(cursor.line, "has something after the list of rows")


class _Cursor:
    """A place in text that is read piece by piece."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self.text = ""
        self.at = 0
        self.line = 1

    def ahead(self) -> int:
        return len(self.text) - self.at

    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def more(self) -> bool:
        """Read another piece; False at the end."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self.text = self.text[self.at :] + piece
        self.at = 0
        return True

    def go(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def skip(self, what: re.Pattern[str]) -> str:
        """Go past what matches; return the next character, empty at the end."""
        while True:
            found = what.match(self.text, self.at)
            self.go(found.end() if found else self.at)
            if self.at < len(self.text) or not self.more():
                return self.here()

    def value(self) -> str:
        """Return the value that begins here, and go past it."""
        start = self.line
        length = self._scalar() if self.here() not in '{["' else self._bracketed(start)
        text = self.text[self.at : self.at + length]
        if not text:
            wrong = "a bracket" if self.here() else "its end"
            raise ValuesError(start, f"has {wrong} where a row should begin")
        self.go(self.at + length)
        return text

    def _scalar(self) -> int:
        while True:
            found = _SCALAR.match(self.text, self.at)
            length = found.end() - self.at if found else 0
            if length < self.ahead() or not self.more():
                return length

    def _bracketed(self, start: int) -> int:
        """Return the length of an object, an array or a text."""
        depth, offset, quoted = 0, 0, False
        while True:
            found = (_STRING_END if quoted else _BRACKETS).search(self.text, self.at + offset)
            if found is None:
                offset = self.ahead()
                if offset > MOST_VALUE_CHARS:
                    raise ValuesError(start, f"has a row of over {MOST_VALUE_CHARS:,} characters")
                if not self.more():
                    raise ValuesError(start, "has a row that doesn't end: a bracket or a quote")
                continue
            offset = found.end() - self.at
            if found[0] == "\\":
                while self.ahead() <= offset and self.more():
                    pass
                offset += 1
            elif found[0] == '"':
                quoted = not quoted
            else:
                depth += 1 if found[0] in "{[" else -1
            if not depth and not quoted:
                return offset
