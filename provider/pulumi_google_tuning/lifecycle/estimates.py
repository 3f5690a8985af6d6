"""What a training will cost, as far as that can be told before: tokens, and the user's price.

Only Google's tokens are exact; four characters a token is its own rule of thumb for Latin script
(ai.google.dev/gemini-api/docs/tokens), so every number here is said to be about that.
"""

from __future__ import annotations

import math
import re
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.config import Config

_CHARS_A_TOKEN: Final = 4
_NAMED_BY_CONTENT: Final = re.compile(r"([0-9a-f]{64})\.jsonl$")


class DatasetSizes:
    """The sizes of the datasets that a run has checked, by digest.

    A job names its data by address, and an address of ours ends with the digest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sizes: dict[str, tuple[int, int]] = {}

    def note(self, data: Data) -> None:
        """Remember the size of data that was checked; only a dataset counts its characters."""
        characters = getattr(data, "characters", None)
        if characters is not None:
            with self._lock:
                self._sizes[data.sha256] = (data.count, characters)

    def tokens_at(self, uri: str) -> int | None:
        """Return about how many tokens a dataset has; None where this run did not check it."""
        size = self._at(uri)
        return None if size is None else tokens_of(size[1])

    def rows_at(self, uri: str) -> int | None:
        """Return how many rows a dataset has; None where this run did not check it."""
        size = self._at(uri)
        return None if size is None else size[0]

    def _at(self, uri: str) -> tuple[int, int] | None:
        found = _NAMED_BY_CONTENT.search(uri)
        with self._lock:
            return self._sizes.get(found[1]) if found else None


def tokens_of(characters: int) -> int:
    """Return about how many tokens so many characters are."""
    return math.ceil(characters / _CHARS_A_TOKEN)


def describe_tokens(tokens: int, config: Config, per: str = "") -> str:
    """Describe tokens: `about 41,000 tokens`, and with a price `, 0.33 at 8 a million`."""
    text = f"about {_rounded(tokens):,} tokens{per}"
    price = config.price_per_million_tokens
    return text if price is None else f"{text}, {tokens / 1e6 * price:,.2f} at {price:g} a million"


def _rounded(number: int) -> int:
    """Round to two digits: more would promise what nobody knows."""
    unit: int = max(1, 10 ** (len(str(number)) - 2))
    return round(number / unit) * unit
