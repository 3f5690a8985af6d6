"""`import`: the file for what a project holds, and what is left out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli.bring_in.naming import Names

BASE = "models/gemini-1.5-flash-001-tuning"
WHERE = "projects/p/locations/us-central1"
VERTEX = ("--project", "p", *EMULATOR)
URI = "gs://data-1/sets/train.jsonl"
ROWS = {"name": "sets/train.jsonl", "size": "9", "generation": "1", "metageneration": "1"}
DEV = "name: p\nruntime: {name: yaml}\n"


def model(name: str, status: str = "ACTIVE", title: str = "", **more: Any) -> dict[str, Any]:
    """Make a tuned model."""
    return {
        "name": f"tunedModels/{name}",
        "state": status,
        "createTime": "2026-03-01T00:00:00Z",
        "displayName": title,
        "baseModel": BASE,
        **more,
    }


def job(number: str, status: str = "SUCCEEDED", title: str = "", **more: Any) -> dict[str, Any]:
    """Make a tuning job."""
    return {
        "name": f"{WHERE}/tuningJobs/{number}",
        "state": f"JOB_STATE_{status}",
        "createTime": "2026-03-01T00:00:00Z",
        "tunedModelDisplayName": title,
        "baseModel": "gemini-3.5-flash",
        "supervisedTuningSpec": {"trainingDatasetUri": URI},
        **more,
    }


@pytest.fixture
def server(google: Google) -> Callable[..., Google]:
    """Return a function that puts tuned models and tuning jobs on the server."""

    def make(*objects: dict[str, Any]) -> Google:
        models = [one for one in objects if one["name"].startswith("tunedModels/")]
        jobs = [one for one in objects if one["name"].startswith("projects/")]
        google.routes["GET /v1beta/tunedModels"] = {"tunedModels": models}
        google.routes[f"GET /v1beta1/{WHERE}/tuningJobs"] = {"tuningJobs": jobs}
        for one in models:
            google.routes[f"GET /v1beta/{one['name']}"] = one
        for one in jobs:
            google.routes[f"GET /v1/{one['name']}"] = one
        google.routes["GET /storage/v1/b/data-1/o/sets%2Ftrain.jsonl"] = ROWS
        return google

    return make


def written(*words: str) -> dict[str, str]:
    """Return the ids of the file by the resources' names, with the types shortened."""
    done = run("import", *words, *VERTEX)
    assert done.exit_code == 0, done.output
    listed = json.loads(done.stdout or '{"resources": []}')["resources"]
    assert len({one["name"] for one in listed}) == len(listed)
    return {one["name"]: f"{one['type'].rpartition(':')[2]} {one['id']}" for one in listed}


def test_the_whole_project(server: Callable[..., Google]) -> None:
    """All that is ready is in the file with its data, named after what people called it."""
    server(
        model("numbers-1", title="Numbers, first"),
        model("numbers-2", title="Numbers, first"),
        model("plain-id"),
        job("17", title="Sentiment"),
        job("18"),
    )
    assert written("--all") == {
        "train": f"TuningDataset {URI}",
        "numbers-first": "TunedModel tunedModels/numbers-1",
        "numbers-first-2": "TunedModel tunedModels/numbers-2",
        "plain-id": "TunedModel tunedModels/plain-id",
        "sentiment": f"TuningJob {WHERE}/tuningJobs/17",
        "tuning-job-18": f"TuningJob {WHERE}/tuningJobs/18",
    }
    assert "train" not in written("--all", "--no-datasets")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("numbers-*",), {"numbers-1", "numbers-2"}),
        (("Team*",), {"team-model"}),
        (("tunedModels/other",), {"team-model"}),
        (("--label", "team=nlp"), {"labelled"}),
        (("--label", "team"), {"labelled"}),
        (("--label", "team=search"), set()),
        (("--since", "2026-02-01"), {"numbers-2", "team-model", "labelled"}),
        (("--base-model", "gemini-3.5-*"), {"labelled"}),
        (("--base-model", BASE, "numbers-1"), {"numbers-1"}),
        (("--state", "creating"), {"running"}),
        (("--state", "JOB_STATE_SUCCEEDED"), {"labelled"}),
    ],
)
def test_each_filter(
    server: Callable[..., Google], words: tuple[str, ...], names: set[str]
) -> None:
    """A filter lets through what it names; what it leaves out is counted."""
    server(
        model("numbers-1", createTime="2026-01-01T00:00:00Z"),
        model("numbers-2"),
        model("other", title="Team model"),
        model("running", "CREATING", createTime="2026-01-01T00:00:00Z"),
        job("17", title="labelled", labels={"team": "nlp"}),
    )
    assert set(written("--no-datasets", *words)) == names


def test_what_is_left_out_and_why(server: Callable[..., Google]) -> None:
    """What trains, what failed, what can't be declared and what lost its model are named."""
    google = server(
        model("running", "CREATING"),
        model("broken", "FAILED"),
        model("odd", baseModel="what is this"),
        job("17", tunedModel={"model": f"{WHERE}/models/1"}),
        job("18", supervisedTuningSpec={"trainingDatasetUri": "gs://data-1/gone.jsonl"}),
    )
    google.routes[f"GET /v1/{WHERE}/models/1"] = refused(404, "NOT_FOUND", "gone")
    done = run("import", "--all", *VERTEX)
    assert [one["id"] for one in json.loads(done.stdout)["resources"]] == [f"{WHERE}/tuningJobs/18"]
    for name, why in (
        ("tunedModels/running", "it still trains (--state CREATING includes it)"),
        ("tunedModels/broken", "its training failed (--state FAILED includes it)"),
        ("tunedModels/odd", "can't be imported: baseModel"),
        (f"{WHERE}/tuningJobs/17", "was deleted outside this stack"),
        ("gs://data-1/gone.jsonl", "does not exist"),
    ):
        line = next(one for one in done.stderr.splitlines() if f"left out {name}: " in one)
        assert f"{name}: {name}" not in line
        assert why in line


def test_permissions_of_the_models(server: Callable[..., Google]) -> None:
    """With --permissions each grant is in the file, but for the owner's, which nothing declares."""
    google = server(model("numbers"))
    grants = [
        {"name": "tunedModels/numbers/permissions/1", "granteeType": "USER", "role": "OWNER"},
        {
            "name": "tunedModels/numbers/permissions/2",
            "granteeType": "USER",
            "emailAddress": "Ann.B@example.com",
            "role": "READER",
        },
        {"name": "tunedModels/numbers/permissions/3", "granteeType": "EVERYONE", "role": "READER"},
    ]
    google.routes["GET /v1beta/tunedModels/numbers/permissions"] = {"permissions": grants}
    assert written("--all", "--permissions") == {
        "numbers": "TunedModel tunedModels/numbers",
        "numbers-reader-ann-b": "TunedModelPermission tunedModels/numbers/permissions/2",
        "numbers-reader-everyone": "TunedModelPermission tunedModels/numbers/permissions/3",
    }


def test_what_the_stack_has_is_left_out(
    server: Callable[..., Google], pulumi: Callable[[str], Path]
) -> None:
    """What a stack manages, through either door, isn't imported again, nor its names taken."""
    server(model("held"), model("read"), model("new", title="held"), job("17", title="sentiment"))
    types = {
        "held": "pulumi-python:dynamic/tunedModel:TunedModel",
        "read": "google-tuning:index:TunedModel",
        "job": "google-tuning:index:TuningJob",
        "data": "google-tuning:index:TuningDataset",
    }
    ids = {
        "held": "tunedModels/held",
        "read": "tunedModels/read",
        "job": f"projects/123/{WHERE.split('/', 2)[2]}/tuningJobs/17",
        "data": f"{URI}#0123abcd",
    }
    resources = [
        {"urn": f"urn:pulumi:dev::p::{token}::{name}", "type": token, "id": ids[name]}
        for name, token in types.items()
    ]
    resources[1]["external"] = True  # type: ignore[assignment] # a program that reads it by `get`
    state = json.dumps({"deployment": {"resources": resources}})
    said = {
        "google-tuning:emulator": {"value": EMULATOR[1]},
        "google-tuning:project": {"value": "p"},
    }
    Path("Pulumi.yaml").write_text(DEV)
    answers = f"stack) printf '%s' '{state}';; *) printf '%s' '{json.dumps(said)}';;"
    pulumi(f'case "$1" in {answers} esac')
    done = run("import", "--all", "--stack", "dev", "--output", "import.json")
    assert done.exit_code == 0, done.output
    listed = json.loads(Path("import.json").read_text())["resources"]
    assert [(one["name"], one["id"]) for one in listed] == [
        ("read-2", "tunedModels/read"),
        ("held-2", "tunedModels/new"),
    ]
    assert "left out tunedModels/held" in done.stderr
    assert "stack dev has it already" in done.stderr
    assert "pulumi import --file import.json --stack dev --out imported.yaml" in done.stdout


def test_an_api_that_does_not_answer(server: Callable[..., Google]) -> None:
    """A project with one of the APIs is imported from that one; with none, nothing is written."""
    google = server(model("numbers"))
    denied = refused(403, "PERMISSION_DENIED", "Vertex AI API has not been used")
    google.routes[f"GET /v1beta1/{WHERE}/tuningJobs"] = denied
    done = run("import", "--all", *VERTEX)
    assert "skipping the tuning jobs: " in done.stderr
    assert [one["name"] for one in json.loads(done.stdout)["resources"]] == ["numbers"]
    google.routes["GET /v1beta/tunedModels"] = denied
    assert run("import", "--all", *VERTEX).exit_code == 1


def test_what_is_refused(server: Callable[..., Google]) -> None:
    """Nothing is imported by mistake: no filter, no day, a file that is there."""
    server(model("numbers"))
    assert "or --all" in run("import", *VERTEX).stderr
    assert "neither a day" in run("import", "--since", "soon", *VERTEX).stderr
    Path("import.json").write_text("mine")
    done = run("import", "--all", "--output", "import.json", *VERTEX)
    assert done.exit_code == 1
    assert "import.json exists" in done.stderr
    assert Path("import.json").read_text() == "mine"
    assert run("import", "--all", "--output", "import.json", "--force", *VERTEX).exit_code == 0
    done = run("import", "nothing-*", *VERTEX)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing to import" in done.stderr


def test_names_are_unique_and_fit_for_a_variable() -> None:
    """Names are slugs that begin with a letter, each given once."""
    names = Names({"numbers"})
    assert names.give("Numbers", "1", "tuned model") == "numbers-2"
    assert names.give("!?", "numbers", "tuned model") == "numbers-3"
    assert names.give("", "2026", "tuning job") == "tuning-job-2026"
    assert names.give("数", "…", "dataset") == "dataset"
    assert len(names.give("long " * 40, "", "dataset")) <= 50
