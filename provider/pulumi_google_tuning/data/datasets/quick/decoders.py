"""How the quick way reads JSON: with jiter where it is installed, else with Python's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from pulumi_google_tuning.data.datasets import row_json
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.fields.depth import has_levels

_MOST_DIGITS: Final = 4300
"""Of a whole number, for jiter; and for Python, unless PYTHONINTMAXSTRDIGITS says otherwise."""


class UnsureError(ValueError):
    """The quick way doesn't know whether a row is good: the whole check has to look."""


class Decoder(Protocol):
    """Both ways to read a row."""

    @property
    def row(self) -> Callable[[bytes], Any]:
        """Reads a line. What it refuses is read again by the whole check."""

    @property
    def proof(self) -> Proof | None:
        """Looks for what it doesn't refuse; None: it refuses all that has to be refused."""


class Proof(Protocol):
    """What there is to prove of a row that was read."""

    def proves(self, line: bytes, text: str, keys: int, more: More | None) -> bool:
        """Return whether so many keys, this text, and more, are all of a line."""

    def look_into(self, line: bytes, containers: list[Any]) -> None:
        """Raise where what objects hold that have keys of their own may be refused."""


class Standard:
    """Python's own decoder: in C as long as nobody has to look for a key that is given twice."""

    def __init__(self) -> None:
        """Read as Python does, and look for the rest afterwards."""
        self.proof = _ByColons()

    @staticmethod
    def row(line: bytes) -> Any:
        """Read a line; a key that is given twice isn't seen."""
        return row_json.decode_quickly(line.decode())


class _ByColons:
    """Proves by counting what Python's decoder has read without a look."""

    @staticmethod
    def proves(line: bytes, text: str, keys: int, more: More | None) -> bool:
        r"""Return whether no key was given twice, and no text holds half of a surrogate pair.

        Outside of its strings JSON has a colon per key. So where a line has as many colons as the
        row has keys and as its text has colons, no key was lost. A colon that is written as an
        escape, `\u003a`, would hide one that was.
        """
        if more is not None:
            text += more.text()
            keys += more.keys + more.colons
        colons = line.count(b":")
        if colons != keys and colons != keys + text.count(":"):
            return False
        if row_json.BACKSLASH in line and row_json.holds(line, b"\\u"):
            if row_json.holds(line, b"\\u003"):
                return False
            if row_json.may_have_halves(line):
                text.encode()
        return True

    @staticmethod
    def look_into(line: bytes, containers: list[Any]) -> None:
        """Leave deep values to the whole check, which may refuse them."""
        if row_json.is_deep(line) and has_levels(containers, row_json.DEEP // 2):
            raise UnsureError


class Jiter:
    """jiter, in Rust: it refuses keys given twice, halves of pairs and more than 200 levels."""

    proof = None

    def __init__(self, from_json: Callable[..., Any]) -> None:
        self.row: Callable[[bytes], Any] = partial(
            from_json, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys"
        )


def best_decoder() -> Decoder:
    """Return jiter if it is installed, by the extra `fast`.

    It reads whole numbers of as many digits as Python does, unless Python was told of fewer.
    """
    python = getattr(sys, "get_int_max_str_digits", int)()  # 0: of any number
    if 0 < python < _MOST_DIGITS:
        return Standard()
    try:
        import jiter  # noqa: PLC0415 - an extra
    except ImportError:
        return Standard()
    return Jiter(jiter.from_json)
