"""What others made is imported in bulk with the real CLI, told its data, and managed to its end."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import yaml
from support import job_world
from support.elsewhere import BASE, PAIRS, SETTINGS, URI, Elsewhere
from support.emulator import Emulator
from support.project import OK, RESOURCE_ERROR, Project

HEAD = {"name": "numbers", "runtime": "yaml"}
NO_CHANGE = "--expect-no-changes"


@pytest.fixture
def elsewhere(emulator: Emulator, project: Project) -> Elsewhere:
    """Return what others made, beside a YAML project of the native plugin."""
    emulator.settings(trainingSeconds=0)
    project.config("project", job_world.PROJECT)
    declare(project, {})
    return Elsewhere(emulator)


def declare(project: Project, resources: dict[str, Any]) -> None:
    """Write the program."""
    # JSON is YAML, and has no anchors for what two resources share.
    (project.folder / "Pulumi.yaml").write_text(json.dumps({**HEAD, "resources": resources}))


def pairs(count: int) -> str:
    """Write examples, of which the model in `Elsewhere` was trained on the first 15."""
    numbers = [(PAIRS * 2)[at] for at in range(count)]
    rows = ({"text_input": one["textInput"], "output": one["output"]} for one in numbers)
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def google_tuning(project: Project, *words: str) -> str:
    """Run a command of ours, and return what it printed."""
    done = subprocess.run(
        ["google-tuning", *words],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def taken_over(project: Project) -> dict[str, Any]:
    """Import the whole project, and return the resources of the program that Pulumi printed."""
    said = google_tuning(project, "import", "--all", "--permissions", "--output", "import.json")
    assert "pulumi import --file import.json --out imported.yaml" in said
    project.run("import", "--file", "import.json", "--yes", "--out", "imported.yaml", expect=OK)
    text = (project.folder / "imported.yaml").read_text()
    resources: dict[str, Any] = yaml.safe_load(text)["resources"]
    assert all(one.pop("options") == {"protect": True} for one in resources.values())
    return resources


def test_a_project_is_taken_over(project: Project, elsewhere: Elsewhere) -> None:
    """A model, its permission, a job and its data come in without a change, and live on as ours."""
    emulator, folder = elsewhere.emulator, project.folder
    model = elsewhere.model(temperature=0.7)
    elsewhere.permission(model)
    text = elsewhere.rows()
    elsewhere.job()
    trainings = emulator.trainings()
    resources = taken_over(project)
    assert {name: one["type"].rpartition(":")[2] for name, one in resources.items()} == {
        "train": "TuningDataset",
        "numbers": "TunedModel",
        "numbers-reader-ann": "TunedModelPermission",
        "numbers-2": "TuningJob",
    }
    assert resources["numbers"]["properties"]["hyperparameters"] == SETTINGS
    # A job's data is the data set's own output, so nothing has to be joined by hand.
    spec = resources["numbers-2"]["properties"]["supervisedTuningSpec"]
    assert spec["trainingDatasetUri"] == "${train.id}"
    # What is imported is protected until an `up` says otherwise.
    declare(project, resources)
    project.up()
    project.preview(NO_CHANGE)
    project.preview(NO_CHANGE, "--refresh")
    assert "nothing to import" in google_tuning(project, "import", "--all", "--permissions")

    resources["numbers"]["properties"]["trainingData"] = "numbers.jsonl"
    resources["train"]["properties"]["source"] = "train.jsonl"
    # The import shows what Google chose, too: nobody has to repeat it.
    del spec["hyperParameters"]
    declare(project, resources)
    (folder / "train.jsonl").write_text(text)
    (folder / "numbers.jsonl").write_text(pairs(20))
    refused = project.preview(expect=RESOURCE_ERROR).text
    assert "its training took 19 steps, which is 15 examples" in refused
    (folder / "numbers.jsonl").write_text(pairs(15))
    told = project.preview().text
    for name, made in (("trainingData", model), ("source", URI)):
        assert f"takes {name} for what {made} was made of, which Google doesn't show" in told
    assert "leaves supervisedTuningSpec.hyperParameters of projects/" in told
    project.up()
    project.preview(NO_CHANGE, "--refresh")
    stored = project.resources()[0]["outputs"]
    assert (stored["exampleCount"], stored["totalSteps"]) == (15, 19)
    (folder / "numbers.jsonl").write_text(pairs(14))
    again = project.preview().text
    assert f"replaces {model}" in again
    assert "+0 −1 of 14 examples" in again
    (folder / "numbers.jsonl").write_text(pairs(15))

    resources["numbers-2"]["properties"]["labels"] = {"team": "search"}
    declare(project, resources)
    project.up()
    assert emulator.trainings() == trainings
    assert len(emulator.jobs()) == 1
    assert "No orphans" in google_tuning(project, "orphans")
    destroyed = project.destroy().text
    assert f"{URI} stays: it was imported" in destroyed
    assert emulator.vertex()["counts"] == {"runningJobs": 0, "models": 0, "endpoints": 0}
    assert elsewhere.session.send("GET", "/v1beta/tunedModels").get("tunedModels", []) == []
    assert [one["name"] for one in emulator.objects()] == ["sets/train.jsonl"]


def test_a_job_takes_a_datasets_id(project: Project, elsewhere: Elsewhere) -> None:
    """`${train.id}`, as an imported program has it, is the address of data of this stack too."""
    (project.folder / "train.jsonl").write_text(elsewhere.rows())
    spec = {"trainingDatasetUri": "${train.id}", "hyperParameters": {"epochCount": 2}}
    job = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": spec}
    data = {"source": "train.jsonl", "bucket": "my-data"}
    declare(
        project,
        {
            "train": {"type": "google-tuning:TuningDataset", "properties": data},
            "job": {"type": "google-tuning:TuningJob", "properties": job},
        },
    )
    project.up()
    project.preview(NO_CHANGE)


def test_a_program_imports_what_trains(project: Project, elsewhere: Elsewhere) -> None:
    """A running training is imported as not ready, by a command or an option; `up` waits for it."""
    emulator = elsewhere.emulator
    model = elsewhere.model()
    emulator.settings(trainingSeconds=1000)
    running = elsewhere.model("running")
    (project.folder / "numbers.jsonl").write_text(pairs(15))
    kind = "google-tuning:index:TunedModel"
    words = (
        "import",
        kind,
        "running",
        running,
        "--yes",
        "--generate-code=false",
        "--protect=false",
    )
    project.run(*words)
    (stored,) = project.resources()
    assert "still in training" in str(stored["initErrors"])
    declared = {"type": kind, "properties": {**stored["inputs"], "trainingData": "numbers.jsonl"}}
    properties = {
        "baseModel": BASE,
        "hyperparameters": {"epochCount": 5},
        "trainingData": "numbers.jsonl",
        "delete": "deny",
    }
    ready = {"type": kind, "properties": properties, "options": {"import": model}}
    emulator.complete(running)
    declare(project, {"running": declared, "ready": ready})
    # With its preview: there the engine reads, compares and foresees an update as well.
    assert f"displayName of {model} unchanged" in project.run("up", "--yes", expect=OK).text
    stored = {one["id"]: one for one in project.resources()}
    assert "initErrors" not in stored[running]
    assert stored[model]["outputs"]["delete"] == "deny"
    project.preview(NO_CHANGE, "--refresh")
    assert len(emulator.trainings()) == 2
    emulator.settings(trainingSeconds=0)
    third = elsewhere.model("third")
    unlike = {**properties, "hyperparameters": {"epochCount": 6}}
    other = {**ready, "properties": unlike, "options": {"import": third}}
    declare(project, {"running": declared, "ready": ready, "other": other})
    refused = project.preview(expect=RESOURCE_ERROR).text
    assert f"{third} is not what the program declares" in refused
    # A renamed row would be deleted together with the model that its new name imports.
    declare(project, {"running": declared, "renamed": ready})
    refused = project.preview(expect=RESOURCE_ERROR).text
    assert f"{model} belongs to ready in this stack, so it was not imported" in refused
