"""The ``filter`` of tunedModels.list: full text, and owner:me and its like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from google_tuning_emulator.gemini.records import EVERYONE
from google_tuning_emulator.wire.errors import Violation, bad_request

_OPERATORS = {
    "owner:me": ("me", "OWNER"),
    "writers:me": ("me", "WRITER"),
    "readers:me": ("me", "READER"),
    "readers:everyone": (EVERYONE, ""),
}
_TERM = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Filter:
    """Words that must all occur, and whose permission must be there.

    Without an operator: what the caller has a permission on, and so nothing that is only shared
    with everyone.
    """

    words: tuple[str, ...] = ()
    whose: str = "me"
    role: str = ""

    def matches_text(self, text: str) -> bool:
        """Return whether every word occurs in the display name or the description."""
        lowered = text.lower()
        return all(word in lowered for word in self.words)

    def grantee_and_role(self, caller: str) -> tuple[str, str]:
        """Return whose permission is asked for, and which role (empty: any)."""
        return (caller if self.whose == "me" else self.whose), self.role


def parse_filter(text: str) -> Filter:
    """Read a filter.

    Raises:
        ApiError: 400 for an operator that doesn't exist, or two of them.

    """
    words: list[str] = []
    operators: list[str] = []
    for quoted, bare in _TERM.findall(text):
        if bare and re.fullmatch(r"[A-Za-z_]+:\S+", bare):
            operators.append(bare)
        else:
            words.append((quoted or bare).lower())
    unknown = [operator for operator in operators if operator not in _OPERATORS]
    if unknown or len(set(operators)) > 1:
        shown = ", ".join(unknown or operators)
        raise bad_request(
            [Violation("filter", f"Invalid filter: '{shown}'. Use one of {', '.join(_OPERATORS)}.")]
        )
    whose, role = _OPERATORS[operators[0]] if operators else ("me", "")
    return Filter(tuple(words), whose, role)
