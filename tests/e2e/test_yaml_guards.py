"""What guards a Pulumi YAML stack: only the plugin is there, and no class of ours sets options."""

from __future__ import annotations

from typing import Any

import pytest
from support import yaml_program
from support.emulator import Emulator
from support.project import Project
from support.yaml_program import resource

FAILED = (1, 4, 255)
MODEL: dict[str, Any] = resource(
    "TunedModel",
    baseModel="models/gemini-1.5-flash-001-tuning",
    examples=[{"textInput": "1", "output": "2"}],
    hyperparameters={"epochCount": 2, "batchSize": 1},
)
TOLD = "For a preview that refuses it too, set the resource option `protect: true`"


@pytest.mark.thorough
def test_no_edit_deletes_what_is_denied(project: Project, emulator: Emulator) -> None:
    """Under `delete: deny` the delete itself is refused; with `protect` the preview refuses too.

    That is so for a resource that was taken out, and for a misspelt `resources:`, which to Pulumi
    is a program without any. What a preview would let go is told before, and no longer once it is
    protected.
    """
    yaml_program.write(project, {"m": MODEL})
    project.up()
    project.config("delete", "deny")
    told = " ".join(project.preview("--expect-no-changes").text.split())
    assert TOLD in told

    program = (project.folder / "Pulumi.yaml").read_text()
    misspelt = program.replace("resources:", "resuorces:")
    (project.folder / "Pulumi.yaml").write_text(misspelt)
    assert "1 to delete" in project.preview().text
    # A delete has the configuration of the last run: the denial counts from the next one on.
    (project.folder / "Pulumi.yaml").write_text(program)
    project.up()
    (project.folder / "Pulumi.yaml").write_text(misspelt)
    assert "google-tuning:delete is deny, so the tuned model" in project.up(expect=FAILED).text
    assert len(emulator.models()) == 1

    yaml_program.write(project, {"m": {**MODEL, "options": {"protect": True}}})
    project.up()
    assert TOLD not in " ".join(project.preview("--expect-no-changes").text.split())
    (project.folder / "Pulumi.yaml").write_text(misspelt)
    assert "because it is protected" in project.preview(expect=FAILED).text
    assert len(emulator.models()) == 1
