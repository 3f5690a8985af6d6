"""A job that stands still, with the real CLI: its wait ends, and it is never paid twice."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.interruption import Interrupted
from support.project import RESOURCE_ERROR, Project
from support.vertex import Vertex, rows
from support.waiting import until

PROGRAM = """
for name in {names}:
    tuning.TuningJob(
        name,
        base_model="gemini-3.5-flash",
        api_version="v1beta1",
        supervised_tuning_spec={{
            "training_dataset_uri": "gs://my-data/train.jsonl",
            "hyper_parameters": {{"epoch_count": 2}},
        }},
        timeouts={{"stall": "1h"}},{more}
    )
"""


def write(project: Project, *names: str, more: str = "") -> None:
    """Declare jobs that must not stand still for an hour."""
    project.program(PROGRAM.format(names=list(names), more=more and f"\n        {more},"))


def stall(project: Project, emulator: Emulator, vertex: Vertex) -> str:
    """Run an up whose job stands at a step while two hours pass; return what it said."""
    run = Interrupted(project, emulator)
    try:
        job = until(vertex.jobs, "a job")[-1]["job"]
        vertex.progress(job, 1)
        until(lambda: "step 1/" in run.text or run.over, "the step on the row")
        run.let_two_hours_pass()
        assert run.wait() in RESOURCE_ERROR, run.text
        return run.text
    finally:
        run.cleanup()


@both(native=False)
def test_a_job_that_stands_still(project: Project, emulator: Emulator) -> None:
    """`timeouts.stall` ends the wait with what to do; `onTimeout` cancels; an up trains nothing."""
    vertex = Vertex(emulator)
    vertex.put_object("gs://my-data/train.jsonl", rows())
    emulator.settings(trainingSeconds=36_000)
    project.config("project", "my-project")
    write(project, "first", "second")
    previewed = project.preview().text.split("Diagnostics:")[1]
    assert previewed.count("this run starts more than 1 tuning job of a project") == 1, previewed

    write(project, "first")
    said = stall(project, emulator, vertex)
    assert "no progress for 2 h at tuning: 2 epochs step 1/" in said
    assert "The training continues. To keep waiting, run `pulumi up` again" in said
    assert "pulumi destroy --target 'urn:pulumi:" in said
    assert vertex.counts()["runningJobs"] == 1

    write(project, "first", more='on_timeout="cancel"')
    said = stall(project, emulator, vertex)
    assert "so the training was cancelled (onTimeout is cancel)" in said
    assert vertex.counts()["runningJobs"] == 0
    again = project.up(expect=RESOURCE_ERROR).text
    assert "it was cancelled, by onTimeout, a destroy, or outside this stack" in again
    assert "change `revision`" in again
    assert [job["state"] for job in vertex.jobs()] == ["JOB_STATE_CANCELLED"]

    project.config("retrain", "deny")
    write(project, "first", more='on_timeout="cancel", revision="2"')
    assert "retrain" in project.preview(expect=RESOURCE_ERROR).text
    assert len(vertex.jobs()) == 1
