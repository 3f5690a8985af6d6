"""What a preview knows of what isn't there yet: what is certain, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.fields.values import UNKNOWN, contains_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, Row, StackState
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

URN = "urn:pulumi:s::p::t::a"
DIGEST = "c0ffee"
SOURCE = {"path": "r.jsonl", "sha256": DIGEST, "exampleCount": 3, "sizeBytes": 99, SKETCH: "x"}
DATASET = {"source": SOURCE, "bucket": "gs://bucket", "prefix": "sets"}
DATA = {"path": "r.jsonl", "sha256": DIGEST, "exampleCount": 3, SKETCH: "x"}
MODEL = {"baseModel": "models/b", "trainingData": DATA, "displayName": "m", "temperature": 0.7}


def life(kind: Kind, **config: Any) -> Lifecycle:
    """Return a life cycle that can send nothing."""
    return Lifecycle(kind, None, lambda *_: pytest.fail("polled"), Config(**config))  # type: ignore[arg-type]


def known(outputs: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of some outputs."""
    return {name: value for name, value in outputs.items() if not contains_unknown(value)}


def created(kind: Kind, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of an object to be; every output must be told of."""
    seen = life(kind).foresee_create(Call(urn=URN), inputs)
    assert {field.name for field in kind.schema.outputs} <= seen.keys()
    assert SKETCH not in str(seen)
    return known(seen)


def without(inputs: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return inputs without some."""
    return {name: value for name, value in inputs.items() if name not in names}


def test_a_datasets_address_follows_from_its_content() -> None:
    """So a job of the same run has a known training data address."""
    found = created(TuningDatasetKind(), DATASET)
    assert without(found, *DATASET) == {
        "uri": f"gs://bucket/sets/{DIGEST}.jsonl",
        "sha256": DIGEST,
        "exampleCount": 3,
        "sizeBytes": 99,
    }


@pytest.mark.parametrize("name", ["bucket", "prefix", "source"])
def test_an_address_isnt_guessed(name: str) -> None:
    """It isn't known while anything that it is made of isn't."""
    seen = life(TuningDatasetKind()).foresee_create(Call(), {**DATASET, name: UNKNOWN})
    assert seen["uri"] is UNKNOWN
    assert (seen["sha256"] is UNKNOWN) is (name == "source")


def test_a_models_name_is_known_where_the_user_chose_it() -> None:
    """Else it has the number of the attempt. What Google may write otherwise isn't known."""
    derived = {"trainingDataSha256": DIGEST, "exampleCount": 3}
    kind = TunedModelKind()
    inputs = without(MODEL, "trainingData", "baseModel", "temperature")
    assert without(created(kind, MODEL), "trainingData") == {**inputs, **derived}
    chosen = {"name": "tunedModels/mine", "tunedModelId": "mine"}
    found = created(kind, {**MODEL, "tunedModelId": "mine"})
    assert without(found, "trainingData") == {**inputs, **derived, **chosen}
    later = created(kind, {**MODEL, "tunedModelId": UNKNOWN, "trainingData": UNKNOWN})
    assert later == inputs


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (TuningJobKind(), {"baseModel": "gemini-2.5-flash", "labels": {"a": "b"}}),
        (PermissionKind(), {"tunedModel": "tunedModels/m", "granteeType": "EVERYONE"}),
    ],
    ids=lambda one: getattr(one, "noun", ""),
)
def test_what_the_server_chooses_isnt_known(kind: Kind, inputs: dict[str, Any]) -> None:
    """A job's and a permission's name are Google's: the inputs are all that is known."""
    assert created(kind, inputs) == inputs


OUTPUTS = {
    "name": "tunedModels/m-1",
    "tunedModelId": "m-1",
    "baseModel": "models/b",
    "state": "ACTIVE",
    "createTime": "2026-01-01T00:00:00Z",
    "updateTime": "2026-01-02T00:00:00Z",
    "temperature": 0.699999988,
    "topK": 40,
    "totalSteps": 38,
    "trainingDataSha256": DIGEST,
    "exampleCount": 3,
}


def updated(outputs: dict[str, Any], **news: Any) -> dict[str, Any]:
    """Return what is known after an update of the model."""
    seen = life(TunedModelKind()).foresee_update(
        Call(urn=URN), "tunedModels/m-1", MODEL, outputs, {**MODEL, **news}
    )
    return without(known(seen), "trainingData")


def test_what_a_patch_leaves_untouched_is_known() -> None:
    """The patched inputs too; not what the patch changes on Google's side, nor Google's choices."""
    found = updated(OUTPUTS, displayName="new")
    kept = without(OUTPUTS, "updateTime", "topK")
    assert found == {**kept, "displayName": "new"}
    found = updated(OUTPUTS, temperature=0.5)
    assert found == {**without(kept, "temperature"), "displayName": "m"}
    assert "description" not in updated(OUTPUTS, description=UNKNOWN)


def test_what_is_still_trained_may_end_otherwise() -> None:
    """An update waits on: state and steps aren't known, the name is."""
    found = updated({**OUTPUTS, "state": "CREATING"}, displayName="new")
    assert found["name"] == "tunedModels/m-1"
    assert not {"state", "totalSteps"} & found.keys()


@pytest.mark.parametrize("who", ["inputs", "configuration"])
def test_a_forced_replacement_is_denied_in_a_preview(who: str) -> None:
    """`--replace`, a taint, `replaceOnChanges`: the engine asks no diff about it."""
    state = StackState("lineage", (Row(URN, "tunedModels/m-1"),))
    call = Call(urn=URN, state=lambda: state)
    denying = {"retrain": "deny"}
    inputs = {**MODEL, **(denying if who == "inputs" else {})}
    config = denying if who == "configuration" else {}
    with pytest.raises(LifecycleError, match=r"a: .*retrain is deny, and this trains again"):
        life(TunedModelKind(), **config).foresee_create(call, inputs)
    assert life(TunedModelKind(), **config).foresee_create(Call(urn="new"), inputs)
