"""Limits of what a tuning job costs: refused above them, said where nothing can be held to them."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import scan
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

SPEC = "supervisedTuningSpec"
VIDEO = {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://b/1.mp4"}}
IMAGE = {"fileData": {"mimeType": "image/png", "fileUri": "gs://b/1.png"}}


def job(run: Run, part: dict[str, Any], epochs: Any = 4, spec: str = SPEC, **more: Any) -> Any:
    """Make the inputs of a job on 100 rows of this part, which a run has counted."""
    turns = [{"role": "user", "parts": [part]}, {"role": "model", "parts": [{"text": "0123"}]}]
    found = scan.scan([{"contents": turns}] * 100)
    run.sizes.note(found)
    uri = f"gs://b/{found.sha256}.jsonl"
    hyper = {} if epochs is None else {"hyperParameters": {"epochCount": epochs}}
    return {"baseModel": "gemini-2.5-flash", spec: {"trainingDatasetUri": uri, **hyper}, **more}


TEXT = {"text": "x" * 3996}  # with the answer 100,000 tokens, 0.50 USD an epoch


@pytest.mark.parametrize(
    ("config", "more", "refused"),
    [
        (Config(), {}, None),
        (Config(max_cost=2.0), {}, None),
        (Config(max_cost=1.99), {}, "google-tuning:maxCost is 1.99 USD"),
        (Config(max_cost=1.99), {"maxCost": 2}, None),
        (Config(), {"maxCost": 1.5}, "maxCost is 1.5 USD"),
        (Config(max_tokens=400_000), {}, None),
        (Config(max_tokens=399_999), {}, "google-tuning:maxTokens is 399,999 tokens"),
        (Config(), {"maxTokens": 100}, "maxTokens is 100 tokens"),
        (
            Config(max_cost=1, price_per_million_tokens=8, currency="EUR"),
            {},
            "google-tuning:maxCost is 1 EUR",
        ),
    ],
)
def test_an_estimate_above_a_limit_is_refused(
    config: Config, more: dict[str, Any], refused: str | None
) -> None:
    """The refusal names limit and estimate; a resource's own limit goes before the stack's."""
    run = Run()
    found = TuningJobKind().cost_problems(job(run, TEXT, **more), config, run)
    assert [str(one).partition(",")[0] for one in found] == (
        [] if refused is None else [str(found[0]).partition(",")[0]]
    )
    if refused is not None:
        assert str(found[0]).startswith(refused)
        assert "the training is estimated at about 400,000 tokens" in str(found[0])


def test_of_a_range_the_upper_end_counts() -> None:
    """A limit that a training might pass is none."""
    run = Run()
    inputs = job(run, IMAGE, epochs=1)
    assert TuningJobKind().cost_problems(inputs, Config(max_tokens=100_000), run)
    assert not TuningJobKind().cost_problems(inputs, Config(max_tokens=231_000), run)


@pytest.mark.parametrize(
    ("part", "epochs", "spec", "why"),
    [
        (VIDEO, 2, SPEC, "the data have files that are not counted"),
        (TEXT, None, SPEC, "epochCount is not set, so Google chooses it"),
        (TEXT, UNKNOWN, SPEC, "epochCount is not known yet"),
        (TEXT, 2, "reinforcementTuningSpec", "Google bills this method by more than"),
    ],
)
def test_what_cannot_be_estimated_is_said_and_not_refused(
    part: dict[str, Any], epochs: Any, spec: str, why: str
) -> None:
    """A limit never stops what nothing is known against, and never seems to hold."""
    run, config = Run(), Config(max_cost=0.01)
    inputs = job(run, part, epochs, spec)
    assert TuningJobKind().cost_problems(inputs, config, run) == []
    said = TuningJobKind().cost_warnings(inputs, config, run)
    assert said[-1].startswith(f"google-tuning:maxCost is not enforced: {why}")


def test_data_and_prices_that_are_not_known_are_said() -> None:
    """Foreign data, data of a later step, and a model without a price."""
    kind, run, config = TuningJobKind(), Run(), Config(max_cost=1, max_tokens=100)
    foreign = {"baseModel": "gemini-2.5-flash", SPEC: {"trainingDatasetUri": "gs://b/x.jsonl"}}
    said = kind.cost_warnings(foreign, config, run)
    assert [one.partition(":")[2].partition(": ")[2] for one in said] == [
        (
            "this run has not counted the data, because no TuningDataset of the same provider "
            "declares it"
        )
    ] * 2
    later = {"baseModel": "gemini-2.5-flash", SPEC: {"trainingDatasetUri": UNKNOWN}}
    assert "the data are not known yet" in kind.cost_warnings(later, config, run)[0]
    priceless = job(run, TEXT, baseModel="gemini-of-tomorrow")
    (said_of_price,) = kind.cost_warnings(priceless, Config(max_cost=1), run)
    assert "pricePerMillionTokens" in said_of_price
    assert kind.cost_warnings(priceless, Config(), run) == []


def test_epochs_that_google_chooses_are_a_range() -> None:
    """Nobody is left without a number: the recommended epochs', as a warning."""
    run = Run()
    (said,) = TuningJobKind().cost_warnings(job(run, TEXT, epochs=None), Config(), run)
    assert "epochCount is not set: Google chooses it" in said
    assert "200,000 to 400,000 tokens, 1.00 to 2.00 USD (at 5 USD per million tokens)" in said
    assert TuningJobKind().cost_warnings(job(run, TEXT, epochs=3), Config(), run) == []
    assert TuningJobKind().cost_warnings(job(run, VIDEO, epochs=None), Config(), run) == []
