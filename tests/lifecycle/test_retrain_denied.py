"""`retrain: deny` where the engine asks for no diff, or deletes before it is known what changes."""

from __future__ import annotations

from typing import Any

import pytest
from support.job_world import JobWorld, checked
from support.plugin import UNKNOWN, Failed
from support.world import World

pytestmark = pytest.mark.essential

MODEL: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [["1", "2"]],
    "hyperparameters": {"epochCount": 2},
}


def test_a_forced_replacement_is_refused(world: World) -> None:
    """A replacement by an option is checked as a new resource: it is told, and refused by `deny`.

    What a killed run had begun of one is not: it is taken up.
    """
    urn = world.plugin().urn("numbers")
    world.state({urn: "tunedModels/numbers-1"}, born="2026-01-01T00:00:00Z")
    told = world.plugin()
    assert told.check("numbers", MODEL)[1] == []
    assert told.engine.said("trains again: its replacement is forced, replaces tunedModels/num")
    _, failures = world.plugin(retrain="deny").check("numbers", MODEL)
    assert "google-tuning:retrain is deny, and this trains again: its replac" in failures[0][1]
    _, failures = world.plugin().check("numbers", {**MODEL, "retrain": "deny"})
    assert failures[0][1].startswith("its retrain is deny, and this trains again")

    world.state({urn: "tunedModels/numbers-1"}, pending=urn)
    assert world.plugin(retrain="deny").check("numbers", MODEL)[1] == []
    world.state({urn: "tunedModels/numbers-1"}, pendingReplacement=True)
    assert world.plugin(retrain="deny").check("numbers", MODEL)[1] == []


def test_what_may_train_again_is_not_deleted_first(world: World) -> None:
    """A source that is deleted before it is replaced takes no model along under `deny`.

    The engine asks with the spec unknown, and would delete the job before it is known whether
    anything changes.
    """
    jobs = JobWorld(world)
    plugin = jobs.plugin(retrain="deny")
    inputs = checked(plugin)
    object_id, outputs = plugin.create("numbers", inputs)
    unknown = {**inputs, "supervisedTuningSpec": UNKNOWN}
    plugin.diff("numbers", object_id, outputs, inputs, unknown)
    with pytest.raises(
        Failed, match=r"retrain is deny, so projects/.* was not deleted. A resource that it"
    ):
        plugin.delete("numbers", object_id, outputs)
    assert jobs.counts()["models"] == 1

    plugin.diff("numbers", object_id, outputs, inputs, inputs)
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts()["models"] == 0
