"""A tuning job's life with the real CLI: from a local file to an endpoint, and back to nothing."""

from __future__ import annotations

import re

import pytest
from support.doors import NATIVE, both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, UNEXPECTED_CHANGES, Project
from support.vertex import LABEL, Vertex, declare
from support.waiting import until

LONG = 3600


@pytest.fixture
def vertex(emulator: Emulator) -> Vertex:
    """Return the emulator's jobs, models, endpoints and objects."""
    return Vertex(emulator)


@both()
def test_from_a_file_to_an_endpoint_and_back(
    project: Project, emulator: Emulator, vertex: Vertex, door: str
) -> None:
    """Up uploads, tunes, waits and exports an endpoint that answers; changed data replaces all.

    Nothing of the old data is left then, nothing at all after destroy, and a preview sends nothing.
    """
    declare(project)
    said = project.preview().text
    # The native plugin foresees the address, which follows from the content.
    foreseen = door == NATIVE
    data = (
        r"gs://my-data/[0-9a-f]{64}\.jsonl" if foreseen else "data whose address is not known yet"
    )
    assert re.search(f"tunes gemini-3.5-flash for 2 epochs on {data}", said), said
    assert emulator.requests() == []

    project.up()
    first = project.outputs()
    assert first["state"] == "JOB_STATE_SUCCEEDED"
    assert vertex.ask(first["made"]["endpoint"], "question 3?") == "yes"
    assert emulator.uploads() == 1
    project.up("--expect-no-changes")
    project.preview("--refresh", "--expect-no-changes")
    assert len(vertex.jobs()) == 1

    declare(project, answer="no")
    said = project.preview().text
    field = "supervisedTuningSpec.trainingDatasetUri"
    # Without foresight it is known only when it is there.
    later = f"may train again: {field} (known after its source is created)"
    assert (f"trains again: {field} {first['uri']} → gs://" if foreseen else later) in said
    assert f"replaces {first['job']}" in said
    assert f"trains again: {field}" in project.up().text
    second = project.outputs()
    assert len(vertex.jobs()) == 2
    assert vertex.models() == [second["made"]["model"].partition("@")[0]]
    assert first["made"]["endpoint"] not in vertex.endpoints()
    assert [f"gs://{o['bucket']}/{o['name']}" for o in emulator.objects()] == [second["uri"]]
    assert vertex.ask(second["made"]["endpoint"], "question 3?") == "no"
    project.preview("--refresh", "--expect-no-changes")

    project.destroy()
    assert vertex.nothing_left()
    assert project.resources("TuningJob") == []
    assert [job["state"] for job in vertex.jobs()] == ["JOB_STATE_SUCCEEDED"] * 2


@both(native=False)
def test_changed_data_is_refused_in_preview_where_nothing_trains_again(
    project: Project, vertex: Vertex, door: str
) -> None:
    """With `retrain: deny` other data is an error of the preview, though its address is unknown."""
    declare(project)
    project.up()
    project.config("retrain", "deny")
    project.preview("--expect-no-changes")
    declare(project, answer="no")
    said = project.preview(expect=RESOURCE_ERROR).text
    trains = "trains" if door == NATIVE else "may train"
    assert f"google-tuning:retrain is deny, and this change {trains} again" in said
    assert "supervisedTuningSpec.trainingDatasetUri" in said
    assert len(vertex.jobs()) == 1


@both()
def test_names_and_labels_are_patched(project: Project, vertex: Vertex) -> None:
    """Name, description and labels reach Model and Endpoint without a new job, and are read there.

    A label that the program drops goes; one that somebody else's tool set stays.
    """
    declare(project, 'labels={"team": "nlp", "cost": "7"}', 'tuned_model_display_name="first"')
    project.up()
    made = project.outputs()["made"]
    model, endpoint = made["model"], made["endpoint"]
    theirs = {**vertex.call("GET", endpoint)["labels"], "audit": "2026"}
    vertex.call("PATCH", endpoint, {"labels": theirs}, updateMask="labels")
    project.preview("--refresh", "--expect-no-changes")

    declare(
        project,
        'labels={"team": "vision"}',
        'tuned_model_display_name="second"',
        'description="what it is for"',
    )
    said = project.preview().text
    assert "patches tunedModelDisplayName, description, labels" in said
    project.up()
    assert len(vertex.jobs()) == 1
    for name in (model, endpoint):
        now = vertex.call("GET", name)
        assert now["displayName"] == "second"
        assert now["description"] == "what it is for"
        assert now["labels"]["team"] == "vision"
        assert "cost" not in now["labels"]
        assert now["labels"][LABEL].startswith("j0-")
    assert vertex.call("GET", endpoint)["labels"]["audit"] == "2026"
    project.preview("--refresh", "--expect-no-changes")

    vertex.call("PATCH", endpoint, {"description": "hers"}, updateMask="description")
    seen = project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES)
    assert "patches description" in seen.text
    project.up("--refresh")
    assert vertex.call("GET", endpoint)["description"] == "what it is for"
    assert len(vertex.jobs()) == 1


@both(native=False)
def test_a_job_that_is_not_waited_for(project: Project, emulator: Emulator, vertex: Vertex) -> None:
    """With wait=False up returns during the training, and no preview shows its progress as change.

    Not while it is pending, not at a step, and not when it is done.
    """
    emulator.settings(trainingSeconds=LONG)
    declare(project, "wait=False", 'labels={"team": "nlp"}')
    project.up()
    name = project.outputs()["job"]
    assert [job["state"] for job in vertex.jobs()] == ["JOB_STATE_PENDING"]
    project.preview("--refresh", "--expect-no-changes")
    vertex.progress(name, 1)
    until(lambda: vertex.jobs()[0]["state"] == "JOB_STATE_RUNNING", "the training")
    project.preview("--refresh", "--expect-no-changes")
    vertex.complete(name)
    project.preview("--refresh", "--expect-no-changes")
    project.up("--refresh")
    endpoint = project.outputs()["made"]["endpoint"]
    assert vertex.ask(endpoint, "question 3?") == "yes"
    project.preview("--refresh", "--expect-no-changes")
    project.destroy()
    assert vertex.nothing_left()
    assert len(vertex.jobs()) == 1


@both(native=False)
def test_a_running_job_is_cancelled_by_destroy(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """Destroy ends a training that runs, and waits until it is cancelled."""
    emulator.settings(trainingSeconds=LONG)
    declare(project, "wait=False")
    project.up()
    said = project.destroy().text
    assert "cancelling the training" in said
    assert [job["state"] for job in vertex.jobs()] == ["JOB_STATE_CANCELLED"]
    assert vertex.nothing_left()
