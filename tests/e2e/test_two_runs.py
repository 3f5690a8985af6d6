"""Two runs of the engine that one process starts: neither hears of the other."""

from __future__ import annotations

import json
import subprocess
import sys

from support import forks
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project
from support.vertex import rows

TWO_STACKS = """
import json
import sys

import pulumi.automation as auto
import pulumi_google_tuning as tuning


def program():
    for number in range(int(sys.argv[1])):
        tuning.TunedModel(
            f"m{number}",
            base_model="models/gemini-1.5-flash-001-tuning",
            training_data=[["1", "2"]],
        )


said = []
for name in ("first", "second"):
    stack = auto.create_or_select_stack(name, project_name="inline", program=program)
    stack.set_config("google-tuning:emulator", auto.ConfigValue(sys.argv[2]))
    found = stack.preview(parallel=4)
    said.append(found.stdout + found.stderr)
print(json.dumps(said))
"""
# What a program computes from a value that it will only know later isn't known in a preview.
TWO_DATASETS = """
mine = tuning.TuningDataset("mine", source="mine.jsonl", bucket="gs://my-data")
other = tuning.TuningDataset("another", source="another.jsonl", bucket="gs://my-data")
tuning.TuningJob(
    "job",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": pulumi.Output.all(mine.uri, other.uri).apply(lambda both: both[0])
    },
)
"""


def test_two_stacks_in_one_process_count_their_own_models(
    project: Project, emulator: Emulator
) -> None:
    """Two stacks of 3 models at 4 a time say nothing; where each has 5, each is warned."""
    script = project.folder / "two_stacks.py"
    script.write_text(TWO_STACKS)

    def warned(models: int) -> list[bool]:
        done = subprocess.run(
            [sys.executable, script, str(models), emulator.url],
            cwd=project.folder,
            env=forks.environment(project.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return ["trains more than 4 models" in text for text in json.loads(done.stdout)]

    assert warned(3) == [False, False]
    assert warned(5) == [True, True]


def test_another_datasets_replacement_refuses_no_job(project: Project, emulator: Emulator) -> None:
    """Under `retrain: deny` a job is refused for its own dataset's replacement and no other one's.

    Its address isn't known in either preview.
    """
    project.config("project", "my-project")
    project.folder.joinpath("mine.jsonl").write_text(rows("yes"))
    project.folder.joinpath("another.jsonl").write_text(rows("perhaps"))
    project.program(TWO_DATASETS)
    project.up()
    project.config("retrain", "deny")
    project.preview("--expect-no-changes")

    project.folder.joinpath("another.jsonl").write_text(rows("no"))
    passed = project.preview()
    assert "may train again: supervisedTuningSpec.trainingDatasetUri" in passed.text

    project.folder.joinpath("mine.jsonl").write_text(rows("no"))
    refused = project.preview(expect=RESOURCE_ERROR)
    assert "google-tuning:retrain is deny, and this change may train again" in refused.text
