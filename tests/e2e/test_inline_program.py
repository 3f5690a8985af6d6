"""The stack's state is read from wherever the program runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.interruption import PROGRAM
from support.project import Project

INLINE = """
import sys
import pulumi
import pulumi_google_tuning as tuning
from pulumi import automation

def up(name, count):
    def program():
        rows = [[str(number), str(number + 1)] for number in range(count)]
        tuning.TunedModel("weather", base_model="models/gemini-1.5-flash-001-tuning",
                          training_data=rows, hyperparameters={"epoch_count": 1, "batch_size": 4})
    stack = automation.create_or_select_stack(name, project_name="inline", program=program)
    stack.set_config("google-tuning:emulator", automation.ConfigValue(sys.argv[1]))
    print(stack.up().stdout)

up("prod", 20)
up("prod", 21)
up("night", 20)
"""


def test_an_inline_program(project: Project, emulator: Emulator) -> None:
    """Outside of any project the state is read: other data train, and a second stack is another."""
    elsewhere = project.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "main.py").write_text(INLINE)
    done = subprocess.run(
        [sys.executable, "main.py", emulator.url],
        cwd=elsewhere,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "state can't be read" not in done.stdout
    assert len(emulator.trainings()) == 3
    assert len(emulator.models()) == 2


def test_a_main_elsewhere_and_another_pulumi_on_the_path(
    project: Project, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stack has its full name, and the engine itself is asked, not what PATH calls so."""
    program = tmp_path / "elsewhere"
    program.mkdir()
    declared = project.folder / "Pulumi.yaml"
    declared.write_text(declared.read_text() + f"main: {program}\n")
    head = "import pulumi\nimport pulumi_google_tuning as tuning\n"
    (program / "__main__.py").write_text(head + PROGRAM.format(answer="2", more=""))
    engine = shutil.which("pulumi", path=project.environment["PATH"])
    other = tmp_path / "bin" / "pulumi"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\nexec sleep 600\n")
    other.chmod(0o755)
    monkeypatch.setattr(project, "command", lambda *words: [engine, "--non-interactive", *words])
    said = project.up(PATH=f"{other.parent}:{project.environment['PATH']}").text
    assert "state can't be read" not in said
    assert len(emulator.trainings()) == 1
