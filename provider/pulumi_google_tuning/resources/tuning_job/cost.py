"""What a tuning job will cost: its tokens over all epochs, its price, and the limits of both.

Google bills the tokens of the file times the epochs, of the methods that learn from the file alone
(docs.cloud.google.com/gemini-enterprise-agent-platform/models/tuning/supervised-tuning, read
2026-09-25). Reinforcement and distillation are billed for answers too, which nobody knows before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.model_names import one_form
from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import is_unknown
from pulumi_google_tuning.lifecycle import estimates, prices
from pulumi_google_tuning.lifecycle.costs import Costed
from pulumi_google_tuning.resources.tuning_job.spec import (
    DATA,
    first_address,
    recommended_epochs,
    setting,
    spec_of,
)

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.tokens import Tokens
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.run import Run

BY_THE_FILE: Final = (
    "supervisedTuningSpec",
    "preferenceOptimizationSpec",
    "fullFineTuningSpec",
    "partnerModelTuningSpec",
)
"""The specs whose training is billed by the tokens of the file and the epochs."""
_LIMITS: Final = ("maxCost", "maxTokens")


@dataclass(frozen=True)
class Estimate:
    """The tokens of an epoch and of the whole training; None with the reason why not."""

    epoch: Tokens | None
    total: Tokens | None
    why_not: str = ""


def estimate(inputs: Mapping[str, Any], run: Run) -> Estimate:
    """Return what this run knows of a job's tokens."""
    name, spec = spec_of(inputs)
    if name not in BY_THE_FILE:
        return Estimate(None, None, "Google bills this method by more than the file's tokens")
    uri = first_address(spec, *DATA)
    if uri is None:
        return Estimate(None, None, "the data are not known yet")
    base = inputs.get("baseModel")
    epoch = run.sizes.tokens_at(uri, one_form(base) if isinstance(base, str) else None)
    if epoch is None:
        return Estimate(
            None,
            None,
            "this run has not counted the data, because no TuningDataset of the same provider "
            "declares it",
        )
    epochs = number_of(setting(inputs, "epochCount"))
    if epochs is None:
        unknown = is_unknown(setting(inputs, "epochCount")) or is_unknown(
            at_path(spec, ("hyperParameters",))
        )
        why = "is not known yet" if unknown else "is not set, so Google chooses it"
        return Estimate(epoch, None, f"epochCount {why}")
    if not epoch.known:
        return Estimate(epoch, epoch * epochs, "the data have files that are not counted")
    return Estimate(epoch, epoch * epochs)


def price_of(inputs: Mapping[str, Any], config: Config) -> prices.Price | None:
    """Return what a million tokens of a job cost; None where nobody says."""
    base = inputs.get("baseModel")
    return prices.of(config, base if isinstance(base, str) else None, spec_of(inputs)[0])


class JobCost(Costed):
    """What a tuning job costs, and what it may cost."""

    def cost_problems(self, inputs: Mapping[str, Any], config: Config, run: Run) -> list[Failure]:
        """Find an estimate above a limit: of a range its upper end counts."""
        total = estimate(inputs, run).total
        if total is None or not total.known:
            return []
        found = []
        price = price_of(inputs, config)
        tokens = estimates.describe_tokens(total, price)
        for name, limit, where in _limits(inputs, config):
            if name == "maxTokens" and total.high > limit:
                found.append(Failure(where, _above(f"{limit:,.0f} tokens", tokens)))
            if name == "maxCost" and price is not None and price.cost(total.high) > limit:
                found.append(
                    Failure(where, _above(f"{limit:,.12g} {price.currency}".rstrip(), tokens))
                )
        return found

    def cost_warnings(self, inputs: Mapping[str, Any], config: Config, run: Run) -> list[str]:
        """Return the range that is left to Google, and the limits that nothing is held to."""
        known = estimate(inputs, run)
        found = []
        if known.epoch is not None and known.epoch.known and known.total is None:
            found += _of_unset_epochs(inputs, config, known.epoch)
        for name, _, where in _limits(inputs, config):
            why = known.why_not
            if not why and name == "maxCost" and price_of(inputs, config) is None:
                why = (
                    "the price of this model and method is unknown. Set it with `pulumi "
                    "config set google-tuning:pricePerMillionTokens PRICE`"
                )
            if why:
                found.append(f"{where or name} is not enforced: {why}")
        return found


def _limits(inputs: Mapping[str, Any], config: Config) -> list[tuple[str, float, str]]:
    """Return name, value and place of the limits: the resource's own, else the configuration's."""
    configured = {"maxCost": config.max_cost, "maxTokens": config.max_tokens}
    found = []
    for name in _LIMITS:
        own = number_of(inputs.get(name))
        limit = configured[name] if own is None else own
        if limit is not None:
            found.append((name, float(limit), f"google-tuning:{name}" if own is None else name))
    return found


def _above(limit: str, tokens: str) -> str:
    return (
        f"is {limit}, but the training is estimated at {tokens}. Raise the limit, or train on "
        "fewer rows or for fewer epochs"
    )


def _of_unset_epochs(inputs: Mapping[str, Any], config: Config, epoch: Tokens) -> list[str]:
    name, _ = spec_of(inputs)
    if is_unknown(setting(inputs, "epochCount")) or setting(inputs, "stepCount") is not None:
        return []
    price = price_of(inputs, config)
    recommended = recommended_epochs(name) or [1]
    fewest, most = recommended[0], recommended[-1]
    low, high = epoch * fewest, epoch * most
    span = type(epoch)(low.low, high.high)
    of = f"{fewest} to {most} epochs, as Google recommends," if fewest != most else "one epoch"
    text = (
        f"{name}.hyperParameters.epochCount is not set: Google chooses it and bills every "
        f"epoch. {of} would be {estimates.describe_tokens(span, price)}; Google may choose "
        "more. Set it to know the cost"
    )
    return [text]
