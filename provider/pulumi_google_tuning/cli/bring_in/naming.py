"""Names of resources, made from the names that people gave: unique, and fit for a variable."""

from __future__ import annotations

import re
from collections.abc import Collection

_OTHER = re.compile(r"[^a-z0-9]+")
_MOST_CHARS = 50


class Names:
    """The names that are given so far."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)

    def give(self, wanted: str, otherwise: str, noun: str) -> str:
        """Return a name that nothing has; `noun` begins one that would begin with a digit.

        `otherwise` is what is taken where the wanted one has no letter or digit.
        """
        name = slug(wanted) or slug(otherwise) or slug(noun)
        if name[0].isdigit():
            name = f"{slug(noun)}-{name}"
        name = name[:_MOST_CHARS].rstrip("-")
        unique, number = name, 1
        while unique in self._taken:
            number += 1
            unique = f"{name}-{number}"
        self._taken.add(unique)
        return unique


def slug(text: str) -> str:
    """Return a text in lower-case letters, digits and `-`."""
    return _OTHER.sub("-", text.lower()).strip("-")
