"""Previews of the native plugin: what follows from the program is known before it is there."""

from __future__ import annotations

import shutil

import pytest
from support import yaml_program
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project
from support.vertex import rows
from support.yaml_program import resource

pytestmark = pytest.mark.skipif(
    shutil.which("pulumi-language-yaml") is None, reason="make setup-dev builds it with Go"
)


def declare(project: Project, **more: object) -> None:
    """Write the program of a data set, and of a job on it."""
    spec = {"trainingDatasetUri": "${train.uri}", "hyperParameters": {"epochCount": 3}}
    yaml_program.write(
        project,
        {
            "train": resource("TuningDataset", source="train.jsonl", bucket="my-data"),
            "job": resource(
                "TuningJob", baseModel="gemini-3.5-flash", supervisedTuningSpec=spec, **more
            ),
        },
    )


def test_a_job_is_known_before_its_data_set_is_there(project: Project, emulator: Emulator) -> None:
    """The address follows from the content: an estimate, and a certain second training.

    So where nothing may train again, the preview of a changed row refuses it already.
    """
    del emulator
    project.config("project", "my-project")
    data = project.folder / "train.jsonl"
    data.write_text(rows("yes"))
    declare(project)
    said = project.preview().text
    assert "for 3 epochs on gs://my-data/" in said
    assert "tokens" in said.partition("for 3 epochs on gs://my-data/")[2]
    project.up("--skip-preview")

    declare(project, labels={"team": "a"})
    said = project.preview("--diff").text
    assert '+ labels: {\n          + team: "a"' in said
    declare(project)

    data.write_text(rows("no"))
    said = project.preview().text
    assert "trains again: supervisedTuningSpec.trainingDatasetUri" in said
    assert "may train again" not in said
    assert "[diff: ~supervisedTuningSpec]" in said
    project.config("retrain", "deny")
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "google-tuning:retrain is deny, and this change trains again" in said
