"""Plain values for what a program may pass: unknown values and assets.

The adapter of a door (Pulumi's dynamic provider, a native plugin) translates its own types into
these, so the life cycle needs nothing of Pulumi.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


class Unknown:
    """A value that isn't known in a preview: the output of something that doesn't exist yet."""

    _only: Unknown | None = None

    def __new__(cls) -> Unknown:  # noqa: PYI034 - there is one, and it is final in effect
        """Return the one instance: `is UNKNOWN` holds for a copy and for an unpickled one too."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class DataFile:
    """Training data in a file: a path or a FileAsset."""

    path: str


@dataclass(frozen=True)
class DataText:
    """Training data as text, JSON Lines or JSON: a StringAsset."""

    text: str


def is_unknown(value: Any) -> bool:
    """Return whether the value itself is unknown."""
    return value is UNKNOWN


def contains_unknown(value: Any) -> bool:
    """Return whether the value, or anything inside it, is unknown."""
    if value is None or type(value) is str:  # nearly every value
        return False
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(contains_unknown(item) for item in value)
    if isinstance(value, DataFile):
        return contains_unknown(value.path)
    return isinstance(value, DataText) and contains_unknown(value.text)


Json = dict[str, Any]
