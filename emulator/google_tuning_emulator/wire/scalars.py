"""Numbers and enums as proto3 JSON writes them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typing_extensions import Self


def float32(value: float) -> float | int:
    """Return the shortest number that is the same 32-bit float: 0.7, not 0.699999988.

    A whole number comes back as an ``int``: Google writes ``1``, not ``1.0``.
    """
    packed = struct.pack("<f", value)
    for digits in range(6, 10):
        short = float(f"{value:.{digits}g}")
        if struct.pack("<f", short) == packed:
            break
    else:
        short = cast("float", struct.unpack("<f", packed)[0])
    return int(short) if short.is_integer() else short


class EnumName(str):
    """An enum's name that remembers its number, for clients that ask for numbers."""

    __slots__ = ("number",)
    number: int

    def __new__(cls, name: str, number: int) -> Self:
        """Return the name with its number."""
        made = super().__new__(cls, name)
        made.number = number
        return made


def enums_as_numbers(value: Any) -> Any:
    """Return the JSON value with each enum as its number (``enum-encoding=int``)."""
    if isinstance(value, EnumName):
        return value.number
    if isinstance(value, dict):
        return {key: enums_as_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [enums_as_numbers(item) for item in value]
    return value
