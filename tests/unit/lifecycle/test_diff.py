"""Diff: what was trained on replaces, the rest is patched, the provider's own says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Change, LifecycleError
from pulumi_google_tuning.lifecycle.comparison import drifted, shown
from pulumi_google_tuning.lifecycle.diff import diff as diff_under
from pulumi_google_tuning.lifecycle.outputs import inputs_of, outputs_of
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TunedModelKind()
ID = "tunedModels/m-1"
INPUTS: dict[str, Any] = {
    "baseModel": "models/b",
    "trainingData": {"path": "a.jsonl", "sha256": "a" * 64, "exampleCount": 15},
    "hyperparameters": {"epochCount": 10, "batchSize": 4, "learningRate": 0.001},
    "displayName": "m",
    "temperature": 0.7,
    "readerProjectNumbers": ["1", "2"],
}
SERVER: dict[str, Any] = {
    "name": ID,
    "state": "ACTIVE",
    "baseModel": "models/b",
    "displayName": "m",
    "temperature": 0.699999988,
    "topK": 64,
    "readerProjectNumbers": ["2", "1"],
    "tuningTask": {"hyperparameters": {"epochCount": 10, "batchSize": 4, "learningRate": 0.001}},
}
OUTPUTS = outputs_of(KIND, SERVER, INPUTS)


def diff(*args: Any, run: Run | None = None) -> Change:
    """Compare under a configuration that says nothing, in a run of its own or this one."""
    return diff_under(*args, Config(), Call(run=run or Run()))


def drift(obj: dict[str, Any]) -> dict[str, Any]:
    """Return INPUTS as the server's object has them."""
    return drifted(KIND.schema, INPUTS, shown(KIND, obj, INPUTS))


def changed(**changes: Any) -> dict[str, Any]:
    """Return INPUTS with changes; None takes a key away."""
    return {key: value for key, value in {**INPUTS, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"baseModel": "models/other"}, "baseModel"),
        ({"trainingData": {"sha256": "b" * 64, "exampleCount": 15}}, "trainingData"),
        ({"hyperparameters": {"epochCount": 11, "batchSize": 4}}, "hyperparameters"),
        ({"hyperparameters": None}, "hyperparameters"),
        ({"revision": "2"}, "revision"),
        ({"baseModel": None, "tunedModelSource": UNKNOWN}, "tunedModelSource"),
    ],
)
def test_what_was_trained_on_replaces(changes: dict[str, Any], field: str) -> None:
    """A change of what was trained on asks for a new training and says which one and why."""
    found = diff(KIND, ID, INPUTS, OUTPUTS, changed(**changes))
    assert field in found.replaces
    assert f"trains again: {'baseModel' if 'baseModel' in changes else field}" in str(found.summary)
    assert f"replaces {ID}" in str(found.summary)


def test_a_nested_change_is_told_by_its_path() -> None:
    """Inside a job's spec only what differs is named, with what it was and what it is."""
    spec = {
        "trainingDatasetUri": "gs://b/t.jsonl",
        "hyperParameters": {"epochCount": 2, "adapterSize": "ADAPTER_SIZE_ONE"},
    }
    other = {**spec, "hyperParameters": {"epochCount": 3, "adapterSize": "ADAPTER_SIZE_ONE"}}
    old = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": spec}
    new = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": other}
    found = diff(TuningJobKind(), "projects/1/locations/l/tuningJobs/2", old, {}, new)
    assert "again: supervisedTuningSpec.hyperParameters.epochCount 2 → 3, replaces" in str(
        found.summary
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*range(1, 15), 20, 21, 22], "+3 −1 of 17 examples)"),
        ([*range(14), -14], "+1 −1 of 15 examples)"),
        ([*range(14, -1, -1)], "the same 15 examples in a different order or format)"),
        ([*range(100, 200)], "15 → 100 examples)"),
    ],
)
def test_changed_data_is_told_in_rows(rows: list[int], said: str) -> None:
    """A preview says how many rows came and went, though the state has none of them."""
    old = read([[str(n), "x"] for n in range(15)]).summary()
    new = read([[str(n), "x"] for n in rows]).summary()
    found = diff(KIND, ID, changed(trainingData=old), OUTPUTS, changed(trainingData=new))
    assert f"sha256 {old['sha256'][:8]}… → {new['sha256'][:8]}…, {said}" in str(found.summary)


def test_a_dataset_has_rows() -> None:
    """What changed in a dataset is counted in rows: examples are the Gemini API's."""
    old = {"source": {"sha256": "a" * 64, "exampleCount": 15, "sizeBytes": 1}, "bucket": "gs://b"}
    new = {
        "source": {"sha256": "b" * 64, "exampleCount": 154_736, "sizeBytes": 1},
        "bucket": "gs://b",
    }
    key = f"gs://b/{'a' * 64}.jsonl#reference"
    found = diff(TuningDatasetKind(), key, old, {}, new)
    assert "source (sha256 aaaaaaaa… → bbbbbbbb…, 15 → 154,736 rows)" in str(found.summary)


@pytest.mark.parametrize(
    "changes",
    [
        {"displayName": "n"},
        {"description": "d"},
        {"temperature": 0.8},
        {"topP": 0.5},
        {"topK": 3},
        {"readerProjectNumbers": ["3"]},
        {"displayName": None},
    ],
)
def test_the_rest_is_patched(changes: dict[str, Any]) -> None:
    """Nothing else than what was trained on ever asks for a training."""
    found = diff(KIND, ID, INPUTS, OUTPUTS, changed(**changes))
    assert found.replaces == ()
    assert found.patches == tuple(changes)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "wait": st.booleans(),
            "adopt": st.booleans(),
            "timeouts": st.just({"create": "6h"}),
            "apiVersion": st.sampled_from(["v1beta", "v1beta3"]),
            "temperature": st.just("0.7"),
            "readerProjectNumbers": st.just(["2", "1"]),
            "trainingData": st.just({"path": "b.csv", "sha256": "a" * 64, "exampleCount": 15}),
            "baseModel": st.just("b"),
            "tunedModelId": st.just("m-1"),
        },
    )
)
def test_other_forms_and_our_own_settings_are_no_change(changes: dict[str, Any]) -> None:
    """Number forms, order, prefixes, a moved file and the provider's settings change nothing."""
    assert not diff(KIND, ID, INPUTS, OUTPUTS, changed(**changes)).any


def test_a_new_id_alone_is_refused() -> None:
    """A rename must not cost a training: it is refused, unless a training is asked for too."""
    with pytest.raises(LifecycleError, match="can't be renamed to 'other'"):
        diff(KIND, ID, INPUTS, OUTPUTS, changed(tunedModelId="other"))
    both = diff(KIND, ID, INPUTS, OUTPUTS, changed(tunedModelId="other", revision="2"))
    assert both.replaces == ("revision", "tunedModelId")
    assert both.delete_before_replace


def test_waiting_can_be_asked_for_later() -> None:
    """A model that wasn't waited for and still trains is waited for once `wait` isn't false."""
    outputs = {**OUTPUTS, "state": "CREATING", "wait": False}
    assert diff(KIND, ID, changed(wait=False), outputs, INPUTS).must_wait
    done = {**OUTPUTS, "wait": False}
    assert not diff(KIND, ID, changed(wait=False), done, INPUTS).any


def test_the_server_in_another_form_is_no_drift() -> None:
    """32-bit floats, order and Google's own defaults leave the inputs as the program has them."""
    assert drift(SERVER) == INPUTS


def test_drift_is_what_was_declared_and_changed() -> None:
    """A declared field has the server's value; an undeclared one isn't looked at."""
    theirs = {**SERVER, "displayName": "hers", "description": "new", "topK": 1}
    del theirs["temperature"]
    now = drift(theirs)
    assert now == {**changed(temperature=None), "displayName": "hers"}


def test_a_host_without_old_inputs_never_retrains() -> None:
    """Stored outputs stand in for old inputs, and what Google chose is no change of them."""
    olds = inputs_of(KIND, OUTPUTS, INPUTS)
    assert not diff(KIND, ID, olds, OUTPUTS, INPUTS).any
    fewer = changed(temperature=None)
    assert not diff(KIND, ID, inputs_of(KIND, OUTPUTS, fewer), OUTPUTS, fewer).replaces


def test_what_rests_on_an_unknown_is_not_certain() -> None:
    """A source that is only patched is unknown in a preview: that must not count as a training."""
    tuned = {**changed(baseModel=None), "tunedModelSource": "tunedModels/a"}
    found = diff(KIND, ID, tuned, OUTPUTS, {**tuned, "tunedModelSource": UNKNOWN})
    assert found.replaces == ("tunedModelSource",)
    assert not found.certain
    assert str(found.summary).startswith("may train again: tunedModelSource (known after")
    assert diff(KIND, ID, INPUTS, OUTPUTS, changed(revision="2")).certain


@pytest.mark.parametrize("spec_known", [True, False])
@pytest.mark.parametrize(("replaced", "certain"), [("mine", True), ("another", False)])
def test_only_the_jobs_own_dataset_makes_its_retraining_certain(
    replaced: str, certain: bool, spec_known: bool
) -> None:
    """An address that isn't known yet is a new one where the dataset of the old one is replaced.

    Another dataset's replacement says nothing of it, nor does one of another run.
    """
    kind, datasets, run = TuningJobKind(), TuningDatasetKind(), Run()
    sets = {name: f"gs://b/{name}.jsonl#ref" for name in ("mine", "another")}
    run.note_replacement("urn", datasets.addresses(sets[replaced], {}))
    spec = {"trainingDatasetUri": "gs://b/mine.jsonl", "hyperParameters": {"epochCount": 2}}
    old = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": spec}
    unknown = {**spec, "trainingDatasetUri": UNKNOWN} if spec_known else UNKNOWN
    new = {**old, "supervisedTuningSpec": unknown}
    assert diff(kind, "jobs/1", old, {}, new, run=run).certain is certain
    assert not diff(kind, "jobs/1", old, {}, new).certain


def test_a_job_on_a_replaced_jobs_model_trains_again_for_certain() -> None:
    """What a job tuned on is named by its model, which another job's replacement makes anew."""
    kind, run = TuningJobKind(), Run()
    made = {"model": "projects/1/locations/l/models/7@1", "endpoint": "projects/1/x"}
    run.note_replacement("urn", kind.addresses("jobs/1", {"tunedModel": made}))
    old = {"preTunedModel": {"tunedModelName": made["model"]}}
    new = {"preTunedModel": {"tunedModelName": UNKNOWN}}
    assert diff(kind, "jobs/2", old, {}, new, run=run).certain
    assert not diff(kind, "jobs/2", old, {}, new).certain


def test_what_was_trained_on_never_drifts() -> None:
    """It can't change at Google's: another form there must never cost a training."""
    theirs = {**SERVER, "baseModel": "models/alias", "tuningTask": {"hyperparameters": {}}}
    assert drift(theirs) == INPUTS


def test_a_summary_shows_no_text_that_may_be_anything() -> None:
    """Numbers, names and addresses are shown as they change; of prompts and code only the path.

    A provider isn't told what is a secret, and what it says isn't encrypted.
    """

    def job(prompt: str, epochs: int, code: str) -> dict[str, Any]:
        scorer = {"autoraterScorer": {"autoraterPrompt": prompt}}
        other = {"rewardConfig": {"codeExecutionRewardScorer": {"pythonCodeSnippet": code}}}
        return {
            "baseModel": f"gemini-3.5-flash-{epochs}",
            "reinforcementTuningSpec": {
                "singleRewardConfig": scorer,
                "compositeRewardConfig": {"weightedRewardConfigs": [other]},
                "hyperParameters": {"epochCount": epochs, "thinkingLevel": f"LEVEL{epochs}"},
                "trainingDatasetUri": f"gs://b/{epochs}.jsonl",
            },
            "partnerModelTuningSpec": {"hyperParameters": {"key": prompt, "rate": epochs}},
            "revision": str(epochs),
        }

    kind = TuningJobKind()
    change = diff(kind, "j", job("hunter2", 1, "swordfish"), {}, job("hunter3", 2, "xyzzy"))
    said = str(change.summary)
    for word in ("hunter", "swordfish", "xyzzy"):
        assert word not in said
    for part in (
        "baseModel gemini-3.5-flash-1 → gemini-3.5-flash-2",
        "hyperParameters.epochCount 1 → 2",
        "thinkingLevel LEVEL1 → LEVEL2",
        "trainingDatasetUri gs://b/1.jsonl → gs://b/2.jsonl",
        "singleRewardConfig.autoraterScorer.autoraterPrompt changed",
        "compositeRewardConfig.weightedRewardConfigs changed",
        "partnerModelTuningSpec.hyperParameters.key changed",
        "partnerModelTuningSpec.hyperParameters.rate 1 → 2",
        "revision 1 → 2",
    ):
        assert part in said


JOB_ID = "projects/123456789012/locations/us-central1/tuningJobs/7"
JOB_INPUTS: dict[str, Any] = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": {"x": 1}}
TUNED_ON: dict[str, Any] = {
    "preTunedModel": {"tunedModelName": "projects/my-project/locations/us-central1/models/1@2"},
    "supervisedTuningSpec": {"x": 1},
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"location": "us-central1"}),
        ({"location": "us-central1"}, {"location": None}),
        ({}, {"project": "my-project"}),
        ({"project": "my-project"}, {"project": None}),
        ({"project": "my-project"}, {"project": "123456789012"}),
        ({}, {"baseModel": "publishers/google/models/gemini-3.5-flash"}),
        ({}, {"supervisedTuningSpec": {"x": 1, "exportLastCheckpointOnly": False}}),
        (
            TUNED_ON,
            {
                "preTunedModel": {
                    "tunedModelName": "projects/123456789012/locations/us-central1/models/1@2"
                }
            },
        ),
    ],
)
def test_saying_what_a_job_is_already_trains_nothing(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    """A place that is written out, and a name in its other form, ask for no other training."""
    olds = before if "preTunedModel" in before else {**JOB_INPUTS, **before}
    news = {key: value for key, value in {**olds, **after}.items() if value is not None}
    config = Config(project="my-project", location="us-central1")
    found = diff_under(TuningJobKind(), JOB_ID, olds, {}, news, config, Call())
    assert not found.any
    assert found.summary is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"location": "europe-west4"}),
        ({"location": "us-central1"}, {"location": None}),
        ({}, {"project": "another"}),
        ({"project": "another"}, {"project": None}),
        ({}, {"project": "999999999999"}),
        ({}, {"location": UNKNOWN}),
        ({}, {"supervisedTuningSpec": {"x": 1, "exportLastCheckpointOnly": True}}),
        ({}, {"supervisedTuningSpec": None, "preferenceOptimizationSpec": {"x": 1}}),
        ({}, {"baseModel": "publishers/meta/models/gemini-3.5-flash"}),
        (
            TUNED_ON,
            {
                "preTunedModel": {
                    "tunedModelName": "projects/another/locations/us-central1/models/1@2"
                }
            },
        ),
        (
            TUNED_ON,
            {"preTunedModel": {**TUNED_ON["preTunedModel"], "checkpointId": "3"}},
        ),
    ],
)
def test_another_place_or_model_trains_again(before: dict[str, Any], after: dict[str, Any]) -> None:
    """What is really elsewhere, or another model, is a new training."""
    olds = before if "preTunedModel" in before else {**JOB_INPUTS, **before}
    news = {key: value for key, value in {**olds, **after}.items() if value is not None}
    config = Config(project="my-project", location="europe-west1")
    assert diff_under(TuningJobKind(), JOB_ID, olds, {}, news, config, Call()).replaces
