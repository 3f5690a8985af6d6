"""A training that stands still, over gRPC: told, ended by `timeouts.stall`, and cancelled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.job_world import NOTHING, JobWorld, checked
from support.plugin import InitFailed, Plugin
from support.waiting import in_background, until
from support.world import World

LONG = 36_000
NEVER_AGAIN = "change `revision`"


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world whose trainings take hours."""
    made = JobWorld(world)
    made.emulator.settings(trainingSeconds=LONG)
    return made


def stalled(plugin: Plugin, stall: str, **more: Any) -> dict[str, Any]:
    """Check a job of the version that shows steps."""
    return checked(plugin, api_version="v1beta1", timeouts={"stall": stall}, **more)


def stand_still(jobs: JobWorld) -> str:
    """Have the newest job stand at a step; return its name."""
    name = str(until(jobs.names, "a job")[-1])
    jobs.emulator.progress_job(name, 1)
    return name


def test_a_stalled_job_is_cancelled_and_not_trained_again(jobs: JobWorld) -> None:
    """The state keeps it CANCELLED; what comes after says so, and costs nothing."""
    plugin = jobs.plugin()
    inputs = stalled(plugin, "1s", on_timeout="cancel")
    waiting = in_background(plugin.create, "numbers", inputs)
    name = stand_still(jobs)
    with pytest.raises(InitFailed) as failed:
        waiting.result()
    assert failed.value.id == name
    assert failed.value.properties["state"] == "JOB_STATE_CANCELLED"
    (reason,) = failed.value.reasons
    assert "no progress for" in reason
    assert "so the training was cancelled (onTimeout is cancel)" in reason
    assert NEVER_AGAIN in reason
    with pytest.raises(InitFailed) as again:
        plugin.update("numbers", name, failed.value.properties, inputs, inputs)
    assert (
        "it was cancelled, by onTimeout, a destroy, or outside this stack" in again.value.reasons[0]
    )
    assert NEVER_AGAIN in again.value.reasons[0]
    assert jobs.names() == [name]
    assert jobs.counts() == NOTHING


@pytest.mark.essential
@pytest.mark.parametrize("work", [True, False])
def test_a_run_that_dies_at_its_cancel_pays_once(jobs: JobWorld, *, work: bool) -> None:
    """Killed alone right before or after its POST: the next create takes the same job up."""
    jobs.emulator.fault(method="POST", path=":cancel$", hold=True, work=work, drop=_drop(work))
    plugin = jobs.plugin()
    waiting = in_background(plugin.create, "numbers", stalled(plugin, "1s", on_timeout="cancel"))
    name = stand_still(jobs)
    until(lambda: any(fault["waiting"] for fault in jobs.emulator.faults()), "a held cancel")
    plugin.process.kill()
    assert waiting.exception() is not None
    jobs.emulator.clear_faults()
    later = jobs.plugin()
    with pytest.raises(InitFailed) as failed:
        later.create("numbers", stalled(later, "1s", on_timeout="cancel"))
    assert failed.value.id == name
    assert failed.value.properties["state"] == "JOB_STATE_CANCELLED"
    assert NEVER_AGAIN in failed.value.reasons[0]
    assert jobs.names() == [name]


def _drop(work: bool) -> str:
    return "after" if work else "before"


def test_a_cancelled_job_that_nobody_waits_for_is_told(jobs: JobWorld) -> None:
    """With `wait: false` a create that takes up a cancelled job says so, and so does an update."""
    plugin = jobs.plugin()
    name, made = plugin.create("numbers", checked(plugin, on_timeout="cancel", wait=False))
    plugin.delete("numbers", name, made)
    later = jobs.plugin()
    inputs = checked(later, on_timeout="cancel", wait=False)
    again, stored = later.create("numbers", inputs)
    assert (again, stored["state"]) == (name, "JOB_STATE_CANCELLED")
    assert later.engine.said(NEVER_AGAIN)
    told = len(later.engine.said(NEVER_AGAIN))
    later.update("numbers", name, stored, inputs, {**inputs, "description": "more"})
    assert len(later.engine.said(NEVER_AGAIN)) > told
    assert jobs.names() == [name]


def test_after_a_resume_googles_own_time_counts(jobs: JobWorld) -> None:
    """Where no step is shown: a job that has run for hours is told, and ends the wait at once."""
    plugin = jobs.plugin()
    name, stored = interrupted(jobs, plugin, checked(plugin, timeouts={"stall": "9h"}))
    jobs.emulator.advance(5 * 3600)
    later = jobs.plugin()
    inputs = checked(later, timeouts={"stall": "4h"})
    with pytest.raises(InitFailed) as failed:
        later.update("numbers", name, stored, inputs, inputs)
    (reason,) = failed.value.reasons
    assert re.search(r"no progress for [567] h.* at tuning", reason)
    assert ", since 20" in reason
    assert "To cancel it, run `pulumi destroy" in reason
    assert later.engine.said(", no change for ")
    assert jobs.counts()["runningJobs"] == 1


def interrupted(
    jobs: JobWorld, plugin: Plugin, inputs: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Start a job and interrupt its wait; return its name and what the state keeps."""
    waiting = in_background(plugin.create, "numbers", inputs)
    name = str(until(jobs.names, "a job")[-1])
    until(lambda: plugin.engine.said("pending"), "the job on the row")
    jobs.emulator.advance(2 * 3600)
    plugin.cancel()
    with pytest.raises(InitFailed) as ended:
        waiting.result()
    return name, ended.value.properties


def test_a_job_in_the_queue_says_its_place_and_never_stalls(jobs: JobWorld) -> None:
    """One job runs at once: the next says where it stands, and its waiting is no standstill."""
    jobs.emulator.settings(maxConcurrentTuningJobs=1)
    plugin = jobs.plugin()
    first = in_background(plugin.create, "first", checked(plugin, "first"))
    running = str(until(jobs.names, "a job")[0])
    second = in_background(plugin.create, "second", stalled(plugin, "1s", name="second"))
    until(lambda: plugin.engine.said("queued: place 1 of 1"), "the place on the row")
    jobs.emulator.advance(3600)
    jobs.emulator.complete_job(running)
    first.result()
    name = stand_still(jobs)
    with pytest.raises(InitFailed, match="no progress for") as failed:
        second.result()
    assert failed.value.id == name
    assert plugin.engine.said("this run starts more than 1 tuning job of a project")


def test_a_model_that_trains_says_how_long_it_will_take(world: World) -> None:
    """From the time stamps of its steps: half of ten hours are left in the middle."""
    world.emulator.settings(trainingSeconds=LONG)
    plugin = world.plugin()
    news = {
        "baseModel": "gemini-1.5-flash-001-tuning",
        "trainingData": [[str(number), str(number + 1)] for number in range(15)],
        "hyperparameters": {"epochCount": 10, "batchSize": 4},
    }
    inputs, failures = plugin.check("numbers", news)
    assert failures == []
    waiting = in_background(plugin.create, "numbers", inputs)
    until(lambda: plugin.engine.said("waiting for the first step"), "a row")
    world.emulator.advance(LONG / 2)
    until(lambda: plugin.engine.said(", about 5 h left"), "the time left on the row")
    world.emulator.advance(LONG)
    assert waiting.result()[1]["state"] == "ACTIVE"
