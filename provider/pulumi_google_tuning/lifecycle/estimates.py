"""What a training will cost, as far as that can be told before: tokens, and money at a price.

Only Google's tokens are exact, so every number here is said to be about that, or a range; what
can't be counted is said not to be, and no price is told of it.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.data.datasets.tokens import TokenCount, Tokens
    from pulumi_google_tuning.lifecycle.prices import Price

_NAMED_BY_CONTENT: Final = re.compile(r"([0-9a-f]{64})\.jsonl$")


class DatasetSizes:
    """The sizes and forms of the datasets that a run has checked, by digest.

    A job names its data by address, and an address of ours ends with the digest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sizes: dict[str, tuple[int, TokenCount]] = {}
        self._forms: dict[str, set[str]] = {}
        self._at_address: dict[str, int] = {}

    def note(self, data: Data) -> None:
        """Remember the size of data that was checked; only a dataset counts its tokens."""
        tokens, form = getattr(data, "tokens", None), getattr(data, "format", None)
        if form is not None:
            with self._lock:
                # The same rows may be checked as two forms, and be good as both.
                self._forms.setdefault(data.sha256, set()).add(form)
        if tokens is not None:
            with self._lock:
                self._sizes[data.sha256] = (data.count, tokens)

    def note_at(self, uri: str, rows: int) -> None:
        """Remember how many rows the object at an address has, whatever its name is."""
        with self._lock:
            self._at_address[uri] = rows

    def tokens_at(self, uri: str, base_model: str | None = None) -> Tokens | None:
        """Return a dataset's tokens for a base model; None where this run did not check it."""
        size = self._at(uri)
        return None if size is None else size[1].tokens(base_model)

    def rows_at(self, uri: str) -> int | None:
        """Return how many rows a dataset has; None where this run did not check it."""
        size = self._at(uri)
        with self._lock:
            return self._at_address.get(uri) if size is None else size[0]

    def forms_at(self, uri: str) -> frozenset[str]:
        """Return the forms that a dataset has; none where this run did not check it."""
        found = _NAMED_BY_CONTENT.search(uri)
        with self._lock:
            return frozenset(self._forms.get(found[1], ()) if found else ())

    def _at(self, uri: str) -> tuple[int, TokenCount] | None:
        found = _NAMED_BY_CONTENT.search(uri)
        with self._lock:
            return self._sizes.get(found[1]) if found else None


def describe_tokens(tokens: Tokens, price: Price | None, per: str = "") -> str:
    """Describe tokens: `about 41,000 tokens`; a price adds `, 0.33 (at 8 per million tokens)`.

    A range is `41,000 to 90,000 tokens`.
    """
    if not tokens.known:
        files = "1 file" if tokens.not_counted == 1 else f"{tokens.not_counted:,} files"
        what = "whose length is unknown (video, audio, document)"
        return f"no token count and no cost, because of {files} {what}"
    low, high = _rounded(tokens.low), _rounded(tokens.high)
    said = f"about {low:,}" if low == high else f"{low:,} to {high:,}"
    text = f"{said} tokens{per}"
    return text if price is None else f"{text}, {describe_cost(tokens, price)} (at {price})"


def describe_cost(tokens: Tokens, price: Price) -> str:
    """Describe what tokens cost: `0.33`, or `0.33 to 0.70 EUR`."""
    low, high = price.money(price.cost(tokens.low)), price.money(price.cost(tokens.high))
    return high if low == high else f"{low.removesuffix(price.currency).rstrip()} to {high}"


def _rounded(number: int) -> int:
    """Round to two digits: more would promise what nobody knows."""
    unit: int = max(1, 10 ** (len(str(number)) - 2))
    return round(number / unit) * unit
