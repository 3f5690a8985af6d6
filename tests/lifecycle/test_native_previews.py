"""Previews through the native door: what is to be is told, nothing is sent, changes have paths."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2
from support import job_world, made
from support.plugin import UNKNOWN, Failed, Secret
from support.world import World

pytestmark = [pytest.mark.essential, pytest.mark.one_door("native", "the host has no previews")]


def kinds(change: Any) -> dict[str, str]:
    """Return a diff's paths with what happens there."""
    name = provider_pb2.PropertyDiff.Kind.Name
    return {path: name(one.kind) for path, one in change.detailedDiff.items()}


def test_a_create_is_foreseen(world: World) -> None:
    """What it will be called is unknown, what it echoes is known and as secret, nothing is sent."""
    plugin = world.plugin()
    news = {**made.MODEL, "displayName": Secret("numbers"), "topK": UNKNOWN}
    inputs, failures = plugin.check("numbers", news)
    assert failures == []
    object_id, outputs = plugin.create("numbers", inputs, preview=True)
    assert object_id == ""
    assert {outputs[key] for key in ("name", "state", "createTime", "topK")} == {UNKNOWN}
    assert isinstance(outputs["displayName"], Secret)
    assert "__sketch" not in str(outputs)
    assert world.emulator.requests() == []


def test_an_update_is_foreseen(world: World) -> None:
    """What no patch changes stays known, and a field that is patched isn't sent yet."""
    thing = made.model(world)
    plugin = world.plugin()
    world.emulator.forget_requests()
    news = {**thing.inputs, "displayName": "renamed"}
    seen = plugin.update("numbers", thing.id, thing.outputs, thing.inputs, news, preview=True)
    assert seen["name"] == thing.id
    assert seen["createTime"] == thing.outputs["createTime"]
    assert world.emulator.requests() == []


def test_a_refresh_promises_no_patch(world: World) -> None:
    """A refresh compares what it read without a check of the program, and nothing is patched."""
    thing = made.model(world)
    plugin = world.plugin()
    news = {**thing.inputs, "displayName": "renamed"}
    plugin.diff("numbers", thing.id, thing.outputs, thing.inputs, news)
    assert not plugin.engine.said("patches displayName")
    plugin.check("numbers", news, thing.inputs)
    plugin.diff("numbers", thing.id, thing.outputs, thing.inputs, news)
    assert plugin.engine.said("patches displayName")


def test_the_update_of_what_is_not_ready_is_explained(world: World) -> None:
    """The engine shows an update of what trains or failed, though no input changes: it says why."""
    thing = made.job(world)
    plugin = thing.plugin()
    for state, said in (
        ("RUNNING", f"waits for {thing.id}, which was not ready yet"),
        ("FAILED", f"{thing.id} failed, and `pulumi up` says why"),
    ):
        olds = {**thing.outputs, "state": f"JOB_STATE_{state}"}
        plugin.update("numbers", thing.id, olds, thing.inputs, thing.inputs, preview=True)
        assert plugin.engine.said(said)
    ready = thing.plugin()
    ready.update("numbers", thing.id, thing.outputs, thing.inputs, thing.inputs, preview=True)
    assert not ready.engine.said(thing.id)


def test_an_unknown_source_is_unknown_throughout(world: World) -> None:
    """Of any of Pulumi's marks: checked, foreseen and compared, and nothing is sent."""
    jobs = job_world.JobWorld(world)
    plugin = jobs.plugin()
    spec = {"trainingDatasetUri": UNKNOWN, "hyperParameters": {"epochCount": 2}}
    inputs = job_world.checked(plugin, supervised_tuning_spec=spec)
    assert inputs["supervisedTuningSpec"]["trainingDatasetUri"] == UNKNOWN
    world.emulator.forget_requests()
    _, outputs = plugin.create("numbers", inputs, preview=True)
    assert outputs["name"] == UNKNOWN
    assert not [one for one in world.emulator.requests() if one["method"] != "GET"]
    with pytest.raises(Failed):
        plugin.create("numbers", inputs)


def test_a_change_has_its_paths(world: World) -> None:
    """Each part that differs is named, with what happens there; nothing else is."""
    news = {
        **made.MODEL,
        "hyperparameters": {"epochCount": 2, "batchSize": 4},
        "displayName": "numbers",
        "readerProjectNumbers": ["12"],
    }
    thing = made.model(world, news)
    plugin = world.plugin()

    def diff(**changes: Any) -> Any:
        given = {k: v for k, v in {**thing.inputs, **changes}.items() if v is not None}
        return plugin.diff("numbers", thing.id, thing.outputs, thing.inputs, given)

    patched = diff(displayName="other", description="new", readerProjectNumbers=None)
    assert kinds(patched) == {
        "displayName": "UPDATE",
        "description": "ADD",
        "readerProjectNumbers": "DELETE",
    }
    assert all(one.inputDiff for one in patched.detailedDiff.values())
    assert patched.hasDetailedDiff
    replaced = diff(hyperparameters={"epochCount": 3, "learningRate": 0.5})
    assert kinds(replaced) == {
        "hyperparameters.epochCount": "UPDATE_REPLACE",
        "hyperparameters.batchSize": "DELETE_REPLACE",
        "hyperparameters.learningRate": "ADD_REPLACE",
    }
    data = plugin.check("numbers", {**news, "trainingData": [["1", "2"]]})[0]["trainingData"]
    assert all(kind == "UPDATE_REPLACE" for kind in kinds(diff(trainingData=data)).values())
    assert "__sketch" not in str(kinds(diff(trainingData=data)))
    # Rows that come as a list have an argument of their own, which is what a sentence names.
    rows = [{"textInput": "1", "output": "2"}]
    listed = {key: value for key, value in news.items() if key != "trainingData"}
    diff(**plugin.check("numbers", {**listed, "examples": rows}, thing.inputs)[0])
    assert plugin.engine.said("trains again: examples (sha256 ")
    same = diff()
    assert (same.changes, kinds(same)) == (same.DIFF_NONE, {})


def test_a_path_quotes_a_key_that_is_no_name(world: World) -> None:
    """A label may have dots and hyphens; the engine reads the path again."""
    thing = made.job(world)
    plugin = thing.plugin()
    labels = {"a-b": "1", "c_d": "2"}
    given = {**thing.inputs, "labels": labels}
    change = plugin.diff("numbers", thing.id, thing.outputs, thing.inputs, given)
    assert all(path.startswith("labels") for path in kinds(change))
    assert len(kinds(change)) in (1, 2)
