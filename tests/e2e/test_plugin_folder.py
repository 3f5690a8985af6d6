"""The folder `plugin/`, as `pulumi package add` takes it: a plugin that Pulumi sets up by itself.

The language host here is the checkout's stand-in, which installs nothing: the virtual environment
that PulumiPlugin.yaml names is there already.
"""

from __future__ import annotations

import shutil

import pytest
import yaml
from support.emulator import Emulator
from support.project import OK, ROOT, VENV, Project

pytestmark = pytest.mark.thorough

PROGRAM = """\
name: numbers
runtime: yaml
resources:
  numbers:
    type: google-tuning:TunedModel
    properties:
      baseModel: models/gemini-1.5-flash-001-tuning
      trainingData: numbers.csv
"""
ROWS = "text_input,output\n" + "".join(f"{number},{number + 1}\n" for number in range(20))


def test_pulumi_runs_the_folder(project: Project, emulator: Emulator) -> None:
    """It is added to a project by its path, and trains; the project names the package then."""
    folder = project.folder.parent / "plugin"
    shutil.copytree(ROOT / "plugin", folder, ignore=shutil.ignore_patterns("venv", "__pycache__"))
    declared = yaml.safe_load((folder / "PulumiPlugin.yaml").read_text())
    (folder / declared["runtime"]["options"]["virtualenv"]).symlink_to(VENV)
    (project.folder / "Pulumi.yaml").write_text(PROGRAM)
    (project.folder / "numbers.csv").write_text(ROWS)
    project.run("package", "add", "../plugin", expect=OK)
    assert (
        "google-tuning" in yaml.safe_load((project.folder / "Pulumi.yaml").read_text())["packages"]
    )
    project.up()
    assert [model["state"] for model in emulator.models()] == ["ACTIVE"]
    project.destroy()
    assert emulator.models() == []


def test_the_folder_has_the_code_of_its_commit() -> None:
    """What Pulumi installs is the checkout around the folder, so both are of one version."""
    lines = (ROOT / "plugin" / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [".."]
    assert (ROOT / "plugin" / ".." / "pyproject.toml").resolve().is_file()
