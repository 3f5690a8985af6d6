"""Two jobs of one identity, after a plugin that was killed alone: seconds are paid, not hours."""

from __future__ import annotations

from typing import Any

import pytest
from support.job_world import JobWorld, checked
from support.plugin import InitFailed
from support.waiting import in_background, until
from support.world import World

pytestmark = pytest.mark.essential

LONG = 36_000


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world whose list of jobs lags, and whose trainings take hours."""
    made = JobWorld(world)
    made.emulator.settings(trainingSeconds=LONG, listLagSeconds=LONG)
    return made


def states(jobs: JobWorld) -> list[str]:
    """Return the states of all jobs ever accepted, oldest first."""
    return [job["state"].removeprefix("JOB_STATE_") for job in jobs.emulator.jobs()]


def show_in_lists(jobs: JobWorld) -> None:
    """Have the lists show both jobs, once both are there."""
    until(lambda: len(jobs.names()) == 2, "the second job")
    jobs.emulator.settings(listLagSeconds=0)


def kill_after_the_post(jobs: JobWorld) -> None:
    """Have a plugin killed alone with its POST accepted; the state knows nothing of it."""
    jobs.emulator.fault(method="POST", path="tuningJobs$", hold=True, work=True)
    plugin = jobs.plugin()
    in_background(plugin.create, "numbers", checked(plugin)).add_done_callback(
        lambda done: done.exception()
    )
    until(lambda: any(f["waiting"] for f in jobs.emulator.faults()), "a held POST")
    plugin.process.kill()
    jobs.emulator.clear_faults()


def test_the_younger_of_two_is_cancelled(jobs: JobWorld) -> None:
    """The next run trains before the list shows the first job; then it goes on with the older."""
    kill_after_the_post(jobs)
    plugin = jobs.plugin()
    waiting = in_background(plugin.create, "numbers", checked(plugin))
    show_in_lists(jobs)
    until(lambda: states(jobs)[1:] == ["CANCELLED"], "the second job's cancel")
    older, younger = jobs.names()
    until(lambda: plugin.engine.said(f"{younger} is cancelled: it trains the same"), "the words")
    assert states(jobs)[0] in ("PENDING", "RUNNING")
    jobs.emulator.complete_job(older)
    assert waiting.result()[0] == older
    assert states(jobs) == ["SUCCEEDED", "CANCELLED"]


def test_in_an_update_the_states_own_stays(jobs: JobWorld) -> None:
    """A resource's id can't change: where the state has the younger, the older is cancelled."""
    kill_after_the_post(jobs)
    plugin = jobs.plugin()
    inputs = checked(plugin)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(lambda: plugin.engine.said("pending"), "a wait for the second job")
    plugin.cancel()
    with pytest.raises(InitFailed) as stored:
        waiting.result()
    older, younger = jobs.names()
    assert stored.value.id == younger
    jobs.world.state({plugin.urn("numbers"): younger})
    show_in_lists(jobs)
    later = jobs.plugin()
    going_on: Any = in_background(
        later.update, "numbers", younger, stored.value.properties, inputs, inputs
    )
    until(lambda: states(jobs)[0] == "CANCELLED", "the older job's cancel")
    jobs.emulator.complete_job(younger)
    assert going_on.result()["name"] == younger
    assert later.engine.said(f"{older} is cancelled")


def test_who_does_not_wait_looks_after_its_own_post(jobs: JobWorld) -> None:
    """With `wait: false` a create looks once, when its own job is there: the older one stays."""
    kill_after_the_post(jobs)
    jobs.emulator.fault(method="POST", path="tuningJobs$", hold=True, work=True)
    plugin = jobs.plugin()
    sending = in_background(plugin.create, "numbers", checked(plugin, wait=False))
    show_in_lists(jobs)
    jobs.emulator.clear_faults()
    older, younger = jobs.names()
    assert sending.result()[0] == older
    assert plugin.engine.said(f"{younger} is cancelled: it trains the same")
    until(lambda: states(jobs)[1] == "CANCELLED", "the second job's cancel")
    assert states(jobs)[0] in ("PENDING", "RUNNING")


def test_a_refresh_tells_of_a_second_job_that_nobody_waits_for(jobs: JobWorld) -> None:
    """With `wait: false` the list shows it after the create: a read says so, an update cancels."""
    kill_after_the_post(jobs)
    plugin = jobs.plugin()
    inputs = checked(plugin, wait=False)
    younger, outputs = plugin.create("numbers", inputs)
    older = next(name for name in jobs.names() if name != younger)
    jobs.world.state({plugin.urn("numbers"): younger})
    assert plugin.read("numbers", younger, outputs, inputs)[0] == younger
    show_in_lists(jobs)
    later = jobs.plugin()
    with pytest.raises(InitFailed, match=rf"{older} trains the same as {younger}.*`pulumi up`"):
        later.read("numbers", younger, outputs, inputs)
    assert "CANCELLED" not in states(jobs), "a read, which a preview does too, changes nothing"
    assert later.update("numbers", younger, outputs, inputs, inputs)["name"] == younger
    assert later.engine.said(f"{older} is cancelled")
    assert later.read("numbers", younger, outputs, inputs)[0] == younger
