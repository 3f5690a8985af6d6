"""`delete: deny`: what stands in the state stays, whichever edit would delete it."""

from __future__ import annotations

import copy
import shutil
from typing import Any

import pytest
import yaml
from support.emulator import ROOT, Emulator
from support.project import Project
from support.vertex import rows

ROWS: dict[str, Any] = {
    "permissions": {
        "g": {
            "tunedModel": "${tunedModels.m.name}",
            "granteeType": "EVERYONE",
            "role": "READER",
        }
    },
    "tunedModels": {
        "m": {
            "baseModel": "models/gemini-1.5-flash-001-tuning",
            "trainingData": [["1", "2"]],
            "hyperparameters": {"epochCount": 10, "batchSize": 1},
        }
    },
    "datasets": {"d": {"source": "chat.jsonl", "bucket": "my-data"}},
    "tuningJobs": {
        "j": {
            "baseModel": "gemini-3.5-flash",
            "project": "my-project",
            "supervisedTuningSpec": {"trainingDatasetUri": "${datasets.d.uri}"},
        }
    },
}
# The engine's own words, after the name of the resource.
PROTECTED = "cannot be deleted\n    because it is protected"


@pytest.fixture
def root(project: Project) -> Project:
    """Return a project with the root program and some data."""
    shutil.copy(ROOT / "__main__.py", project.folder)
    (project.folder / "chat.jsonl").write_text(rows())
    return project


def declare(project: Project, resources: dict[str, Any], delete: str = "allow") -> None:
    """Write the data and whether it may be deleted into the stack's file."""
    file = project.folder / "Pulumi.test.yaml"
    settings = yaml.safe_load(file.read_text())
    settings["config"]["google-tuning:resources"] = resources
    settings["config"]["google-tuning:delete"] = delete
    file.write_text(yaml.safe_dump(settings))


def changed(section: str, name: str = "", **arguments: Any) -> dict[str, Any]:
    """Return the data with one row renamed, or with other arguments."""
    found = copy.deepcopy(ROWS)
    (old,) = found[section]
    row = found[section].pop(old)
    found[section] = {name or old: row | arguments}
    return found


def test_nothing_is_deleted_by_an_edit(root: Project, emulator: Emulator) -> None:
    """A row taken out, renamed or changed, `--replace` and `destroy` are errors of the preview.

    Each names what would go, and the way to allow it is said; in the very run that begins to deny,
    the delete itself refuses. Allowed again, and brought up once, everything can be deleted.
    """
    declare(root, ROWS)
    root.up()
    declare(root, ROWS, "deny")
    unheard = root.destroy(expect=None)
    assert "google-tuning:delete is deny, so the" in unheard.text
    assert len(emulator.models()) == 1

    declare(root, {one: rows for one, rows in ROWS.items() if one != "permissions"}, "deny")
    first = root.up(expect=None)
    assert first.code != 0
    assert "google-tuning:delete is deny, so the permission tunedModels/" in first.text
    assert "run `pulumi config set google-tuning:delete allow`" in first.text

    declare(root, ROWS, "deny")
    root.up()
    declare(root, {}, "deny")
    out = root.run("up", "--yes", expect=None)
    assert out.code != 0
    # The engine goes from what nothing depends on, and ends there.
    assert out.text.count(PROTECTED) == len(("permissions", "tuningJobs"))

    declare(root, changed("permissions", "h"), "deny")
    renamed = root.preview(expect=None)
    assert renamed.code != 0
    # What a row still has no other row takes, so it isn't asked whether g may be deleted.
    assert "If you removed g on purpose, first run `pulumi up` without h" in renamed.text
    assert "`pulumi config set google-tuning:delete allow`" in renamed.text

    declare(root, changed("tuningJobs", revision="2"), "deny")
    other = root.preview(expect=None)
    assert other.code != 0
    assert "j: google-tuning:delete is deny, and this change trains again: revision" in other.text

    declare(root, ROWS, "deny")
    (model,) = root.resources()
    forced = root.preview("--replace", model["urn"], expect=None)
    assert forced.code != 0
    assert "m' has a problem: google-tuning:delete is deny, and this trains again" in forced.text
    ended = root.destroy(expect=None)
    assert ended.code != 0
    assert PROTECTED in ended.text
    assert emulator.requests("DELETE") == []

    declare(root, ROWS)
    root.up()
    declare(root, {})
    root.up()
    assert emulator.models() == []
    assert root.resources("TuningJob") == []


def test_a_resource_denies_its_own_delete(project: Project, emulator: Emulator) -> None:
    """Its own `deny` goes before `protect=False`, and its own `allow` before the configuration."""
    text = """
for name in {names}:
    tuning.TunedModel(
        name,
        base_model="models/gemini-1.5-flash-001-tuning",
        training_data=[["1", name]],
        hyperparameters={{"epoch_count": 1, "batch_size": 1}},
        delete="{delete}",
        opts=pulumi.ResourceOptions(protect=False),
    )
"""
    project.program(text.format(names=["kept", "also"], delete="deny"))
    project.up()
    project.program(text.format(names=["kept"], delete="deny"))
    refused = project.preview(expect=None)
    assert refused.code != 0
    assert refused.text.count(PROTECTED) == 1
    # What the engine was told not to protect any more still says it itself.
    (also,) = (one["urn"] for one in project.resources() if one["urn"].endswith("also"))
    project.run("state", "unprotect", also, "--yes", expect=(0,))
    refused = project.up(expect=None)
    assert refused.code != 0
    assert "also: its delete is deny, so the tuned model tunedModels/also-" in refused.text
    assert len(emulator.models()) == 2

    project.config("delete", "deny")
    project.program(text.format(names=["kept", "also"], delete="allow"))
    project.up()
    project.destroy()
    assert emulator.models() == []
