"""The JSON of a row: no key twice, no number that JSON hasn't, no half of a surrogate pair."""

from __future__ import annotations

import json
from typing import Any, Final

NAN: Final = "has NaN, which isn't JSON"
"""What is said of a row in which pandas wrote a missing value."""
DEEP: Final = 200
"""Levels that no check minds."""
BACKSLASH: Final = ord("\\")
"""A number: `in` takes bytes for one first, and words an error, which takes longer than to look."""


class NotANumberError(ValueError):
    """NaN or an infinity, which Python reads and JSON doesn't have."""


def decode(text: str) -> Any:
    """Read a row. Raises ValueError, also where a key is given twice, and RecursionError."""
    return _STRICT.decode(text)


def decode_quickly(text: str) -> Any:
    """Read a row as `decode` does, but of a key that is given twice the last value is taken.

    Raises ValueError, too, for a whole number of more than 4,300 digits.
    """
    return _QUICK.decode(text)


def holds(line: bytes, some: bytes) -> bool:
    """Return whether some bytes are in a line, sooner than `in`: see `BACKSLASH`."""
    return line.find(some) >= 0


def is_deep(line: bytes) -> bool:
    """Return whether a line may hold more than 200 levels."""
    return line.count(b"{") + line.count(b"[") > DEEP


def may_have_halves(line: bytes) -> bool:
    """Return whether a line may hold half of a surrogate pair: no UTF-8 can, but an escape can."""
    return holds(line, b"\\ud") or holds(line, b"\\uD")


def has_half(row: Any) -> bool:
    """Return whether half of a surrogate pair is in a row: a text or a key that no UTF-8 carries.

    Raises RecursionError.
    """
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_number(name: str) -> Any:
    raise NotANumberError(NAN if name == "NaN" else f"has {name}, which isn't JSON")


def _whole_number(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # of more than 4,300 digits
        return float(digits)


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole_number, parse_constant=_no_number
)
_QUICK: Final = json.JSONDecoder(parse_constant=_no_number)
