"""What a training will cost: tokens as far as they are known, money where a price has a source."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import scan
from pulumi_google_tuning.data.datasets.tokens import Tokens
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle import estimates, prices
from pulumi_google_tuning.lifecycle.prices import Price
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

PRICED = Config(price_per_million_tokens=8.0)
EIGHT = Price(8.0, "")
SUPERVISED = "supervisedTuningSpec"


def rows(count: int) -> list[dict[str, Any]]:
    """Make rows of 40 characters each."""
    return [
        {
            "contents": [
                {"role": "user", "parts": [{"text": f"{number:030d}"}]},
                {"role": "model", "parts": [{"text": "0123456789"}]},
            ]
        }
        for number in range(count)
    ]


def with_image(count: int) -> list[dict[str, Any]]:
    """Make rows of an image and a word each."""
    image = {"fileData": {"mimeType": "image/jpeg", "fileUri": "gs://b/1.jpg"}}
    user = {"role": "user", "parts": [image, {"text": "Flaw"}]}
    return [{"contents": [user, {"role": "model", "parts": [{"text": "none"}]}]}] * count


def counted(run: Run, data: list[dict[str, Any]], epochs: Any = 4, **more: Any) -> dict[str, Any]:
    """Make the inputs of a job on data that a run has counted."""
    found = scan.scan(data)
    run.sizes.note(found)
    hyper = {} if epochs is None else {"hyperParameters": {"epochCount": epochs}}
    spec = {"trainingDatasetUri": f"gs://b/{found.sha256}.jsonl", **hyper}
    return {"baseModel": "gemini-2.5-flash", SUPERVISED: spec, **more}


@pytest.mark.parametrize(
    ("tokens", "price", "said"),
    [
        (Tokens(41234, 41234), None, "about 41,000 tokens"),
        (Tokens(41234, 41234), EIGHT, "about 41,000 tokens, 0.33 (at 8 per million tokens)"),
        (Tokens(7, 7), None, "about 7 tokens"),
        (Tokens(0, 0), EIGHT, "about 0 tokens, 0.00 (at 8 per million tokens)"),
        (
            Tokens(123_456_789, 123_456_789),
            Price(8, "EUR"),
            "about 120,000,000 tokens, 987.65 EUR (at 8 EUR per million tokens)",
        ),
        (Tokens(41234, 90000), None, "41,000 to 90,000 tokens"),
        (
            Tokens(410_000, 900_000),
            EIGHT,
            "410,000 to 900,000 tokens, 3.28 to 7.20 (at 8 per million tokens)",
        ),
        (
            Tokens(410_000, 900_000),
            Price(8, "EUR"),
            "410,000 to 900,000 tokens, 3.28 to 7.20 EUR (at 8 EUR per million tokens)",
        ),
    ],
)
def test_tokens_are_about_that_or_a_range(tokens: Tokens, price: Price | None, said: str) -> None:
    """Tokens are rounded, and money is told at a price alone, with its currency."""
    assert estimates.describe_tokens(tokens, price) == said


def test_what_is_not_counted_has_no_cost() -> None:
    """A single file without a length leaves neither a number nor a price."""
    said = estimates.describe_tokens(Tokens(41234, 41234, 3), EIGHT)
    assert said.startswith("no token count and no cost, because of 3 files")
    assert "41" not in said


@pytest.mark.parametrize(
    ("config", "base_model", "spec", "price"),
    [
        (Config(), "gemini-3.5-flash", SUPERVISED, Price(10.0, "USD")),
        (Config(), "publishers/google/models/gemini-3.5-flash", SUPERVISED, Price(10.0, "USD")),
        (Config(), "gemini-3.5-flash", "preferenceOptimizationSpec", None),
        (Config(), "gemini-of-tomorrow", SUPERVISED, None),
        (Config(), None, SUPERVISED, None),
        (PRICED, None, "", Price(8.0, "")),
        (Config(currency="EUR"), "gemini-3.5-flash", SUPERVISED, Price(10.0, "USD")),
        (
            Config(currency="EUR", currency_per_dollar=0.5),
            "gemini-3.5-flash",
            SUPERVISED,
            Price(5.0, "EUR"),
        ),
        (
            Config(currency="EUR", currency_per_dollar=0.5, price_per_million_tokens=8.0),
            "gemini-3.5-flash",
            SUPERVISED,
            Price(8.0, "EUR"),
        ),
    ],
)
def test_no_price_is_made_up(
    config: Config, base_model: str | None, spec: str, price: Price | None
) -> None:
    """The user's price goes first, then the catalogue's by model and method; a rate is given."""
    assert prices.of(config, base_model, spec) == price


def test_a_data_set_and_its_job_are_estimated() -> None:
    """The dataset's line has an epoch's tokens, the job's line those of all epochs."""
    run = Run()
    job = counted(run, rows(600))
    source = {"source": scan.scan(rows(600)).summary(), "bucket": "gs://b"}
    said = TuningDatasetKind().plan(source, PRICED, run)
    assert said == "600 rows, 79.2 kB: about 6,000 tokens per epoch, 0.05 (at 8 per million tokens)"
    planned = str(TuningJobKind().plan(job, PRICED, run))
    assert planned.endswith(".jsonl: about 24,000 tokens, 0.19 (at 8 per million tokens)")
    planned = str(TuningJobKind().plan(job, Config(), run))
    assert planned.endswith(".jsonl: about 24,000 tokens, 0.12 USD (at 5 USD per million tokens)")


def test_images_are_a_range_until_the_model_is_known() -> None:
    """A dataset tells the range over all models, a job that of its own."""
    run = Run()
    job = counted(run, with_image(600), epochs=1, baseModel="gemini-3.5-flash")
    source = {"source": scan.scan(with_image(600)).summary(), "bucket": "gs://b"}
    said = str(TuningDatasetKind().plan(source, PRICED, run))
    assert said.endswith(
        ": 150,000 to 1,400,000 tokens per epoch, 1.24 to 11.07 (at 8 per million tokens)"
    )
    planned = str(TuningJobKind().plan(job, Config(), run))
    assert planned.endswith(": about 670,000 tokens, 6.73 USD (at 10 USD per million tokens)")


def test_data_that_this_run_has_not_seen_is_not_guessed_at() -> None:
    """Somebody else's object, whatever its name, has no number of tokens."""
    for uri in ("gs://b/train.jsonl", f"gs://b/{'0' * 64}.jsonl"):
        assert (Run().sizes.tokens_at(uri), Run().sizes.rows_at(uri)) == (None, None)
