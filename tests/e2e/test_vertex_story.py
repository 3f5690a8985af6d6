"""A tuning job's life with the real CLI: from a local file to an endpoint, and back to nothing."""

from __future__ import annotations

import pytest
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, UNEXPECTED_CHANGES, Project
from support.vertex import LABEL, Vertex, declare
from support.waiting import until

LONG = 3600


@pytest.fixture
def vertex(emulator: Emulator) -> Vertex:
    """Return the emulator's jobs, models, endpoints and objects."""
    return Vertex(emulator)


def test_from_a_file_to_an_endpoint_and_back(
    project: Project, emulator: Emulator, vertex: Vertex
) -> None:
    """Up uploads, tunes, waits and exports an endpoint that answers; changed data replaces all.

    Nothing of the old data is left then, nothing at all after destroy, and a preview sends nothing.
    """
    declare(project)
    said = project.preview().text
    assert "tunes gemini-3.5-flash for 2 epochs on data whose address is not known yet" in said
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
    # Where the new object will be is known only when it is there.
    unknown = "supervisedTuningSpec.trainingDatasetUri (known after its source is created)"
    assert f"may train again: {unknown}" in said
    assert f"replaces {first['job']}" in said
    assert "trains again: supervisedTuningSpec.trainingDatasetUri" in project.up().text
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


def test_changed_data_is_refused_in_preview_where_nothing_trains_again(
    project: Project, vertex: Vertex
) -> None:
    """With `retrain: deny` other data is an error of the preview, though its address is unknown."""
    declare(project)
    project.up()
    project.config("retrain", "deny")
    project.preview("--expect-no-changes")
    declare(project, answer="no")
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "google-tuning:retrain is deny, and this change may train again" in said
    assert "supervisedTuningSpec.trainingDatasetUri" in said
    assert len(vertex.jobs()) == 1


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
