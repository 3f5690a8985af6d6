"""What a million tokens of training cost: what the user says, else what the catalogue knows.

The catalogue's prices are Google's list prices in US dollars. `google-tuning:currency` names the
user's currency and `google-tuning:currencyPerDollar` what a dollar is in it; without that rate a
list price stays in dollars, since a rate that is made up would be a price that is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.fields.catalogue import catalogue

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config

_DOLLARS: Final = "USD"
_LEAST: Final = 0.005


@dataclass(frozen=True)
class Price:
    """The price of a million tokens."""

    amount: float
    currency: str
    """Its code, or empty where the user names none."""

    def cost(self, tokens: float) -> float:
        """Return what so many tokens cost."""
        return tokens / 1e6 * self.amount

    def money(self, amount: float) -> str:
        """Write an amount in its currency: `0.33`, `0.33 EUR`, `under 0.01 EUR`."""
        figure = "under 0.01" if 0 < amount < _LEAST else f"{amount:,.2f}"
        return f"{figure} {self.currency}".rstrip()

    def __str__(self) -> str:
        """Return `8 per million tokens`, or `8 EUR per million tokens`."""
        return f"{f'{self.amount:g} {self.currency}'.rstrip()} per million tokens"


def of(config: Config, base_model: str | None = None, spec_name: str = "") -> Price | None:
    """Return the price of training a base model by the method of a spec; None: it isn't known."""
    if config.price_per_million_tokens is not None:
        return Price(config.price_per_million_tokens, config.currency or "")
    found = catalogue().of_vertex(base_model) if base_model else None
    method = catalogue().method_of(spec_name)
    listed = found.price(method) if found is not None and method is not None else None
    if listed is None:
        return None
    rate = config.currency_per_dollar
    if rate is None or not config.currency:
        return Price(float(listed.value), _DOLLARS)
    return Price(float(listed.value) * rate, config.currency)
