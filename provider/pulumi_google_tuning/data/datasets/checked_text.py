"""By which rules rows were good, and how many tokens they are, in the one text that the state has.

`1-0123456789ab 41000 HIGH=3 other=2`: the rules, characters, images by resolution, other files.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from pulumi_google_tuning.data.datasets.tokens import LEVELS, TokenCount

_FORM: Final = re.compile(
    r"(?P<rules>[0-9]{1,9}-[0-9a-f]{12}) (?P<characters>[0-9]{1,15})"
    r"(?P<images>(?: [A-Z_]{1,20}=[0-9]{1,12})*)(?: other=(?P<other>[0-9]{1,12}))?"
)


def checked_text(rules: str, tokens: TokenCount) -> str:
    """Write it."""
    images = "".join(f" {level}={tokens.images[level]}" for level in sorted(tokens.images))
    other = f" other={tokens.not_counted}" if tokens.not_counted else ""
    return f"{rules} {tokens.characters}{images}{other}"


def read_checked(text: Any) -> tuple[str, TokenCount] | None:
    """Read it; None for what isn't one: an earlier version's, or somebody's edit."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    images = dict(one.split("=") for one in found["images"].split()) if found else {}
    if found is None or not images.keys() <= LEVELS:
        return None
    counted = Counter({level: int(number) for level, number in images.items()})
    tokens = TokenCount(int(found["characters"]), counted, int(found["other"] or 0))
    return found["rules"], tokens
