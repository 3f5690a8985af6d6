"""What is told once a run of a base model, and how a refusal is stopped by nothing or a setting."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
TODAY = date(2026, 11, 28)


def job(base: str, **more: Any) -> dict[str, Any]:
    """Return a job of a base model."""
    spec = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
    return {"baseModel": base, "supervisedTuningSpec": spec, **more}


class Said:
    """What one run says."""

    def __init__(self, today: date = TODAY, **config: Any) -> None:
        """Begin a run on a day."""
        self.run = Run(today=lambda: today)
        self.config = Config(project="p", **config)
        self.warned: list[str] = []
        self.told: list[str] = []

    def check(self, name: str, news: dict[str, Any], old: Any = None, **more: Any) -> list[Failure]:
        """Check a job of the run; return what is wrong."""
        urn = f"urn:pulumi:s::p::t::{name}"
        call = Call(urn=urn, run=self.run, warn=self.warned.append, say=self.told.append, **more)
        kind = TunedModelKind() if "trainingData" in news else KIND
        life = Lifecycle(kind, None, None, self.config)  # type: ignore[arg-type]
        return life.check(call, old or {}, news).failures


def test_a_retired_model_is_told_once_a_run() -> None:
    """Ten jobs of a model that Google retired make one warning, with the day and what to use."""
    said = Said()
    for number in range(10):
        assert said.check(f"j{number}", job("gemini-2.5-flash")) == []
    (warned,) = said.warned
    assert warned.startswith("gemini-2.5-flash was retired on 2026-10-20 (only projects that")
    assert "the same price until 2027-01-28" in warned
    assert warned.endswith("; tune gemini-3.5-flash instead")


def test_a_model_of_the_gemini_api_is_told_once_a_run() -> None:
    """The same for a TunedModel, whose base models can't be tuned any more."""
    said = Said()
    news = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": [["1", "2"]]}
    for number in range(3):
        assert said.check(f"m{number}", news) == []
    assert len(said.warned) == 1


def test_what_may_have_changed_stops_nothing() -> None:
    """A model that is closed to new users is told, and one that isn't known passes with a note."""
    said = Said(date(2026, 9, 21))
    assert said.check("a", job("gemini-2.5-flash")) == []
    assert said.check("b", job("gemini-9-flash")) == []
    soon, closed = said.warned
    assert soon.startswith("gemini-2.5-flash retires on 2026-10-20, in 29 days")
    assert "closed to new users since 2026-09-20" in closed
    (told,) = (one for one in said.told if "the catalogue of base models" in one)
    assert "gemini-9-flash is not in the catalogue of base models" in told
    assert "Did you mean" not in told  # it may be new


def test_a_misspelt_base_model_is_told_the_nearest() -> None:
    """Where more than its numbers differ; it passes all the same."""
    said = Said(date(2026, 9, 21))
    assert said.check("a", job("gemini-3.5-flsh")) == []
    (told,) = (one for one in said.told if "the catalogue of base models" in one)
    assert 'its limits are not checked. Did you mean "gemini-3.5-flash"? To list' in told


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 7, 21), None),
        (date(2026, 7, 22), "retires on 2026-10-20, in 90 days"),
        (date(2026, 10, 19), "retires on 2026-10-20, in 1 days"),
        (date(2026, 10, 20), "was retired on 2026-10-20"),
    ],
)
def test_a_job_hears_of_its_base_models_end(today: date, words: str | None) -> None:
    """Within 90 days of it a preview says so of a job that is there, which nothing changes."""
    said = Said(today)
    news = job("gemini-2.5-flash")
    assert said.check("a", news, check(KIND.schema, news).inputs) == []
    assert said.check("b", news, check(KIND.schema, news).inputs) == []
    assert [words in one for one in said.warned if words] == ([True] if words else [])
    assert len(said.warned) == (0 if words is None else 1)


def test_a_refresh_tells_of_the_end_once_a_run() -> None:
    """Drift says it too: two jobs of one base model that retires soon make one warning."""
    warned: list[str] = []
    run = Run(today=lambda: date(2026, 9, 1))
    inputs = check(KIND.schema, job("gemini-2.5-flash")).inputs
    outputs = {**inputs, "name": fake.JOB, "state": "JOB_STATE_SUCCEEDED"}
    for number in range(2):
        made = fake.job(baseModel="gemini-2.5-flash"), fake.model(), fake.endpoint(fake.ENDPOINT)
        api = FakeVertex(*made)
        call = Call(urn=f"urn:pulumi:s::p::t::{number}", run=run, warn=warned.append)
        Lifecycle(KIND, api, None).read(call, fake.JOB, inputs, outputs)  # type: ignore[arg-type]
    assert len([one for one in warned if "retires on 2026-10-20, in 49 days" in one]) == 1


def test_who_was_within_a_limit_stays() -> None:
    """A job that was trained before a limit moved is no error, whatever else of it changes."""
    news = job("gemini-2.0-flash", location="global")
    old = check(KIND.schema, news).inputs
    said = Said()
    assert said.check("a", {**news, "description": "new"}, old) == []
    assert [one.path for one in said.check("b", news)] == ["baseModel"]


def test_where_google_has_moved_a_refusal_can_be_a_warning() -> None:
    """A preview that refuses names the way out, and with it the same sentence stops nothing."""
    news = job("gemini-3.5-flash", location="global")
    said = Said()
    assert said.check("a", news) != []
    assert "pulumi config set google-tuning:catalogue warn" in said.told[0]
    said = Said(catalogue="warn")
    assert said.check("a", news) == []
    assert said.warned[0].startswith("location is global, but Google tunes")


def test_a_secret_base_model_is_told_nowhere() -> None:
    """No refusal and no notice shows a value that is secret, under another field's name either."""
    said = Said()
    news = job("gemini-2.5-flash", location="global")
    assert said.check("a", news, secret_inputs=frozenset({"baseModel"})) == []
    assert not [one for one in (*said.warned, *said.told) if "2.5-flash" in one]
