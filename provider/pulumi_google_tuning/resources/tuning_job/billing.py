"""What a tuning job was billed at: Google's own count, and the price that was known then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.resources.tuning_job.cost import BY_THE_FILE, price_of
from pulumi_google_tuning.resources.tuning_job.progress import phase_of
from pulumi_google_tuning.resources.tuning_job.spec import setting, spec_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config

# No field of Google's has a $.
_PRICE: Final = "$price"


def priced(job: Json, config: Config) -> Json:
    """Return the job with the price of its tokens as it is today, for `billed`."""
    price = price_of(job, config)
    if price is None:
        return job
    named = {"currency": price.currency} if price.currency else {}
    return {**job, _PRICE: {"pricePerMillionTokens": price.amount, **named}}


def billed(job: Mapping[str, Any], known: Mapping[str, Any]) -> Json | None:
    """Return a finished job's tokens and cost; values that the state already has are kept.

    A price of later doesn't change what was paid.
    """
    if phase_of(job) is Phase.WORKING or spec_of(job)[0] not in BY_THE_FILE:
        return None
    stats = tolerant.mapping(job.get("tuningDataStats"))
    counts = (tolerant.positive(tolerant.at(s, "totalBillableTokenCount")) for s in stats.values())
    count = next((count for count in counts if count), None)
    epochs = tolerant.positive(setting(job, "epochCount"))
    if count is None or epochs is None:
        return None
    tokens = count * epochs
    before = tolerant.mapping(known.get("billing"))
    if tolerant.whole(before.get("tokens")) == tokens:
        return dict(before)
    price = tolerant.mapping(job.get(_PRICE))
    amount = tolerant.number(price.get("pricePerMillionTokens"))
    cost = {} if amount is None else {"cost": round(tokens / 1e6 * amount, 6), **price}
    return {"tokens": tokens, **cost}
