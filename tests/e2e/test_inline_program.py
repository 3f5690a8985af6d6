"""The stack's state is read from wherever the program runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import forks
from support.doors import both, head
from support.emulator import Emulator
from support.interruption import PROGRAM
from support.project import Project

INLINE = """
import sys
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


def run_elsewhere(script: str, project: Project, emulator: Emulator) -> str:
    """Run a script outside of any project; it reads its stacks' states. Return what it says."""
    elsewhere = project.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "main.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "main.py", emulator.url],
        cwd=elsewhere,
        env=forks.environment(project.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "state can't be read" not in done.stdout
    return done.stdout


@both(native=False)
def test_an_inline_program(project: Project, emulator: Emulator, door: str) -> None:
    """Outside of any project the state is read: other data train, and a second stack is another."""
    run_elsewhere(head(door) + INLINE, project, emulator)
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


JOB = """
import sys
import pulumi
import pulumi_google_tuning as tuning
from pulumi import automation

def row(number):
    said = [("user", str(number)), ("model", str(number + 1))]
    return {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in said]}

def stack_of(count):
    def program():
        rows = [row(number) for number in range(count)]
        data = tuning.TuningDataset("d", source=rows, bucket="my-data")
        spec = {"training_dataset_uri": data.uri}
        job = tuning.TuningJob("j", base_model="gemini-2.5-flash", supervised_tuning_spec=spec)
        pulumi.export("endpoint", job.tuned_model["endpoint"])
    stack = automation.create_or_select_stack("prod", project_name="inline", program=program)
    said = {"emulator": sys.argv[1], "project": "my-project", "pollSeconds": "0.1"}
    for key, value in {**said, "delete": "allow"}.items():
        stack.set_config(f"google-tuning:{key}", automation.ConfigValue(value))
    return stack

for count in (20, 21):
    done = stack_of(count).up()
    print(done.stdout, "endpoint", done.outputs["endpoint"].value)
stack = stack_of(21)
stack.set_config("google-tuning:delete", automation.ConfigValue("deny"))
try:
    stack.destroy()
    print("destroyed")
except automation.CommandError as error:
    print("refused", error)
stack_of(21).destroy()
"""


@pytest.mark.thorough
def test_a_job_of_an_inline_program(project: Project, emulator: Emulator) -> None:
    """Data and job are replaced; a destroy hears today's configuration, not the last run's."""
    said = run_elsewhere(JOB, project, emulator)
    assert said.count("endpoint projects/") == 2
    assert "destroyed" not in said
    assert "google-tuning:delete is deny" in said.partition("refused")[2]
    assert len(emulator.jobs()) == 2
    assert emulator.vertex()["counts"] == {"runningJobs": 0, "models": 0, "endpoints": 0}
