"""What a training will cost: tokens by a rule of thumb, money at the user's price alone."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import scan
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle import estimates
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

PRICED = Config(price_per_million_tokens=8.0)


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


@pytest.mark.parametrize(
    ("tokens", "config", "said"),
    [
        (41234, Config(), "about 41,000 tokens"),
        (41234, PRICED, "about 41,000 tokens, 0.33 at 8 a million"),
        (7, Config(), "about 7 tokens"),
        (0, PRICED, "about 0 tokens, 0.00 at 8 a million"),
        (123_456_789, PRICED, "about 120,000,000 tokens, 987.65 at 8 a million"),
    ],
)
def test_no_price_is_made_up(tokens: int, config: Config, said: str) -> None:
    """Tokens are rounded, and money is told only at a price that the user has set."""
    assert estimates.describe_tokens(tokens, config) == said


def test_a_data_set_and_its_job_are_estimated() -> None:
    """The dataset's line has an epoch's tokens, the job's line those of all epochs."""
    data = scan.scan(rows(600))
    run = Run()
    run.sizes.note(data)
    source = {"source": data.summary(), "bucket": "gs://b"}
    said = TuningDatasetKind().plan(source, PRICED, run)
    assert said == "600 rows, 79.2 kB: about 6,000 tokens an epoch, 0.05 at 8 a million"
    job: dict[str, Any] = {
        "baseModel": "gemini-2.5-flash",
        "supervisedTuningSpec": {
            "trainingDatasetUri": f"gs://b/{data.sha256}.jsonl",
            "hyperParameters": {"epochCount": 4},
        },
    }
    planned = str(TuningJobKind().plan(job, PRICED, run))
    assert planned.endswith(".jsonl: about 24,000 tokens, 0.19 at 8 a million")


def test_data_that_this_run_has_not_seen_is_not_guessed_at() -> None:
    """Somebody else's object, whatever its name, has no number of tokens."""
    for uri in ("gs://b/train.jsonl", f"gs://b/{'0' * 64}.jsonl"):
        assert (Run().sizes.tokens_at(uri), Run().sizes.rows_at(uri)) == (None, None)
