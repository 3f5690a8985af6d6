"""Many jobs at once over gRPC: a refresh that finds nothing new asks for pages, not for each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from support.job_world import JobWorld, checked
from support.plugin import InitFailed, Plugin
from support.world import World

COUNT = 8
# Read one by one before the lists are asked for.
FEW = 3
State = tuple[dict[str, Any], str, dict[str, Any]]


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on, where trainings take no time."""
    world.emulator.settings(trainingSeconds=0)
    return JobWorld(world)


def trained(plugin: Plugin) -> dict[str, State]:
    """Train them all, and return what the state then has of each, by name."""

    def one(number: int) -> tuple[str, State]:
        name = f"j{number}"
        inputs = checked(plugin, name, tuned_model_display_name=name)
        return name, (inputs, *plugin.create(name, inputs))

    with ThreadPoolExecutor(COUNT) as many:
        return dict(many.map(one, range(COUNT)))


def refreshed(plugin: Plugin, states: dict[str, State]) -> dict[str, Any]:
    """Read them all, one after the other, and return what each read gave."""
    return {
        name: plugin.read(name, object_id, outputs, inputs)
        for name, (inputs, object_id, outputs) in states.items()
    }


@pytest.mark.essential
def test_what_is_unchanged_costs_a_few_pages(jobs: JobWorld) -> None:
    """Eight jobs, models and endpoints: three of each are read, and a page shows the others."""
    states = trained(jobs.plugin())
    plugin = jobs.plugin()
    jobs.emulator.forget_requests()
    for name, (_, outputs, inputs) in refreshed(plugin, states).items():
        assert (inputs, outputs) == (states[name][0], states[name][2])
    asked = [request["path"].split("/") for request in jobs.emulator.requests()]
    assert sorted(path[-1] for path in asked if path[-2] in {"us", "us-central1"}) == [
        "endpoints",
        "models",
        "tuningJobs",
    ]
    assert len(asked) == 3 * (FEW + 1)
    assert not plugin.engine.said("drifted")


def test_what_a_list_shows_otherwise_is_read(jobs: JobWorld) -> None:
    """A name, a label, an endpoint that is gone: each is seen on its row, and on no other one."""
    states = trained(jobs.plugin())
    names = list(states)
    renamed, labelled, bare = names[-1], names[-2], names[-3]
    model = states[renamed][2]["tunedModel"]["model"].partition("@")[0]
    jobs.api("PATCH", model, {"displayName": "other"}, updateMask="displayName")
    endpoint = states[labelled][2]["tunedModel"]["endpoint"]
    jobs.api("PATCH", endpoint, {"labels": {"team": "x"}}, updateMask="labels")
    undeployed = states[bare][2]["tunedModel"]["endpoint"]
    (deployed,) = jobs.api("GET", undeployed)["deployedModels"]
    jobs.api("POST", f"{undeployed}:undeployModel", {"deployedModelId": deployed["id"]})
    plugin = jobs.plugin()
    told = {}
    for name, (inputs, object_id, outputs) in states.items():
        try:
            told[name] = plugin.read(name, object_id, outputs, inputs)[2]
        except InitFailed as failed:
            told[name] = failed.inputs
            assert name == bare
    changed = {name for name, inputs in told.items() if inputs != states[name][0]}
    assert changed == {renamed, labelled}
    assert told[renamed]["tunedModelDisplayName"] == "other"


@pytest.mark.parametrize("lists", ["lagging", "forbidden"])
def test_what_no_list_shows_is_read(jobs: JobWorld, lists: str) -> None:
    """A list that lags says of no job that it is gone, and one that is refused stops nothing."""
    states = trained(jobs.plugin())
    if lists == "lagging":
        jobs.emulator.settings(listLagSeconds=10_000)
    else:
        jobs.emulator.fault(method="GET", path="(tuningJobs|models)$", status=403, count=-1)
    plugin = jobs.plugin()
    jobs.emulator.forget_requests()
    for name, (_, outputs, inputs) in refreshed(plugin, states).items():
        assert (inputs, outputs) == (states[name][0], states[name][2])
    # Each is read as without lists, after one page that didn't help.
    assert len(jobs.emulator.requests()) == 3 * COUNT + 1
