"""A list of jobs that shows a new one late: the only way to find a job again, and it lags."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.doors import both
from support.emulator import Emulator
from support.interruption import Interrupted, finish, settled
from support.project import Project
from support.trainings import Jobs
from support.waiting import until

LONG = 3600
LAG_SECONDS = 12


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(Interrupted.kill_engine, marks=pytest.mark.thorough),
        Interrupted.kill_both,
    ],
)
@both(native=False)
def test_a_killed_run_is_found_by_a_late_list(
    project: Project, emulator: Emulator, end: Callable[[Interrupted], None]
) -> None:
    """Killed with its POST's answer held, a run leaves a pending create: the next one looks longer.

    Only the engine's kill leaves that trace; who kills the plugin alone and runs again within the
    lag is found by a list that doesn't lag, in the table of interrupted runs.
    """
    jobs = Jobs(emulator)
    emulator.settings(trainingSeconds=LONG, listLagSeconds=LAG_SECONDS)
    emulator.fault(**jobs.post, hold=True, work=True)
    jobs.write(project, "yes")
    run = Interrupted(project, emulator)
    try:
        until(lambda: any(fault["waiting"] for fault in emulator.faults()), "a held POST")
        end(run)
        run.wait()
    finally:
        run.cleanup()
    emulator.clear_faults()
    emulator.settings(trainingSeconds=0.5)
    jobs.complete(jobs.accepted()[0])
    finish(project)
    settled(project, emulator, trainings=1, of=jobs)


@both(native=False)
def test_a_lost_answer_is_found_by_a_late_list(project: Project, emulator: Emulator) -> None:
    """An accepted POST whose answer is lost is looked for until the list can't lag any more."""
    jobs = Jobs(emulator)
    emulator.settings(listLagSeconds=LAG_SECONDS)
    emulator.fault(**jobs.post, drop="after")
    jobs.write(project, "yes")
    project.up()
    settled(project, emulator, trainings=1, of=jobs)


@both(native=False)
def test_a_runs_own_beginning_is_no_interrupted_one(project: Project, emulator: Emulator) -> None:
    """The first create of a run isn't taken for one that was cut off: it looks once, and posts."""
    project.config("project", "my-project")
    uri = "gs://my-data/train.jsonl"
    spec = f'supervised_tuning_spec={{"training_dataset_uri": "{uri}"}}'
    project.program(f'tuning.TuningJob("j0", base_model="gemini-3.5-flash", wait=False, {spec})\n')
    project.up()
    post = next(r for r in emulator.requests("POST") if r["path"].endswith("/tuningJobs"))
    looks = [r for r in emulator.requests("GET") if r["path"].endswith("/tuningJobs")]
    assert len([r for r in looks if r["seq"] < post["seq"]]) == 1
