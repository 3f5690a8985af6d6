"""Numbers and flags in all the forms in which JSON, Pulumi's wire and Google write them."""

from __future__ import annotations

import math
import re
import struct
from typing import Any, Final

_NUMBER: Final = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")
# As many significant digits tell any two floats of 32 bits apart.
_MOST_DIGITS: Final = 9


def number_of(value: Any) -> int | float | None:
    """Read a number in any of its forms: whole ones as int, None for what is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        value = int(text) if text.lstrip("-").isdigit() else float(text)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else None


def flag_of(value: Any) -> bool | None:
    """Read true or false in any of its forms; None for what is neither."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def shortest(number: float) -> int | float:
    """Return the shortest decimal that is the same in 32 bits, which is what Google keeps.

    It is the number as a person wrote it, up to six digits: 0.001 of 0.0010000000474974513. Whole
    numbers are exact, and what doesn't fit in 32 bits stays as it is.
    """
    if isinstance(number, int) or not math.isfinite(number):
        return number
    kept = _in_32_bits(number)
    if kept is None:
        return number
    for digits in range(1, _MOST_DIGITS + 1):
        short = float(f"{kept:.{digits}g}")
        if _in_32_bits(short) == kept:
            return int(short) if short.is_integer() else short
    return kept


def _in_32_bits(number: float) -> float | None:
    """Round as a proto `float` does; None for what doesn't fit."""
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    except (OverflowError, struct.error):
        return None
    return None if math.isinf(rounded) else rounded
