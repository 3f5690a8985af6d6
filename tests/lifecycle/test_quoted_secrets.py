"""Google quotes what it refuses: of a secret input nothing is told, wherever it is quoted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.job_world import JobWorld, checked
from support.plugin import Failed, InitFailed, Secret
from support.world import World

pytestmark = pytest.mark.essential

SECRET = "secret-harbour"
MODEL: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [["1", "2"]],
    "hyperparameters": Secret({"epochCount": 7713}),
    "displayName": Secret(SECRET),
}


def test_what_google_quotes_of_a_secret_is_masked(world: World) -> None:
    """A refused create, a refused patch and a failed delete say their sentence without a value."""
    plugin = world.plugin()
    inputs, failures = plugin.check("numbers", MODEL)
    assert failures == []
    quoted = {"status": 400, "message": f"{SECRET} with 7713 epochs is bad", "count": 1}
    world.emulator.fault(method="POST", path="/tunedModels$", **quoted)
    with pytest.raises(Failed, match=r"\[secret\] with \[secret\] epochs is bad") as refused:
        plugin.create("numbers", inputs)
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.fault(method="PATCH", path=object_id, **quoted)
    other = {**inputs, "displayName": Secret(f"{SECRET}-2")}
    with pytest.raises(InitFailed, match=r"\[secret\] with") as patched:
        plugin.update("numbers", object_id, outputs, inputs, other)
    world.emulator.fault(method="DELETE", path=object_id, **quoted)
    with pytest.raises(Failed, match=r"\[secret\] with") as deleted:
        plugin.delete("numbers", object_id, {**outputs, "displayName": Secret(SECRET)})
    for error in (refused, patched, deleted):
        assert SECRET not in str(error.value)


def test_what_a_failed_training_quotes_is_masked(world: World) -> None:
    """Nor does the state hold it in a job's error."""
    jobs = JobWorld(world)
    plugin = jobs.plugin()
    inputs = checked(plugin, tuned_model_display_name=Secret(SECRET))
    jobs.emulator.settings(failTrainings=[{"displayName": SECRET, "message": f"{SECRET}: bad"}])
    with pytest.raises(InitFailed, match=r"\[secret\]: bad") as failed:
        plugin.create("numbers", inputs)
    assert "[secret]: bad" in json.dumps(failed.value.properties["error"])
    assert SECRET not in str(failed.value)


def test_no_row_is_shown_for_another(world: World) -> None:
    """The engine prints the value of what is named to it, so a list of rows is in words alone."""
    plugin = world.plugin()
    model = {**MODEL, "trainingData": [["1", "2"], ["3", ""]]}
    assert plugin.check("numbers", model)[1] == [("", "trainingData[1]: output is empty")]
    ((named, reason),) = plugin.check("numbers", {**model, "trainingData": "none.jsonl"})[1]
    assert named == "trainingData"
    assert reason.startswith("none.jsonl: no such file")
