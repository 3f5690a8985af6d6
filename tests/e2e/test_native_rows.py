"""Rows in a program of the native plugin: a path in one argument, a list in another."""

from __future__ import annotations

import json
import shutil

import pytest
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

pytestmark = pytest.mark.skipif(
    shutil.which("pulumi-language-yaml") is None, reason="make setup-dev builds it with Go"
)
HEAD = (
    "name: numbers\nruntime: yaml\nresources:\n  it:\n    type: google-tuning:{}\n    properties:\n"
)
MODEL = f"{HEAD.format('TunedModel')}      baseModel: models/gemini-1.5-flash-001-tuning\n"
DATASET = f"{HEAD.format('TuningDataset')}      bucket: b-1\n"


def declare(project: Project, head: str, *properties: str) -> None:
    """Write the program."""
    text = head + "".join(f"      {line}\n" for line in properties)
    (project.folder / "Pulumi.yaml").write_text(text)


def refused(project: Project) -> str:
    """Preview, and return what is said of the refusal."""
    return project.run("preview", expect=RESOURCE_ERROR).text


def test_rows_are_never_shown(project: Project) -> None:
    """What is wrong with a list is said by the argument and the row, without any row's text."""
    declare(project, MODEL, 'examples: [{textInput: "a row", output: ""}]')
    said = refused(project)
    assert "'it' has a problem: examples[0]: output is empty" in said
    assert "a row" not in said

    declare(
        project, MODEL, "trainingData: x.jsonl", 'examples: [{textInput: "a row", output: "1"}]'
    )
    said = refused(project)
    assert "'it' has a problem: examples: can't be given together with trainingData" in said
    assert "a row" not in said

    declare(project, MODEL)
    assert "is required, or examples instead" in refused(project)


def test_a_list_is_the_data(project: Project, emulator: Emulator) -> None:
    """A secret list is uploaded; the state has its digest as the data, secret as the list was.

    `ignoreChanges` takes that name: with it another list changes nothing.
    """
    rows = [
        {"contents": [{"role": role, "parts": [{"text": "a row"}]} for role in ("user", "model")]}
    ] * 12
    declare(project, DATASET, f"rows: {{'fn::secret': {json.dumps(rows)}}}")
    assert "a row" not in project.up().text
    project.preview("--refresh", "--expect-no-changes")
    (stored,) = emulator.objects()
    text = project.run("stack", "export", expect=(0,)).text
    [found] = [
        one
        for one in json.loads(text)["deployment"]["resources"]
        if one["type"] == "google-tuning:index:TuningDataset"
    ]
    assert "rows" not in {*found["inputs"], *found["outputs"]}
    assert found["outputs"]["exampleCount"] == 12
    assert found["outputs"]["sha256"] in stored["name"]
    for part in ("inputs", "outputs"):
        assert "ciphertext" in found[part]["source"]

    declare(project, DATASET, f"rows: {json.dumps(rows[1:])}")
    program = project.folder / "Pulumi.yaml"
    text = program.read_text()
    program.write_text(f"{text}    options: {{ignoreChanges: [rows]}}\n")
    assert "or rows instead. In ignoreChanges, write source" in refused(project)
    program.write_text(f"{text}    options: {{ignoreChanges: [source]}}\n")
    project.preview("--expect-no-changes")
