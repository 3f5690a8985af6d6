"""The program is edited between a kill and the next run, and asks for the same in other words."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.interruption import kill_while_it_trains
from support.project import OK, Project
from support.trainings import Jobs

PROGRAM = """
tuning.TuningJob(
    "m0",
    base_model="publishers/google/models/gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": "gs://my-data/2.jsonl",
        "hyper_parameters": {"epoch_count": "1"},
        "export_last_checkpoint_only": False,
    },
    project="my-project",
    location="us-central1",
    revision="",
)
"""


@both(native=False)
def test_the_same_job_in_other_words(project: Project, emulator: Emulator) -> None:
    """Up, kill -9, an edit that changes nothing, up: one job; and back again it is no change."""
    trainings = Jobs(emulator)
    trainings.write(project, "2")
    kill_while_it_trains(project, emulator, of=trainings)
    project.run("cancel", "--yes", expect=OK)
    emulator.finish()
    project.program(PROGRAM)
    project.up()
    (name,) = trainings.accepted()
    (stored,) = project.resources("TuningJob")
    assert stored["id"].endswith(name)
    trainings.write(project, "2")
    project.preview("--expect-no-changes")
