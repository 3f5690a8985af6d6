"""The native plugin trains once: whichever provider of ours began it, and whatever forces it."""

from __future__ import annotations

import copy
import shutil
from typing import Any

import pytest
from support import yaml_program
from support.emulator import Emulator
from support.interruption import finish, kill_while_it_trains, settled
from support.project import RESOURCE_ERROR, Project
from support.trainings import KINDS, MODEL_PROGRAM
from support.yaml_program import resource

pytestmark = pytest.mark.skipif(
    shutil.which("pulumi-language-yaml") is None, reason="make setup-dev builds it with Go"
)
THOROUGH = pytest.mark.thorough
MODEL = {
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "examples": [{"textInput": "1", "output": "2"}, {"textInput": "3", "output": "4"}],
    "hyperparameters": {"epochCount": 10, "batchSize": 1},
}
JOB = {
    "baseModel": "gemini-3.5-flash",
    "supervisedTuningSpec": {
        "trainingDatasetUri": "gs://my-data/2.jsonl",
        "hyperParameters": {"epochCount": 1},
    },
}
EXPLICIT = {"own": {"type": "pulumi:providers:google-tuning", "defaultProvider": False}}


def declare(project: Project, kind: str, by: str) -> None:
    """Write the program of one training, served by another provider of ours each time."""
    if by == "python":
        (project.folder / "Pulumi.yaml").write_text(
            (project.folder / "Pulumi.yaml.python").read_text()
        )
        project.program(MODEL_PROGRAM.format(answer="2", more=""))
        return
    title, inputs = {"model": ("TunedModel", MODEL), "job": ("TuningJob", JOB)}[kind]
    providers: dict[str, Any] = {}
    options: dict[str, Any] = {"version": by}
    if by == "explicit":
        config = {"emulator": "${google-tuning:emulator}", "project": "my-project"}
        providers = {"own": {**EXPLICIT["own"], "properties": config}}
        options = {"provider": "${own}"}
    yaml_program.write(project, {**providers, "m0": resource(title, options, **inputs)})


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("model", "0.1.0", "0.2.0"),
        ("job", "0.1.0", "explicit"),
        pytest.param("model", "python", "0.1.0"),
        pytest.param("model", "0.1.0", "python", marks=THOROUGH),
        pytest.param("model", "explicit", "0.1.0", marks=THOROUGH),
    ],
)
def test_another_provider_after_a_kill(
    project: Project, emulator: Emulator, kind: str, before: str, after: str
) -> None:
    """The plugin is upgraded, or the door or the provider changes: what was begun is taken up."""
    (project.folder / "Pulumi.yaml.python").write_text((project.folder / "Pulumi.yaml").read_text())
    of = KINDS[kind](emulator)
    of.write(project, "2")
    declare(project, kind, before)
    kill_while_it_trains(project, emulator, of=of)
    emulator.finish()
    for name in of.unfinished():
        of.complete(name)
    declare(project, kind, after)
    assert "which an earlier run started" in finish(project, emulator).text
    settled(project, emulator, trainings=1, of=of)


def urn_of(project: Project, name: str) -> str:
    """Return a resource's urn."""
    (found,) = [r["urn"] for r in project.deployment()["resources"] if r["urn"].endswith(name)]
    return str(found)


def declare_chosen(project: Project, options: dict[str, Any] | None = None, **changes: Any) -> None:
    """Write the program of a model under an id of the user's own, and of a grant on it."""
    model = resource("TunedModel", options, tunedModelId="mine", adopt=True, **MODEL, **changes)
    grant = {"granteeType": "EVERYONE", "role": "READER", "adopt": True}
    mine = copy.deepcopy(options)  # one value in two places would be an alias in YAML
    shared = resource("TunedModelPermission", mine, tunedModel="${m0.name}", **grant)
    yaml_program.write(project, {"m0": model, "all": shared})


def test_a_forced_replacement_never_adopts_what_it_replaces(
    project: Project, emulator: Emulator
) -> None:
    """The engine would delete what it has just adopted: a paid training, or a grant.

    Deleted first, both are made again. Where nothing may train again, a preview refuses it.
    """
    declare_chosen(project)
    project.up("--skip-preview")
    said = project.preview("--replace", urn_of(project, "::all")).text
    assert "Unless its options have `deleteBeforeReplace: true`, add that" in said
    for name in ("::all", "::m0"):
        words = ("--skip-preview", "--replace", urn_of(project, name))
        said = project.up(*words, expect=RESOURCE_ERROR).text
        assert "Add `deleteBeforeReplace: true` to its options" in said
    assert not emulator.requests("DELETE")
    project.preview("--refresh", "--expect-no-changes")

    project.config("retrain", "deny")
    refused = "google-tuning:retrain is deny, and this trains again: its replacement is forced"
    said = project.preview("--replace", urn_of(project, "::m0"), expect=RESOURCE_ERROR).text
    assert refused in said
    declare_chosen(project, {"replaceOnChanges": ["displayName"]}, displayName="new")
    assert refused in project.preview(expect=RESOURCE_ERROR).text

    project.config("retrain", None)
    declare_chosen(project, {"deleteBeforeReplace": True})
    words = [word for name in ("::m0", "::all") for word in ("--replace", urn_of(project, name))]
    project.up("--skip-preview", *words)
    assert len(emulator.trainings()) == 2
    project.preview("--refresh", "--expect-no-changes")
