"""Taking away what tuning jobs made, with the real CLI: all of it, and nothing that isn't ours."""

from __future__ import annotations

from typing import Any

import pytest
from support.doors import both
from support.emulator import Emulator
from support.processes import plugins_of
from support.project import RESOURCE_ERROR, Project
from support.vertex import Vertex, declare
from support.waiting import until

STEPS = {
    "undeploy": {"method": "POST", "path": ":undeployModel$"},
    "endpoint delete": {"method": "DELETE", "path": r"/endpoints/\d+$"},
    "model delete": {"method": "DELETE", "path": r"/models/\d+$"},
}


def steps(quick: str) -> list[Any]:
    """Return all steps, of which `make test` runs one."""
    return [
        step if step == quick else pytest.param(step, marks=pytest.mark.thorough) for step in STEPS
    ]


@pytest.fixture
def vertex(emulator: Emulator) -> Vertex:
    """Return the emulator's jobs, models, endpoints and objects."""
    return Vertex(emulator)


@pytest.mark.parametrize("step", steps("model delete"))
@both(native=False)
def test_a_deletion_that_failed_half_way_is_finished(
    project: Project, emulator: Emulator, vertex: Vertex, step: str
) -> None:
    """Where Google refuses a step, destroy ends with its words; the next one finishes the work."""
    declare(project)
    project.up()
    emulator.fault(**STEPS[step], status=403, message="not today", count=-1)
    failed = project.destroy(expect=RESOURCE_ERROR)
    assert "not today" in failed.text
    assert len(vertex.models()) == 1
    assert project.resources("TuningJob"), "the state still knows what is left"
    emulator.clear_faults()
    project.destroy()
    assert vertex.nothing_left()


@pytest.mark.parametrize("step", steps("undeploy"))
@both(native=False)
def test_a_deletion_that_was_killed_is_finished(
    project: Project, emulator: Emulator, vertex: Vertex, step: str
) -> None:
    """Killed with the step done and its answer held, the next destroy ends with nothing left."""
    declare(project)
    project.up()
    emulator.fault(**STEPS[step], hold=True, work=True)
    destroy = project.start("destroy", "--yes", "--skip-preview")
    until(lambda: any(fault["waiting"] for fault in emulator.faults()), "a held step")
    destroy.kill()
    destroy.wait()
    until(lambda: not plugins_of(destroy.pid), "the plugins' end")
    emulator.clear_faults()
    project.run("cancel", "--yes")
    project.destroy()
    assert vertex.nothing_left()
    assert len(vertex.jobs()) == 1


@both(native=False)
def test_somebody_elses_model_stops_it(project: Project, vertex: Vertex) -> None:
    """A stranger's model on the endpoint is named, and nothing at all is undone."""
    declare(project)
    project.up()
    made = project.outputs()["made"]
    theirs = vertex.train_elsewhere(project.outputs()["uri"])["tunedModel"]["model"]
    body = {"deployedModel": {"model": theirs, "displayName": "hers"}}
    vertex.call("POST", f"{made['endpoint']}:deployModel", body)
    before = (vertex.models(), vertex.endpoints())

    failed = project.destroy(expect=RESOURCE_ERROR).text
    assert f"{made['endpoint']} can't be deleted: {theirs.partition('@')[0]}" in failed
    assert "Undeploy it first" in failed
    assert (vertex.models(), vertex.endpoints()) == before
    assert vertex.ask(made["endpoint"], "question 3?") == "yes"

    for deployed in vertex.call("GET", made["endpoint"])["deployedModels"]:
        if deployed["model"].partition("@")[0] == theirs.partition("@")[0]:
            undeploy = {"deployedModelId": deployed["id"]}
            vertex.call("POST", f"{made['endpoint']}:undeployModel", undeploy)
    project.destroy()
    assert vertex.models() == [theirs.partition("@")[0]]
    assert made["endpoint"] not in vertex.endpoints()


@both(native=False)
def test_what_is_retained_goes_on_answering(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """With RETAIN, model and endpoint outlive the stack; the dataset is deleted as ever."""
    declare(project, 'deletion_policy="RETAIN"')
    project.up()
    endpoint = project.outputs()["made"]["endpoint"]
    project.destroy()
    assert project.resources("TuningJob") == []
    assert emulator.objects() == []
    assert vertex.counts() == {"runningJobs": 0, "models": 1, "endpoints": 2}
    assert vertex.ask(endpoint, "question 3?") == "yes"


@pytest.mark.parametrize(
    "is_default",
    [
        pytest.param(False, id="", marks=pytest.mark.thorough),
        pytest.param(True, id="our version is the default"),
    ],
)
@both(native=False)
def test_tuning_on_spares_the_parent(
    project: Project, emulator: Emulator, vertex: Vertex, *, is_default: bool
) -> None:
    """A job that added a version to somebody's model takes that version alone away again."""
    emulator.settings(newVersionIsDefault=is_default)
    vertex.put_object("gs://theirs/train.jsonl", '{"contents": [' + _TURNS + "]}\n")
    parent = vertex.train_elsewhere("gs://theirs/train.jsonl")["tunedModel"]
    before = vertex.endpoints()
    declare(project)
    program = (project.folder / "__main__.py").read_text()
    tunes_on = f'pre_tuned_model={{"tuned_model_name": "{parent["model"]}"}}'
    swapped = program.replace('base_model="gemini-3.5-flash"', tunes_on)
    (project.folder / "__main__.py").write_text(swapped)
    project.up()
    name = parent["model"].partition("@")[0]
    assert project.outputs()["made"]["model"] == f"{name}@2"
    project.preview("--refresh", "--expect-no-changes")

    project.destroy()
    assert vertex.models() == [name]
    assert vertex.endpoints() == before
    (left,) = vertex.call("GET", f"{name}:listVersions")["models"]
    assert left["versionId"] == "1"
    assert "default" in left["versionAliases"]
    assert vertex.ask(parent["endpoint"], "hello?") == "hello!"


@both()
def test_a_forced_replacement(project: Project, vertex: Vertex) -> None:
    """--replace trains anew on the same inputs; the old model and endpoints go, never the new."""
    declare(project)
    project.up()
    first = project.outputs()
    urn = project.resources("TuningJob")[0]["urn"]
    project.up("--replace", urn)
    second = project.outputs()
    assert second["job"] != first["job"]
    assert [job["job"] for job in vertex.jobs()] == [first["job"], second["job"]]
    assert vertex.models() == [second["made"]["model"].partition("@")[0]]
    assert vertex.ask(second["made"]["endpoint"], "question 3?") == "yes"
    assert first["made"]["endpoint"] not in vertex.endpoints()
    project.preview("--refresh", "--expect-no-changes")


_TURNS = (
    '{"role": "user", "parts": [{"text": "hello?"}]}, '
    '{"role": "model", "parts": [{"text": "hello!"}]}'
)
