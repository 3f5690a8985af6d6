"""Reading tuning jobs: found by label, shown without false drift, with what they made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.call import Call, Gone, LifecycleError, NotReady, Ready
from pulumi_google_tuning.lifecycle.comparison import differences, shown
from pulumi_google_tuning.lifecycle.identity import Identity
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.outputs import outputs_of
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
KEY = "numbers-0123"
INPUTS: dict[str, Any] = {
    "baseModel": "gemini-3.5-flash",
    "supervisedTuningSpec": {
        "trainingDatasetUri": "gs://bucket/train.jsonl",
        "hyperParameters": {"epochCount": 4, "learningRateMultiplier": 0.7},
    },
    "tunedModelDisplayName": "numbers",
    "description": "counts",
    "labels": {"team": "nlp"},
}
SERVED = {"displayName": "numbers", "description": "counts", "labels": {"team": "nlp", "x": "y"}}


def vertex(**job: Any) -> FakeVertex:
    """Return a Vertex AI with the job of INPUTS, in Google's forms, and all that it made."""
    spec = {
        "trainingDatasetUri": "gs://bucket/train.jsonl",
        "hyperParameters": {"epochCount": "4", "learningRateMultiplier": 0.699999988},
        "exportLastCheckpointOnly": False,
    }
    whole = fake.job(supervisedTuningSpec=spec, **job)
    return FakeVertex(whole, fake.model(**SERVED), fake.endpoint(fake.ENDPOINT, **SERVED))


def unpolled(_kind: Any, _values: Any) -> Poller:
    """Return a poller for what has ended, which nobody may ask."""
    return Poller(lambda _: pytest.fail("polled"), lambda _: pytest.fail("listed"), Pace())


def read(api: FakeVertex, inputs: dict[str, Any] = INPUTS, call: Call | None = None) -> Any:
    """Read the job as a refresh does."""
    life = Lifecycle(KIND, api, unpolled)
    outputs = {**inputs, "name": fake.JOB, "state": "JOB_STATE_SUCCEEDED"}
    return life.read(call or Call(), fake.JOB, inputs, outputs)


def update(api: FakeVertex, old: dict[str, Any], new: dict[str, Any]) -> Any:
    """Update the job as a run does."""
    life = Lifecycle(KIND, api, unpolled)
    return life.update(Call(), fake.JOB, old, {**old, "name": fake.JOB}, new)


def differing(inputs: dict[str, Any], job: dict[str, Any] | None) -> list[str]:
    """Name what the server has otherwise than declared."""
    return differences(KIND.schema, inputs, shown(KIND, job or {}, inputs))


@pytest.mark.parametrize(
    "base", ["gemini-3.5-flash", "publishers/google/models/gemini-3.5-flash"], ids=["short", "long"]
)
def test_other_forms_are_no_drift(base: str) -> None:
    """Numbers, publishers, defaults and others' labels on the server never show as changes."""
    seen = read(vertex(baseModel=base))
    assert isinstance(seen, Ready)
    assert seen.inputs == INPUTS
    assert seen.outputs["tunedModel"]["model"] == f"{fake.MODEL}@1"


def test_a_projects_number_is_its_id() -> None:
    """A tuned model to tune on from comes back with the project's number."""
    name = "locations/us-central1/models/5@1"
    inputs = {
        **{name: value for name, value in INPUTS.items() if name != "baseModel"},
        "preTunedModel": {"tunedModelName": f"projects/my-project/{name}"},
        "serviceAccount": "new@my-project.iam.gserviceaccount.com",
    }
    api = vertex(preTunedModel={"tunedModelName": f"projects/123456789012/{name}"})
    assert read(api, inputs).inputs == inputs
    assert differing(inputs, KIND.get(api, fake.JOB, inputs)) == []
    assert KIND.comparable_id(fake.JOB) == KIND.comparable_id(f"{fake.PARENT}/tuningJobs/7")


@pytest.mark.parametrize("place", ["models/11@1", "endpoints/21"])
def test_what_was_changed_elsewhere_is_seen(place: str) -> None:
    """Name, description and labels are read back from the Model and from the Endpoint."""
    api = vertex()
    held = api.held[f"locations/us-central1/{place}"]
    held.update(displayName="hers", labels={"team": "vision"})
    del held["description"]
    now = read(api).inputs
    assert (now["tunedModelDisplayName"], now["labels"]) == ("hers", {"team": "vision"})
    assert "description" not in now  # gone in one place: it has to be put there again
    assert differing(INPUTS, KIND.get(api, fake.JOB, INPUTS)) == [
        *("tunedModelDisplayName", "description", "labels.team")
    ]
    mended = update(api, INPUTS, INPUTS)
    assert isinstance(mended, Ready)
    assert held["displayName"] == "numbers"
    assert held["description"] == "counts"
    assert held["labels"]["team"] == "nlp"


def test_a_new_jobs_endpoint_is_held_against_the_program() -> None:
    """What a create waited for is looked at in both places: Google may have copied to one only."""
    api = vertex()
    api.held["locations/us-central1/endpoints/21"].update(description="", labels={})
    job = {**api.held["locations/us-central1/tuningJobs/7"]}
    whole = KIND.read_in_full(api, job)
    assert differing(INPUTS, whole) == ["description", "labels.team"]


def test_a_patch_names_what_changed_on_both() -> None:
    """A dropped label goes, a declared one is set, and others' labels and ours stay."""
    api = vertex()
    new = {**INPUTS, "labels": {"stage": "prod"}, "description": "counts on"}
    del new["tunedModelDisplayName"]
    assert isinstance(update(api, INPUTS, new), Ready)
    patches = [(path, params["updateMask"]) for m, path, params, _ in api.sent if m == "PATCH"]
    assert patches == [(fake.MODEL, "description,labels"), (fake.ENDPOINT, "description,labels")]
    for place in ("models/11@1", "endpoints/21"):
        held = api.held[f"locations/us-central1/{place}"]
        assert held["labels"] == {"x": "y", "stage": "prod", "pulumi-google-tuning": KEY}
        assert (held["displayName"], held["description"]) == ("numbers", "counts on")


def test_a_parents_model_is_never_patched() -> None:
    """A version that was added to the parent's model shares its name: the endpoint alone is."""
    api = vertex(preTunedModel={"tunedModelName": f"{fake.PARENT}/models/11@1"})
    api.held["locations/us-central1/models/11@1"]["displayName"] = "the parent's"
    assert read(api).inputs == INPUTS
    update(api, INPUTS, {**INPUTS, "tunedModelDisplayName": "next"})
    assert [path for m, path, *_ in api.sent if m == "PATCH"] == [fake.ENDPOINT]


def test_what_google_didnt_copy_is_no_drift_of_an_unwaited_job() -> None:
    """A job that isn't waited for was patched by nobody: what its model lacks counts as said."""
    api = vertex(
        tunedModelDisplayName="numbers", description="counts", labels={"team": "nlp", "z": "1"}
    )
    for place in ("models/11@1", "endpoints/21"):
        api.held[f"locations/us-central1/{place}"].update(description="", labels={})
    unwaited = {**INPUTS, "wait": False}
    assert read(api, unwaited).inputs == unwaited
    assert read(api).inputs["labels"] == {}


def test_a_model_deleted_elsewhere_is_gone() -> None:
    """Without its model a job is nothing: a refresh warns and the next run makes it again."""
    api = vertex()
    del api.held["locations/us-central1/models/11@1"]
    said: list[str] = []
    assert isinstance(read(api, call=Call(warn=said.append)), Gone)
    assert "models/11@1 was deleted outside this stack. The next `pulumi up`" in said[0]
    with pytest.raises(LifecycleError, match=r"models/11@1 was deleted .*up --refresh"):
        update(api, INPUTS, INPUTS)


@pytest.mark.parametrize("state", ["RUNNING", "FAILED", "EXPIRED"])
def test_a_model_that_is_only_named_is_not_missing(state: str) -> None:
    """A job may name its model before it has one, or fail without: that trains nothing again."""
    api = FakeVertex(fake.job(state=f"JOB_STATE_{state}"))
    seen = read(api)
    assert isinstance(seen, NotReady)
    assert ("still in training" if state == "RUNNING" else "failed") in seen.reason
    found = KIND.find(api, KEY, {})
    assert found is not None
    assert KIND.unusable_reason(found) is None
    unwaited = read(api, {**INPUTS, "wait": False})
    assert isinstance(unwaited, Ready)


def test_an_endpoint_deleted_elsewhere_is_told() -> None:
    """The model is there and doesn't answer: not ready, with what to do, and no retraining.

    Where the program wants no endpoint it is ready; where none can be made the update says so.
    """
    api = vertex()
    del api.held["locations/us-central1/endpoints/21"]
    seen = read(api)
    assert isinstance(seen, NotReady)
    assert "endpoints/21 was deleted outside this stack" in seen.reason
    assert "don't train again" in seen.reason
    left = update(api, INPUTS, {**INPUTS, "restoreEndpoint": False})
    assert isinstance(left, Ready)
    assert left.outputs["served"] is False
    refused = update(api, INPUTS, INPUTS)  # this Vertex AI makes no endpoints
    assert isinstance(refused, NotReady)
    assert "models/11@1 is trained but can't be deployed" in refused.reason


def test_a_job_cancelled_elsewhere_is_told() -> None:
    """A job of the state that was cancelled is described, and not made again by a bare run."""
    api = FakeVertex({"name": fake.JOB, "state": "JOB_STATE_CANCELLED"})
    for seen in (read(api), update(api, INPUTS, INPUTS)):
        assert isinstance(seen, NotReady)
        assert "it was cancelled, by an interrupted destroy or outside this stack" in seen.reason


def test_a_cancelled_job_is_not_taken_up() -> None:
    """What a create finds again and nothing is left of is of no use: the next attempt trains."""
    api = FakeVertex(fake.job(state="JOB_STATE_CANCELLED", tunedModel={}))
    found = KIND.find(api, KEY, {})
    assert found is not None
    assert KIND.unusable_reason(found) == "it was cancelled"
    api.hold(fake.job())
    found = KIND.find(api, KEY, {})
    assert found is not None
    assert "was deleted" in str(KIND.unusable_reason(found))


@pytest.mark.parametrize("ended", ["SUCCEEDED", "CANCELLED"])
def test_without_a_state_only_what_is_left_counts(ended: str) -> None:
    """A record whose model this or another stack deleted neither stops a create nor is adopted."""
    urn = "urn:pulumi:s::p::google-tuning:TuningJob::numbers"
    label = KIND.id_for(INPUTS, "numbers", Identity("another", urn, {}))
    old = f"{fake.SERVED}/tuningJobs/6"
    for inputs in (INPUTS, {**INPUTS, "adopt": True}):
        api = vertex()
        del api.held[fake.bare(fake.JOB)], api.held["locations/us-central1/models/11@1"]
        record = fake.job(name=old, labels={"pulumi-google-tuning": label})
        record["state"] = f"JOB_STATE_{ended}"
        api.hold({**record, **({"tunedModel": {}} if ended == "CANCELLED" else {})})
        life = Lifecycle(KIND, api, unpolled)
        made = life.create(Call(urn=urn), {**inputs, "wait": False})
        assert made.id == fake.JOB


@pytest.mark.parametrize("filters", ["honoured", "refused", "ignored"])
def test_a_job_is_found_by_its_label(filters: str) -> None:
    """Whatever becomes of a filter, a job of ours is found: not finding it would train again."""
    api = vertex()
    api.refused_filters, api.ignored_filters = filters == "refused", filters == "ignored"
    api.hold({"name": f"{fake.SERVED}/tuningJobs/8", "labels": {"team": "nlp"}})
    found = KIND.find(api, KEY, {})
    assert found is not None
    assert (found["name"], KIND.key_of(found)) == (fake.JOB, KEY)
    assert KIND.find(api, "another-4567", {}) is None
    assert set(KIND.list_all(api, {})) == {fake.JOB}


@pytest.mark.parametrize("understood", [":*", '"'])
def test_a_filter_that_is_understood_says_nothing_of_another(understood: str) -> None:
    """One form may find and the other find nothing ever: a job is found all the same."""
    api = vertex()
    call = api.send

    def half_blind(method: str, path: str, **more: Any) -> Any:
        wanted = (more.get("params") or {}).get("filter")
        return {} if wanted and not wanted.endswith(understood) else call(method, path, **more)

    api.send = half_blind  # type: ignore[method-assign]
    for _ in range(2):
        assert KIND.find(api, KEY, {}) is not None
        assert set(KIND.list_all(api, {})) == {fake.JOB}


def test_another_refusal_is_an_error() -> None:
    """Only a refused filter is answered with the whole list; a 403 stops the create."""
    api = vertex()
    api.failing["GET", "/tuningJobs"] = fake.api_error(403, "no")
    with pytest.raises(ApiError, match="no"):
        KIND.find(api, KEY, {})
    assert len(api.sent) == 1


def test_numbers_go_out_as_google_has_them() -> None:
    """An int64 is text, an int32 and a rate are numbers; 3.0 of our wire is a partner's 3."""
    partner = {"hyperParameters": {"epochs": 3.0, "rate": 0.5, "on": True}}
    reward = {"hyperParameters": {"epochCount": 3, "batchSize": 4, "learningRateMultiplier": 2}}
    inputs = {"partnerModelTuningSpec": partner, "reinforcementTuningSpec": reward}
    body = json.dumps(KIND.create_body(KEY, inputs))
    assert '"epochs": 3, "rate": 0.5, "on": true' in body
    assert '"epochCount": "3", "batchSize": 4, "learningRateMultiplier": 2' in body


def test_the_labels_value_is_one() -> None:
    """Whatever a resource is called, its identity is a right label."""
    for name in ("numbers", "N" * 200, "größe/ 7", "7"):
        value = KIND.id_for({}, name, Identity("lineage", "urn", {}))
        assert len(value) <= 63
        assert value.replace("-", "").isalnum()
        assert value == value.lower()


def test_the_state_has_counts_and_no_examples() -> None:
    """Sample rows and distributions stay at Google's; numbers are numbers; it stays small."""
    content = {"role": "user", "parts": [{"text": "a very secret question"}]}
    stats = {
        "tuningDatasetExampleCount": "500",
        "tuningStepCount": "400",
        "userDatasetExamples": [content] * 5,
        "userInputTokenDistribution": {"sum": "1", "buckets": [{"count": 1.0}] * 100},
        "droppedExampleReasons": ["secret"] * 500,
    }
    checkpoints = [
        {"checkpointId": str(n), "epoch": "1", "step": str(n), "endpoint": fake.ENDPOINT}
        for n in range(1, 1001)
    ]
    made = {"model": f"{fake.MODEL}@1", "endpoint": fake.ENDPOINT, "checkpoints": checkpoints}
    error = {"code": 3, "message": "m" * 9000, "details": [content]}
    job = fake.job(
        tuningDataStats={"supervisedTuningDataStats": stats}, tunedModel=made, error=error
    )
    outputs = outputs_of(KIND, job, INPUTS)
    text = json.dumps(outputs)
    assert "secret" not in text
    assert len(text) < 16_000
    kept = outputs["tuningDataStats"]["supervisedTuningDataStats"]
    assert kept == {"tuningDatasetExampleCount": 500, "tuningStepCount": 400}
    shown = outputs["tunedModel"]["checkpoints"]
    assert (len(shown), shown[0]["step"], shown[-1]["step"]) == (50, 1, 1000)


def test_what_a_failed_update_was_to_clear_is_cleared_by_the_next() -> None:
    """A dropped label and a dropped text go, however often the patch failed before.

    The engine stores the program's inputs of an update that failed, so the inputs tell nothing.
    """
    api = vertex()
    api.held["locations/us-central1/endpoints/21"]["labels"] = {"team": "nlp", "old": "x"}
    api.held["locations/us-central1/models/11@1"]["labels"] = {"team": "nlp", "old": "x"}
    before = {**INPUTS, "labels": {"team": "nlp", "old": "x"}}
    new = {name: value for name, value in INPUTS.items() if name != "description"}
    outputs = {**before, "name": fake.JOB, "state": "JOB_STATE_SUCCEEDED"}
    life = Lifecycle(KIND, api, unpolled)
    api.failing["PATCH", "models/11"] = fake.api_error(403, "not now")
    for olds in (before, new):
        failed = life.update(Call(), fake.JOB, olds, outputs, new)
        assert isinstance(failed, NotReady)
        outputs = failed.outputs
        # Of a secret only the outputs would lose the mark: so they have no value.
        assert (outputs["description"], outputs["labels"]["old"]) == ("", "")
    read_again = life.read(Call(), fake.JOB, new, outputs)
    assert isinstance(read_again, NotReady)
    assert "description, labels still has to be cleared" in read_again.reason
    assert read_again.inputs == new
    api.failing.clear()
    done = life.update(Call(), fake.JOB, new, read_again.outputs, new)
    assert isinstance(done, Ready)
    assert "description" not in done.outputs
    assert done.outputs["labels"] == {"team": "nlp"}
    for name in ("models/11@1", "endpoints/21"):
        shown = api.held[f"locations/us-central1/{name}"]
        assert not shown["description"]
        assert "old" not in shown["labels"]
    assert isinstance(life.read(Call(), fake.JOB, new, done.outputs), Ready)


def test_a_text_that_somebody_cleared_is_drift_and_nothing_to_clear() -> None:
    """What a refresh finds missing leaves inputs and outputs, and no second refresh complains."""
    api = vertex()
    for name in ("models/11@1", "endpoints/21"):
        del api.held[f"locations/us-central1/{name}"]["description"]
    seen = read(api)
    assert isinstance(seen, Ready)
    assert "description" not in seen.outputs
    life = Lifecycle(KIND, api, unpolled)
    assert isinstance(life.read(Call(), fake.JOB, seen.inputs, seen.outputs), Ready)


def test_a_wrong_endpoint_deletes_nothing_from_the_state() -> None:
    """A proxy's page with a 404 is an error for a refresh and a destroy: the job isn't gone."""
    page = ApiError(404, "NOT_FOUND", "no such route", enveloped=False)
    for part in ("tuningJobs/7", "models/11", "endpoints/21"):
        api = vertex()
        api.failing["GET", part] = page
        with pytest.raises(ApiError, match="no such route"):
            read(api)
        life = Lifecycle(KIND, api, unpolled)
        with pytest.raises(ApiError, match="no such route"):
            life.delete(Call(), fake.JOB, {"name": fake.JOB})
