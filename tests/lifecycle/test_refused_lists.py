"""Waits of many where Google lets them read what trains, and list nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from support.job_world import JobWorld
from support.job_world import checked as checked_job
from support.plugin import Plugin
from support.waiting import until
from support.world import World

MODEL: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "hyperparameters": {"epochCount": 2},
}
COUNT = 4
REFUSED = "Google refuses the list that shows all trainings at once"


def _checked(plugin: Plugin, kind: str, name: str, **more: Any) -> dict[str, Any]:
    if kind == "TuningJob":
        return checked_job(plugin, name, **more)
    inputs, failures = plugin.check(name, {**MODEL, **more})
    assert failures == []
    return inputs


@pytest.mark.parametrize("kind", ["TunedModel", "TuningJob"])
def test_many_waits_whose_list_is_refused_end_well(world: World, kind: str) -> None:
    """All of them are ready in the end, as one or two would be, and one warning says why it lags.

    A create of a job looks for it in a list, so the jobs are there already, and waited for.
    """
    world.emulator.settings(trainingSeconds=3600)
    world_of = JobWorld(world)
    plugin = world_of.plugin() if kind == "TuningJob" else world.plugin()
    names = [f"n{number}" for number in range(COUNT)]
    begun = {}
    for name in names:
        inputs = _checked(plugin, kind, name, wait=False)
        begun[name] = (inputs, *plugin.create(name, inputs))
    world.emulator.fault(method="GET", path="(tuningJobs|tunedModels)$", status=403, count=-1)

    def wait(name: str) -> dict[str, Any]:
        inputs, object_id, outputs = begun[name]
        news = {key: value for key, value in inputs.items() if key != "wait"}
        return plugin.update(name, object_id, outputs, inputs, news)

    with ThreadPoolExecutor(COUNT) as many:
        waits = [many.submit(wait, name) for name in names]
        until(lambda: plugin.engine.said(REFUSED), "the list is refused")
        world.emulator.finish()
        ended = [one.result(60) for one in waits]
    assert {one["state"] for one in ended} == {
        "JOB_STATE_SUCCEEDED" if kind == "TuningJob" else "ACTIVE"
    }
    assert len(plugin.engine.said(REFUSED)) == 1
