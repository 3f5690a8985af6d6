"""What Google was seen to do that no reference tells, over gRPC: nothing of it misleads."""

from __future__ import annotations

from typing import Any

import pytest
from support import job_world
from support.job_world import JobWorld, checked
from support.plugin import InitFailed
from support.waiting import in_background, until
from support.world import World

SPEC = {"training_dataset_uri": job_world.URI}


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on."""
    return JobWorld(world)


def states(jobs: JobWorld) -> list[str]:
    """Return the states of all jobs ever accepted."""
    return [job["state"] for job in jobs.emulator.jobs()]


def test_a_delete_waits_through_cancelling(jobs: JobWorld) -> None:
    """A job that is being cancelled for a minute is waited for, and nothing is left behind it."""
    jobs.emulator.settings(trainingSeconds=3600, cancelSeconds=60)
    plugin = jobs.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, wait=False))
    deleting = in_background(plugin.delete, "numbers", object_id, outputs)
    until(lambda: states(jobs) == ["JOB_STATE_CANCELLING"], "the cancel")
    jobs.emulator.advance(30)
    until(lambda: plugin.engine.said("cancelling the training"), "the row's words")
    assert not deleting.done()
    jobs.emulator.advance(31)
    deleting.result()
    assert states(jobs) == ["JOB_STATE_CANCELLED"]
    assert jobs.counts() == job_world.NOTHING


def test_a_job_that_somebody_cancels_is_waited_for(jobs: JobWorld) -> None:
    """While it is CANCELLING the row says so and nothing is trained; then its end is told."""
    jobs.emulator.settings(trainingSeconds=3600, cancelSeconds=60)
    plugin = jobs.plugin()
    inputs = checked(plugin)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(jobs.names, "a job")
    name = f"{job_world.PARENT}/tuningJobs/{jobs.names()[0].rpartition('/')[2]}"
    jobs.api("POST", f"{name}:cancel", {})
    until(lambda: plugin.engine.said("being cancelled"), "the row's words")
    jobs.emulator.advance(61)
    with pytest.raises(
        InitFailed, match="it was cancelled, by an interrupted destroy or outside this stack"
    ) as ended:
        waiting.result()
    with pytest.raises(
        InitFailed, match="it was cancelled, by an interrupted destroy or outside this stack"
    ):
        plugin.read("numbers", ended.value.id, ended.value.properties, inputs)
    assert len(jobs.names()) == 1


@pytest.mark.parametrize("given", [None, {"epoch_count": 2}], ids=["none", "some"])
@pytest.mark.parametrize("account", [None, "tuner@my-project.iam.gserviceaccount.com"])
def test_what_shows_late_is_no_drift(
    jobs: JobWorld, given: dict[str, Any] | None, account: str | None
) -> None:
    """Hyperparameters and a service account that Google fills in late are never a change."""
    jobs.emulator.settings(trainingSeconds=3600)
    plugin = jobs.plugin()
    spec = {**SPEC, **({"hyper_parameters": given} if given else {})}
    inputs = checked(plugin, supervised_tuning_spec=spec, service_account=account, wait=False)
    object_id, outputs = plugin.create("numbers", inputs)

    def nothing_changed() -> dict[str, Any]:
        _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
        assert now == inputs
        same = plugin.diff("numbers", object_id, seen, now, inputs)
        assert same.changes == same.DIFF_NONE
        return dict(seen)

    nothing_changed()  # PENDING
    jobs.emulator.advance(500)
    nothing_changed()  # RUNNING, and no account yet
    jobs.emulator.advance(500)
    nothing_changed()  # RUNNING, with one
    jobs.emulator.advance(2700)
    done = nothing_changed()
    chosen = done["chosenHyperParameters"]
    assert chosen["adapterSize"] == "ADAPTER_SIZE_FOUR"
    assert chosen["epochCount"] == (2 if given else 3)


@pytest.mark.parametrize("state", ["JOB_STATE_FAILED", "JOB_STATE_CANCELLED"])
def test_a_model_that_never_was_is_not_gone(jobs: JobWorld, state: str) -> None:
    """A failed job that names a model has failed: it is not trained again, and can be deleted."""
    jobs.emulator.settings(trainingSeconds=3600, nameMissingModels=True)
    plugin = jobs.plugin()
    inputs = checked(plugin)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(jobs.names, "a job")
    jobs.emulator.end_job(jobs.names()[0], state)
    with pytest.raises(InitFailed) as ended:
        waiting.result()
    made = (ended.value.id, ended.value.properties)
    for call in (
        lambda: plugin.read("numbers", *made, inputs),
        lambda: plugin.update("numbers", *made, inputs, inputs),
    ):
        with pytest.raises(InitFailed, match="`revision`"):
            call()
    assert plugin.engine.said("will train it again") == []
    plugin.delete("numbers", *made)
    assert len(jobs.names()) == 1


@pytest.mark.parametrize(("location", "there"), [("us-central1", "us"), ("europe-west4", "eu")])
def test_what_is_served_elsewhere_is_looked_after(
    jobs: JobWorld, location: str, there: str
) -> None:
    """A model and an endpoint in `us` or `eu` are read, patched, restored and deleted there."""
    plugin = jobs.plugin(location=location)
    spec = {**SPEC, "export_last_checkpoint_only": True}
    inputs = checked(plugin, supervised_tuning_spec=spec)
    object_id, outputs = plugin.create("numbers", inputs)
    made = outputs["tunedModel"]
    assert f"/locations/{location}/tuningJobs/" in object_id
    assert all(f"/locations/{there}/" in made[part] for part in ("model", "endpoint"))
    assert plugin.read("numbers", object_id, outputs, inputs)[2] == inputs
    new = checked(plugin, supervised_tuning_spec=spec, labels={"team": "other"})
    plugin.update("numbers", object_id, outputs, inputs, new)
    assert jobs.api("GET", made["endpoint"])["labels"]["team"] == "other"
    for one in jobs.api("GET", made["endpoint"])["deployedModels"]:
        jobs.api("POST", f"{made['endpoint']}:undeployModel", {"deployedModelId": one["id"]})
    jobs.api("DELETE", made["endpoint"])
    again = plugin.update("numbers", object_id, outputs, new, new)
    assert f"/locations/{there}/endpoints/tuning-job-" in again["tunedModel"]["endpoint"]
    plugin.delete("numbers", object_id, again)
    assert jobs.counts() == job_world.NOTHING
    assert len(jobs.names()) == 1
