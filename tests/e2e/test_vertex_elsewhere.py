"""What somebody else did to a tuning job's things: each is seen by a refresh, in its own words."""

from __future__ import annotations

import pytest
from support.doors import DYNAMIC, NATIVE, both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, UNEXPECTED_CHANGES, Project
from support.vertex import Vertex, declare, program
from support.waiting import until

LONG = 3600
ENDPOINT = {
    DYNAMIC: 'pulumi.export("endpoint", job.tuned_model.endpoint)\n',
    NATIVE: 'pulumi.export("endpoint", job.tuned_model.apply(lambda made: made.get("endpoint")))\n',
}


@pytest.fixture
def vertex(emulator: Emulator) -> Vertex:
    """Return the emulator's jobs, models, endpoints and objects."""
    return Vertex(emulator)


@both(native=False)
def test_a_job_cancelled_while_it_is_waited_for(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """Up ends with who didn't cancel it; a bare up says it again; a revision trains anew."""
    emulator.settings(trainingSeconds=LONG)
    declare(project)
    up = project.start("up", "--yes", "--skip-preview")
    job = until(vertex.jobs, "a job")[0]["job"]
    vertex.call("POST", f"{job}:cancel", {})
    text, _ = up.communicate()
    assert up.returncode in RESOURCE_ERROR, text
    words = (
        f"training {job} failed: it was cancelled, by an interrupted destroy or outside this stack"
    )
    assert words in text
    assert words in project.preview("--refresh").text
    assert words in project.up(expect=RESOURCE_ERROR).text
    assert len(vertex.jobs()) == 1

    emulator.settings(trainingSeconds=0.5)
    declare(project, 'revision="2"')
    project.up()
    assert len(vertex.jobs()) == 2
    assert project.outputs()["state"] == "JOB_STATE_SUCCEEDED"


@both(native=False)
def test_a_job_cancelled_that_nobody_waits_for(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """With wait=False a refresh tells of the cancellation, and trains nothing by itself."""
    emulator.settings(trainingSeconds=LONG)
    declare(project, "wait=False")
    project.up()
    job = project.outputs()["job"]
    vertex.call("POST", f"{job}:cancel", {})
    until(lambda: vertex.jobs()[0]["state"] == "JOB_STATE_CANCELLED", "the cancellation")
    seen = project.preview("--refresh").text
    assert (
        f"{job} failed: it was cancelled, by an interrupted destroy or outside this stack" in seen
    )
    project.up("--refresh")
    assert project.outputs()["state"] == "JOB_STATE_CANCELLED"
    assert len(vertex.jobs()) == 1
    project.destroy()
    assert vertex.nothing_left()


@both(native=False)
def test_a_model_deleted_elsewhere(project: Project, vertex: Vertex) -> None:
    """A model that is gone is said to be gone, shows as a create, and is trained again by an up."""
    declare(project)
    project.up()
    made = project.outputs()["made"]
    for endpoint in vertex.endpoints():
        vertex.delete_endpoint(endpoint)
    vertex.call("DELETE", made["model"].partition("@")[0])
    seen = project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES).text
    assert f"its model {made['model']} was deleted outside this stack" in seen
    assert "1 to create" in seen
    project.up("--refresh")
    assert len(vertex.jobs()) == 2
    assert vertex.ask(project.outputs()["made"]["endpoint"], "question 3?") == "yes"
    project.preview("--refresh", "--expect-no-changes")


@both(native=False)
def test_an_endpoint_deleted_elsewhere(project: Project, vertex: Vertex, door: str) -> None:
    """A lost endpoint is told, and the next up deploys the model to another one; none is trained.

    A program that asks for an endpoint that isn't there gets None.
    """
    declare(project)
    project.program(program() + ENDPOINT[door])
    project.up()
    made = project.outputs()["made"]
    vertex.delete_endpoint(made["endpoint"])
    words = f"its endpoint {made['endpoint']} was deleted outside this stack"
    seen = project.preview("--refresh").text
    assert words in seen
    assert f"deploys {made['model']} to an endpoint without retraining" in seen
    project.up("--refresh")
    later = project.outputs()
    assert later["endpoint"] not in (None, made["endpoint"])
    assert vertex.ask(later["endpoint"], "question 3?") == "yes"
    assert len(vertex.jobs()) == 1
    project.preview("--refresh", "--expect-no-changes")

    vertex.delete_endpoint(later["endpoint"])
    project.program(program("restore_endpoint=False") + ENDPOINT[door])
    assert "restoreEndpoint" in project.up("--refresh").text
    assert project.outputs().get("endpoint") is None
    project.destroy()
    assert vertex.nothing_left()


@pytest.mark.thorough
@both(native=False)
def test_an_object_deleted_elsewhere(project: Project, emulator: Emulator, vertex: Vertex) -> None:
    """A dataset that is gone is uploaded again under its name, and trains nothing again."""
    declare(project)
    project.up()
    vertex.delete_object(project.outputs()["uri"])
    seen = project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES).text
    assert "1 to create" in seen
    project.up("--refresh")
    assert [f"gs://{o['bucket']}/{o['name']}" for o in emulator.objects()] == [
        project.outputs()["uri"]
    ]
    assert len(vertex.jobs()) == 1
    project.preview("--refresh", "--expect-no-changes")
