"""The words about a tuning job: what is wrong, what it will do, where it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
DATA = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
KEY = "projects/p/locations/{}/keyRings/r/cryptoKeys/k"


def news(**more: Any) -> dict[str, Any]:
    """Return a right job, with changes; None takes a field away."""
    said = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": DATA, **more}
    return {name: value for name, value in said.items() if value is not None}


def wrong(config: Config | None = None, **more: Any) -> dict[str, str]:
    """Return what is wrong with a job, by path; with the configuration where the rest is right."""
    found = check(KIND.schema, news(**more))
    failures = found.failures or KIND.problems(found.inputs, config or Config())
    return {failure.path: failure.reason for failure in failures}


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"baseModel": None}, "baseModel", "is required, or preTunedModel instead"),
        ({"supervisedTuningSpec": None}, "supervisedTuningSpec", "is required, or preference"),
        (
            {"preferenceOptimizationSpec": DATA},
            "preferenceOptimizationSpec",
            "can't be given together with supervisedTuningSpec",
        ),
        (
            {"preTunedModel": {"tunedModelName": "projects/p/locations/l/models/1@2"}},
            "preTunedModel",
            "can't be given together with baseModel",
        ),
        ({"baseModel": "models/gemini-3.5-flash"}, "baseModel", "on Vertex AI, such as gemini"),
        (
            {"supervisedTuningSpec": {"trainingDatasetUri": "train.jsonl"}},
            "supervisedTuningSpec.trainingDatasetUri",
            "not of the form gs://bucket/train.jsonl",
        ),
        (
            {"supervisedTuningSpec": DATA | {"tuningMode": "TUNING_MODE_FULL"}},
            "supervisedTuningSpec.tuningMode",
            "isn't in apiVersion v1; it is in v1beta1",
        ),
        (
            {"supervisedTuningSpec": DATA | {"hyperParameters": {"batchSize": 4}}},
            "supervisedTuningSpec.hyperParameters.batchSize",
            "isn't in apiVersion v1; it is in v1beta1",
        ),
        (
            {"supervisedTuningSpec": None, "veoTuningSpec": DATA},
            "veoTuningSpec",
            "isn't in apiVersion v1; it is in v1beta1",
        ),
        (
            {"apiVersion": "v1beta1", "customBaseModel": "gs://bucket/weights"},
            "outputUri",
            "is required",
        ),
        (
            {"apiVersion": "v1beta1", "baseModel": "meta/llama3_1@llama-3.1-8b"},
            "outputUri",
            "is required with apiVersion v1beta1",
        ),
        ({"baseModel": "meta/llama3_1@llama-3.1-8b"}, "baseModel", "apiVersion v1beta1"),
        ({"labels": {"Team": "nlp"}}, "labels", 'is "Team", not a label\'s key'),
        ({"labels": {"team": "N L P"}}, "labels.team", "not up to 63 lower-case letters"),
        ({"labels": {"pulumi-google-tuning": "x"}}, "labels.pulumi-google-tuning", "find the job"),
        ({"tunedModelDisplayName": "x" * 129}, "tunedModelDisplayName", "at most 128"),
        ({"location": "Zurich"}, "location", "not of the form us-central1"),
        ({"name": "mine"}, "name", "is an output"),
    ],
)
def test_what_is_wrong_fails_in_the_preview(changes: Any, path: str, words: str) -> None:
    """What Google would refuse after the fact is refused before, on its path and in words."""
    found = wrong(**changes)
    assert words in found[path], found


def test_right_jobs_pass() -> None:
    """Both spellings, numbers as text, international labels, datasets by name, and unknowns."""
    assert wrong(labels={"größe": "klein", "n": 5}, project=123) == {}
    dataset = {"training_dataset_uri": "projects/p/locations/l/datasets/5"}
    assert wrong(supervisedTuningSpec=None, preference_optimization_spec=dataset) == {}
    assert wrong(supervisedTuningSpec={"trainingDatasetUri": UNKNOWN}, labels=UNKNOWN) == {}
    assert wrong(baseModel=UNKNOWN, encryptionSpec={"kmsKeyName": UNKNOWN}) == {}


@pytest.mark.parametrize(
    ("location", "configured", "right"),
    [
        (None, "us-central1", False),
        (None, "europe-west4", True),
        ("europe-west4", "us-central1", True),
        ("eu", "europe-west4", False),
        (UNKNOWN, "us-central1", True),
    ],
)
def test_a_key_in_another_location_fails(location: Any, configured: str, right: bool) -> None:
    """A CMEK key must be where the job is: where the resource says, else the configuration."""
    spec = {"kmsKeyName": KEY.format("europe-west4")}
    found = wrong(Config(location=configured), encryptionSpec=spec, location=location)
    assert (found == {}) == right
    if not right:
        said = found["encryptionSpec.kmsKeyName"]
        assert said.startswith(f"is in europe-west4, but the job is in {location or configured}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "tunes gemini-3.5-flash for as many epochs as Google chooses on gs://bucket/train.j"),
        (
            {"supervisedTuningSpec": DATA | {"hyperParameters": {"epochCount": 4}}},
            "tunes gemini-3.5-flash for 4 epochs on gs://bucket/train.jsonl",
        ),
        (
            {"supervisedTuningSpec": {"trainingDatasetUri": UNKNOWN}},
            "on data whose address is not known yet",
        ),
        (
            {
                "baseModel": None,
                "preTunedModel": {"tunedModelName": "projects/p/locations/l/models/1@2"},
            },
            "tunes projects/p/locations/l/models/1@2 for",
        ),
    ],
)
def test_the_plan_says_what_is_tuned(changes: Any, said: str) -> None:
    """A preview tells the model, the epochs and the data, as far as they are known."""
    assert said in str(KIND.plan(news(**changes), Config(), Run()))


@pytest.mark.parametrize(("epochs", "warned"), [(1, True), (2, False), (4, False), (5, True)])
def test_epochs_outside_the_recommended(epochs: int, warned: bool) -> None:
    """One warning where Google recommends another number of epochs; the numbers are data."""
    said = KIND.advice(
        news(supervisedTuningSpec=DATA | {"hyperParameters": {"epochCount": epochs}}), Run()
    )
    assert bool(said) == warned
    assert not said or f"epochCount is {epochs}: Google recommends 2 to 4 epochs" in said[0]


@dataclass(frozen=True)
class Counted:
    """Stands for a dataset that this run has checked."""

    sha256: str
    count: int
    tokens: TokenCount = field(default_factory=TokenCount)


def measured_on(run: Run, held: int, trained_on: int) -> dict[str, Any]:
    """Return a job on two datasets of ours, with so many rows."""
    sets = {"validationDatasetUri": held, "trainingDatasetUri": trained_on}
    for name, count in sets.items():
        run.sizes.note(Counted(sha256(f"{name} {count}".encode()).hexdigest(), count))  # type: ignore[arg-type]
    return {
        name: f"gs://bucket/{sha256(f'{name} {count}'.encode()).hexdigest()}.jsonl"
        for name, count in sets.items()
    }


def refused(run: Run, **more: Any) -> dict[str, str]:
    """Return what speaks against a training, by path."""
    return {failure.path: failure.reason for failure in KIND.training_problems(news(**more), run)}


@pytest.mark.parametrize(
    ("held", "trained_on", "paths"),
    [
        (500, 5_000, []),
        (501, 5_000, ["validationDatasetUri"]),
        (501, 5_001, ["trainingDatasetUri", "validationDatasetUri"]),
    ],
)
def test_reinforcement_takes_so_many_rows(held: int, trained_on: int, paths: list[str]) -> None:
    """More rows than reinforcement tuning takes are refused before they are sent."""
    run = Run()
    spec = measured_on(run, held, trained_on)
    found = refused(run, supervisedTuningSpec=None, reinforcementTuningSpec=spec)
    assert list(found) == [f"reinforcementTuningSpec.{path}" for path in paths]
    assert all(". Google accepts at most" in reason for reason in found.values())


@pytest.mark.parametrize(
    ("held", "trained_on", "most"),
    [
        (5_000, 50_000, None),
        (5_001, 50_000, "5,000"),
        (1_000, 20, None),
        (1_001, 20, "1,000 for 20 in the training data"),
        (3_000, 10_000, None),
        (3_001, 10_000, "3,000 for 10,000 in the training data"),
    ],
)
@pytest.mark.parametrize("spec", ["supervisedTuningSpec", "preferenceOptimizationSpec"])
def test_too_much_validation_data(spec: str, held: int, trained_on: int, most: str | None) -> None:
    """More rows than Google takes are an error: 5,000, and beyond 1,000 a share."""
    run = Run()
    data = measured_on(run, held, trained_on)
    found = refused(run, **{"supervisedTuningSpec": None, spec: data})
    said = f"has {held:,} rows. Google accepts at most {most}: leave some out"
    assert found == ({f"{spec}.validationDatasetUri": said} if most else {})


@pytest.mark.parametrize(
    ("held", "trained_on", "most"),
    [
        (25, 100, None),
        (26, 100, "25 for 100 in the training data"),
        (1, 4, None),
        (5_001, 50_000, "5,000"),
    ],
)
@pytest.mark.parametrize(
    "base", ["google/gemma3@gemma-3-4b-it", "publishers/qwen/models/qwen3@qwen3-8b"]
)
def test_an_open_models_validation_data(
    base: str, held: int, trained_on: int, most: str | None
) -> None:
    """Of an open model Google takes a quarter of the training data's number, and 5,000 at most."""
    run = Run()
    data = measured_on(run, held, trained_on)
    found = refused(run, baseModel=base, supervisedTuningSpec=data)
    said = f"has {held:,} rows. Google accepts at most {most}: leave some out"
    assert found == ({"supervisedTuningSpec.validationDatasetUri": said} if most else {})


@pytest.mark.parametrize(
    "changes",
    [
        {"baseModel": "meta/llama3-8b@llama3-8b"},
        {"baseModel": None},
        {
            "supervisedTuningSpec": measured_on(Run(), 9_000, 9_000)
            | {"validationDatasetUri": UNKNOWN}
        },
        {
            "supervisedTuningSpec": measured_on(Run(), 9_000, 9_000)
            | {"validationDatasetUri": "gs://b/o"}
        },
    ],
    ids=["open model", "tuned on", "unknown", "somebody's"],
)
def test_validation_data_of_unknown_size_or_limits(changes: dict[str, Any]) -> None:
    """What isn't known, of the rows or of the model, is Google's to judge."""
    run = Run()
    data = measured_on(run, 9_000, 9_000)
    assert refused(run, **{"supervisedTuningSpec": data, **changes}) == {}


def test_what_was_trained_is_not_refused() -> None:
    """A job that was trained can be patched and kept, whatever the limits are now."""
    run = Run()
    olds = news(supervisedTuningSpec=measured_on(run, 9_000, 90_000))

    def unpolled(*_: Any) -> Poller:
        raise AssertionError("a check waits for nothing")

    life = Lifecycle(KIND, FakeVertex(), unpolled)

    def told(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
        return [failure.path for failure in life.check(Call(run=run), old, new).failures]

    refusal = ["supervisedTuningSpec.validationDatasetUri"]
    assert told({}, olds) == refusal
    assert told(olds, olds) == []
    assert told(olds, {**olds, "description": "new"}) == []
    assert told(olds, {**olds, "revision": "2"}) == refusal


def running(finer: str | None = None, **metadata: Any) -> dict[str, Any]:
    """Return a job that runs, as v1 shows it, or v1beta1 with its finer state."""
    job: dict[str, Any] = {"state": "JOB_STATE_RUNNING", "tuningJobMetadata": metadata}
    return job | ({"tuningJobState": f"TUNING_JOB_STATE_{finer}"} if finer else {})


EPOCHS = {"supervisedTuningSpec": {"hyperParameters": {"epochCount": "4"}}}
STEPS = {"tuningDataStats": {"supervisedTuningDataStats": {"tuningStepCount": "400"}}}


@pytest.mark.parametrize(
    ("job", "text", "percent"),
    [
        ({"state": "JOB_STATE_QUEUED"}, "queued", None),
        ({"state": "JOB_STATE_PENDING"}, "pending: Google prepares the job", None),
        ({"state": "JOB_STATE_CANCELLING"}, "being cancelled", None),
        ({"state": "JOB_STATE_PAUSED"}, "paused", None),
        (running("WAITING_FOR_QUOTA"), "waiting for quota", None),
        (running("PROCESSING_DATASET"), "processing data", None),
        (running("WAITING_FOR_CAPACITY"), "waiting for capacity", None),
        (
            running("TUNING", completedEpochCount="1", completedStepCount="130") | STEPS,
            "tuning: epoch 2/4 step 130/400",
            32.5,
        ),
        (running("TUNING", completedEpochCount="4"), "tuning: epoch 4/4", 100.0),
        (running() | STEPS, "tuning: 4 epochs 400 steps", None),
        (running(), "tuning: 4 epochs", None),
        (running("POST_PROCESSING", completedEpochCount="4"), "deploying", 100.0),
        ({}, "waiting to be accepted", None),
    ],
)
def test_states_are_told_apart(job: dict[str, Any], text: str, percent: float | None) -> None:
    """Each state has words of its own, with epochs and steps as far as Google shows them."""
    for shown, inputs in ((job | EPOCHS, {}), (job, EPOCHS)):
        seen = KIND.progress(shown, inputs)
        assert (seen.phase, seen.text) == (Phase.WORKING, text)
        assert seen.percent == (None if percent is None else pytest.approx(percent))


def test_a_running_job_of_nothing_known() -> None:
    """Without epochs or steps the row says that it tunes."""
    assert KIND.progress(running(), {}).text == "tuning"


@pytest.mark.parametrize(
    ("state", "phase"),
    [
        ("SUCCEEDED", Phase.READY),
        ("PARTIALLY_SUCCEEDED", Phase.READY),
        ("FAILED", Phase.FAILED),
        ("CANCELLED", Phase.FAILED),
        ("EXPIRED", Phase.FAILED),
    ],
)
def test_every_last_state_ends_the_wait(state: str, phase: Phase) -> None:
    """No last state is waited for, and stored outputs tell it as the server does."""
    assert KIND.progress({"state": f"JOB_STATE_{state}"}, {}).phase is phase


@pytest.mark.parametrize(
    ("more", "phase"),
    [
        ({}, Phase.WORKING),
        ({"endTime": "2026-11-21T08:00:00Z"}, Phase.FAILED),
        ({"endTime": "2026-11-21T08:00:00Z", "tunedModel": {"model": "m@1"}}, Phase.READY),
        (
            {"endTime": "2026-11-21T08:00Z", "tunedModel": {"model": "m@1"}, "error": {"code": 3}},
            Phase.FAILED,
        ),
    ],
)
def test_a_last_state_that_is_new_ends_the_wait(more: dict[str, Any], phase: Phase) -> None:
    """A state that Google adds is waited for only until the job has its end."""
    job = {"state": "JOB_STATE_SOMETHING_NEW", **more}
    assert KIND.progress(job, {}).phase is phase
    assert KIND.progress({**more, "state": "JOB_STATE_RUNNING"}, {}).phase is Phase.WORKING


def ended(state: str, **more: Any) -> Any:
    """Return a Vertex AI with a job that ended so."""
    return FakeVertex({"name": fake.JOB, "state": f"JOB_STATE_{state}", **more})


def test_a_failure_has_googles_words() -> None:
    """The job's own error is told; a cancelled and an expired job say that first."""
    error = {"code": 3, "message": "Row 7: no contents"}
    words = KIND.failure(ended("FAILED", error=error), fake.JOB, {})
    assert words == 'Google said: "Row 7: no contents" (code 3)'
    assert KIND.failure(ended("FAILED"), fake.JOB, {}) == "Google gave no reason"
    cancelled = KIND.failure(ended("CANCELLED", error={"code": 1, "message": "m"}), fake.JOB, {})
    assert cancelled.startswith(
        "it was cancelled, by an interrupted destroy or outside this stack; Google said"
    )
    assert KIND.failure(ended("EXPIRED"), fake.JOB, {}).startswith("it expired before it finished")


def test_a_partial_success_is_a_caveat() -> None:
    """What succeeded in part is usable, with a warning that has Google's words."""
    job = fake.job(state="JOB_STATE_PARTIALLY_SUCCEEDED", error={"code": 2, "message": "eval"})
    assert "only in part" in str(KIND.warning_when_ready(job))
    assert '"eval"' in str(KIND.warning_when_ready(job))
    assert KIND.warning_when_ready(fake.job()) is None


@pytest.mark.parametrize(
    ("spec", "where"),
    [
        ({"trainingDatasetUri": "gs://b/a.jsonl"}, "; it is line 3 of gs://b/a.jsonl"),
        ({"trainingDatasetUri": "gs://b/rows"}, "; it is line 3 of gs://b/rows"),
        (
            {"trainingDatasetUri": "gs://b/a.jsonl", "validationDatasetUri": "gs://b/v.jsonl"},
            "; it is line 3 of gs://b/a.jsonl or of gs://b/v.jsonl",
        ),
        ({"trainingDatasetUri": "projects/p/locations/l/datasets/1"}, ""),
        ({}, ""),
    ],
)
def test_an_example_is_a_line_of_its_object(spec: dict[str, Any], where: str) -> None:
    """Google counts examples: the object's address and line are told, where the job failed or not.

    Of training and validation data Google doesn't say which it means, so both are named.
    """
    error = {"code": 3, "message": "Dataset example 3 of 14 is odd."}
    given = {"supervisedTuningSpec": spec, "error": error}
    words = f'Google said: "{error["message"]}" (code 3){where}'
    assert KIND.failure(ended("FAILED", **given), fake.JOB, {}) == words
    told = KIND.warning_when_ready(fake.job(**given, state="JOB_STATE_PARTIALLY_SUCCEEDED"))
    assert f"{words}. The model can be used" in str(told)


def test_an_error_that_says_nothing_names_the_roles_of_an_account() -> None:
    """With a service account of its own it is mostly a missing role; else nothing is guessed."""
    error = {"code": 13, "message": "Internal error occurred. Contact Vertex AI."}
    account = {"serviceAccount": "me@p.iam.gserviceaccount.com"}
    said = KIND.failure(ended("FAILED", error=error), fake.JOB, account)
    assert "me@p.iam.gserviceaccount.com needs roles/aiplatform.tuningServiceAgent" in said
    assert "roles/iam.serviceAccountTokenCreator" in said
    assert "roles/" not in KIND.failure(ended("FAILED", error=error), fake.JOB, {})
    other = {**error, "message": "The data is bad."}
    assert "roles/" not in KIND.failure(ended("FAILED", error=other, **account), fake.JOB, {})


def test_a_job_without_its_endpoint_is_trained() -> None:
    """Google's own words tell it from a failure, which may name a model too."""
    error = {"code": 13, "message": "Failed to create endpoint. Tuned model is uploaded and so on."}
    job = {"state": "JOB_STATE_FAILED", "error": error, "tunedModel": {"model": f"{fake.MODEL}@1"}}
    assert KIND.progress(job, {}) == Progress(Phase.READY, "trained; Google created no endpoint")
    for other in ({"error": {**error, "message": "Bad data."}}, {"tunedModel": {}}):
        assert KIND.phase({**job, **other}) is Phase.FAILED


@pytest.mark.parametrize(
    ("held", "trained_on", "advised"),
    [(5, 99, True), (5, 100, False), (99, 1000, False)],
)
def test_few_training_rows_are_told(held: int, trained_on: int, advised: bool) -> None:
    """The job tells that its training data is small, once, and nothing of validation data."""
    run = Run()
    said = KIND.advice(news(supervisedTuningSpec=measured_on(run, held, trained_on)), run)
    assert bool(said) is advised
    assert all(
        "supervisedTuningSpec.trainingDatasetUri has 99 rows. Google recommends at least 100" in one
        for one in said
    )
    other = measured_on(run, held, trained_on)
    assert KIND.advice(news(supervisedTuningSpec=None, preferenceOptimizationSpec=other), run) == []
    assert KIND.advice(news(supervisedTuningSpec=other), Run()) == []


def test_a_stall_that_no_step_can_end_is_warned_of() -> None:
    """v1 shows no step while a job runs, so there it bounds the whole run."""
    stall = {"timeouts": {"stall": "2h"}}
    (said,) = KIND.advice(stall, Run())
    assert said.startswith("timeouts.stall is 2h: apiVersion v1 shows no steps")
    for quiet in ({**stall, "apiVersion": "v1beta1"}, {"timeouts": {"create": "2h"}}, {}):
        assert KIND.advice(quiet, Run()) == []
