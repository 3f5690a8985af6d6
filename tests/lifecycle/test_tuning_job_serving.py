"""A job that is trained and that no endpoint answers for, over gRPC: told, and finished."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.job_world import NOTHING, JobWorld, checked
from support.plugin import InitFailed
from support.world import World

WORDS = "the training is finished and billed; only the endpoint is missing"
SERVED = {"runningJobs": 0, "models": 1, "endpoints": 1}
OPEN = {
    "base_model": "google/gemma3@gemma-3-12b-it",
    "api_version": "v1beta1",
    "output_uri": "gs://my-data/out",
}


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on, whose endpoints can't be created."""
    found = JobWorld(world)
    found.emulator.settings(failEndpoints=["numbers"])
    return found


def unserved(jobs: JobWorld, **changes: Any) -> tuple[Any, dict[str, Any], InitFailed]:
    """Return a plugin, inputs, and how the create of the job ended."""
    plugin = jobs.plugin()
    inputs = checked(plugin, **changes)
    with pytest.raises(InitFailed, match=WORDS) as failed:
        plugin.create("numbers", inputs)
    return plugin, inputs, failed.value


def test_a_missing_endpoint_is_no_failed_training(jobs: JobWorld) -> None:
    """It is told as what it is, nothing says to train again, and an update finishes it for good."""
    plugin, inputs, ended = unserved(jobs)
    assert "don't train again" in str(ended)
    assert "revision" not in str(ended)
    outputs = ended.properties
    assert outputs["served"] is False
    assert "endpoint" not in outputs["tunedModel"]
    answer = plugin.diff("numbers", ended.id, outputs, inputs, inputs)
    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_SOME, [])
    assert plugin.engine.said("to an endpoint without retraining: the training is not billed again")
    later = plugin.update("numbers", ended.id, outputs, inputs, inputs)
    assert later["served"] is True
    endpoint = jobs.api("GET", later["tunedModel"]["endpoint"])
    assert endpoint["labels"]["team"] == "nlp"
    assert endpoint["displayName"] == "numbers"
    assert jobs.counts() == SERVED
    assert len(jobs.names()) == 1
    _, seen, now = plugin.read("numbers", ended.id, later, inputs)
    assert (seen, now) == (later, inputs)
    done = plugin.diff("numbers", ended.id, seen, inputs, inputs)
    assert done.changes == done.DIFF_NONE
    new = checked(plugin, labels={"team": "other"})
    plugin.update("numbers", ended.id, later, inputs, new)
    assert jobs.api("GET", later["tunedModel"]["endpoint"])["labels"]["team"] == "other"
    plugin.delete("numbers", ended.id, later)
    assert jobs.counts() == NOTHING


@pytest.mark.essential
@pytest.mark.parametrize("route", ["endpoints", "deployModel"])
@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
def test_what_was_cut_off_is_finished_once(jobs: JobWorld, route: str, *, applied: bool) -> None:
    """Killed before or after either POST, it is finished by the next update, with one endpoint."""
    jobs.emulator.settings(operationSeconds=0.5)
    plugin, inputs, ended = unserved(jobs)
    pattern = r":deployModel$" if route == "deployModel" else r"/endpoints$"
    # As good as a kill: the plugin learns nothing of what became of it, and goes no further.
    jobs.emulator.fault(method="POST", path=pattern, status=403, work=applied, count=1)
    with pytest.raises(InitFailed, match="403"):
        plugin.update("numbers", ended.id, ended.properties, inputs, inputs)
    jobs.emulator.clear_faults()
    later = plugin.update("numbers", ended.id, ended.properties, inputs, inputs)
    assert later["served"] is True
    assert jobs.counts() == SERVED
    deployed = jobs.api("GET", later["tunedModel"]["endpoint"])["deployedModels"]
    assert len(deployed) == 1
    plugin.delete("numbers", ended.id, ended.properties)
    assert jobs.counts() == NOTHING


def test_what_was_taken_away_comes_back(jobs: JobWorld) -> None:
    """Undeployed or deleted elsewhere it is deployed again, unless the program says to leave it."""
    jobs.emulator.settings(failEndpoints=[])
    plugin = jobs.plugin()
    spec = {"training_dataset_uri": "gs://my-data/train.jsonl", "export_last_checkpoint_only": True}
    inputs = checked(plugin, supervised_tuning_spec=spec)
    object_id, outputs = plugin.create("numbers", inputs)
    assert outputs["served"] is True
    endpoint = outputs["tunedModel"]["endpoint"]
    undeploy(jobs, endpoint)
    with pytest.raises(InitFailed, match="is no longer deployed on its endpoint"):
        plugin.read("numbers", object_id, outputs, inputs)
    left = checked(plugin, supervised_tuning_spec=spec, restore_endpoint=False)
    _, seen, _ = plugin.read("numbers", object_id, outputs, left)
    assert seen["served"] is False
    assert plugin.engine.said("is no longer deployed on its endpoint")
    calm = plugin.diff("numbers", object_id, seen, left, left)
    assert calm.changes == calm.DIFF_NONE
    wanted = plugin.diff("numbers", object_id, seen, left, inputs)
    assert wanted.changes == wanted.DIFF_SOME
    again = plugin.update("numbers", object_id, outputs, inputs, inputs)
    assert again["tunedModel"]["endpoint"] == endpoint
    undeploy(jobs, endpoint)
    jobs.api("DELETE", endpoint)
    again = plugin.update("numbers", object_id, outputs, inputs, inputs)
    assert again["tunedModel"]["endpoint"] != endpoint
    assert jobs.counts() == SERVED
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == NOTHING


def undeploy(jobs: JobWorld, endpoint: str) -> None:
    """Take the model off an endpoint, as somebody else does."""
    for one in jobs.api("GET", endpoint)["deployedModels"]:
        jobs.api("POST", f"{endpoint}:undeployModel", {"deployedModelId": one["id"]})


def test_an_open_model_has_weights_and_no_endpoint(jobs: JobWorld) -> None:
    """It is ready, says where the weights are, and changed labels are told and patched nowhere."""
    said = [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}]
    jobs.put("gs://my-data/train.jsonl", [json.dumps({"messages": said})] * 20)
    plugin = jobs.plugin()
    inputs = checked(plugin, **OPEN)
    object_id, outputs = plugin.create("numbers", inputs)
    assert plugin.engine.said("its weights are in gs://my-data/out")
    assert "tunedModel" not in outputs
    new = checked(plugin, **OPEN, labels={"team": "other"})
    plugin.diff("numbers", object_id, outputs, inputs, new)
    assert plugin.engine.said("changes labels in the state only")
    later = plugin.update("numbers", object_id, outputs, inputs, new)
    assert plugin.engine.said("labels can't be changed on Google's side: the job left no model")
    _, _, now = plugin.read("numbers", object_id, later, new)
    assert now == new
    done = plugin.diff("numbers", object_id, later, new, now)
    assert done.changes == done.DIFF_NONE
