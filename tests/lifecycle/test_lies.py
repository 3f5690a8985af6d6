"""A plugin behind a lying proxy: nothing that was paid for is lost, and nothing waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from support.job_world import JobWorld
from support.job_world import checked as checked_job
from support.lying_proxy import LyingProxy
from support.plugin import Failed, InitFailed
from support.waiting import in_background, until
from support.world import World

NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "hyperparameters": {"epoch_count": "10", "batchSize": 4.0},
    "displayName": "numbers",
}


@pytest.fixture
def proxy(world: World) -> Iterator[LyingProxy]:
    """Put a proxy in front of the world's emulator."""
    with LyingProxy(world.emulator.url) as proxy:
        yield proxy


def _checked(plugin: Any, **more: Any) -> dict[str, Any]:
    inputs, failures = plugin.check("numbers", {**NEWS, **more})
    assert failures == []
    return dict(inputs)


def _diverged(model: Any) -> Any:
    task = model.get("tuningTask", {})
    task["snapshots"] = [None, {"step": None, "meanLoss": None}, {"step": "7", "meanLoss": "NaN"}]
    task["hyperparameters"] = {"epochCount": "10", "batchSize": "0"}
    return {**model, "tuningTask": task}


@pytest.mark.essential
def test_a_training_that_diverged_is_kept(world: World, proxy: LyingProxy) -> None:
    """Null snapshots, a loss of NaN, a batch of nothing: the model is ready, and a line warns."""
    proxy.lie("GET", "/tunedModels/", change=_diverged)
    proxy.lie("POST", "/tunedModels", change=lambda said: {**said, "metadata": None})
    plugin = world.plugin(emulator=proxy.url)
    object_id, outputs = plugin.create("numbers", _checked(plugin))
    assert outputs["name"] == object_id
    assert outputs["state"] == "ACTIVE"
    assert outputs["createTime"]
    assert "finalLoss" not in outputs
    assert plugin.engine.said("its last loss is not a number: the training diverged")
    # A creation time that is none is no evidence of another model: it is deleted.
    proxy.lie("GET", "/tunedModels/", change=lambda model: {**model, "createTime": 5})
    plugin.delete("numbers", object_id, outputs)
    assert world.emulator.models() == []


@pytest.mark.parametrize("lie", [{"status": 204, "body": b""}, {"body": b""}, {"json": {}}])
def test_a_jobs_create_that_is_answered_with_nothing(
    world: World, proxy: LyingProxy, lie: dict[str, Any]
) -> None:
    """A success without a body names no job: it is found by its label, and made once."""
    jobs = JobWorld(world)
    proxy.lie("POST", "/tuningJobs$", **lie)
    plugin = jobs.plugin(emulator=proxy.url)
    object_id, outputs = plugin.create("numbers", checked_job(plugin))
    assert outputs["name"] == object_id
    assert len(jobs.names()) == 1


def test_odd_parts_of_a_job(world: World, proxy: LyingProxy) -> None:
    """A model that is true, an endpoint in a list, statistics that are a text: the job is kept."""
    jobs = JobWorld(world)

    def odd(job: Any) -> Any:
        made = {"model": True, "endpoint": [None], "checkpoints": [None]}
        return {**job, "tunedModel": made, "tuningDataStats": "x", "error": [5]}

    proxy.lie("GET", r"/tuningJobs/", change=odd)
    plugin = jobs.plugin(emulator=proxy.url)
    inputs = checked_job(plugin)
    object_id, outputs = plugin.create("numbers", inputs)
    assert (outputs["name"], outputs["state"]) == (object_id, "JOB_STATE_SUCCEEDED")
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == object_id
    assert len(jobs.names()) == 1


def test_a_create_ends_in_time(world: World, proxy: LyingProxy) -> None:
    """`timeouts.create` counts while the POST has no answer; the next run takes up what it made."""
    never = threading.Event()
    proxy.lie("POST", "/tunedModels", hold=never)
    proxy.lie("GET", "/tunedModels/", json={"error": {"code": 404, "message": "x"}}, status=404)
    plugin = world.plugin(emulator=proxy.url)
    inputs = _checked(plugin, timeouts={"create": "2s"})
    with pytest.raises(Failed, match=r"`timeouts.create` ended before Google's answer"):
        plugin.create("numbers", inputs)
    assert len(world.emulator.trainings()) == 1
    proxy.be_honest()
    later = world.plugin()
    inputs = _checked(later)
    _, outputs = later.create("numbers", inputs)
    assert outputs["state"] == "ACTIVE"
    assert len(world.emulator.trainings()) == 1


@pytest.mark.essential
def test_a_create_whose_answer_is_late_is_stored(world: World, proxy: LyingProxy) -> None:
    """Where the POST used up the time and the model is there, the state has it."""
    world.emulator.settings(trainingSeconds=3600)
    never = threading.Event()
    proxy.lie("POST", "/tunedModels", hold=never)
    plugin = world.plugin(emulator=proxy.url)
    with pytest.raises(InitFailed, match="still training") as stored:
        plugin.create("numbers", _checked(plugin, timeouts={"create": "2s"}))
    (training,) = world.emulator.trainings()
    assert stored.value.id == f"tunedModels/{training['model']}".replace(
        "tunedModels/tuned", "tuned"
    )


def test_a_delete_ends_in_time(world: World, proxy: LyingProxy) -> None:
    """customTimeouts.delete counts while the DELETE has no answer, and the sentence says it."""
    plugin = world.plugin(emulator=proxy.url)
    object_id, outputs = plugin.create("numbers", _checked(plugin))
    never = threading.Event()
    proxy.lie("DELETE", hold=never)
    with pytest.raises(Failed, match=r"was not deleted within 2 s.* customTimeouts.delete"):
        plugin.delete("numbers", object_id, outputs, timeout=2.0)
    proxy.be_honest()
    plugin.delete("numbers", object_id, outputs)
    assert world.emulator.models() == []


def test_a_list_without_an_end_is_said(world: World, proxy: LyingProxy) -> None:
    """Many who wait ask with a list: one that repeats its pages is said on the row, and ends."""
    world.emulator.settings(trainingSeconds=3600)
    lie = proxy.lie(
        "GET",
        r"/tunedModels\?",
        stale=True,  # or the server would refuse a token that it never gave
        # Without those that are sought, or the list would be read no further.
        change=lambda _: {"tunedModels": [], "nextPageToken": "again"},
    )
    # Who has such a token still asks with it when the lie is over, and the server never gave it.
    late = proxy.lie("GET", "pageToken=again", stale=True, change=lambda _: {"tunedModels": []})
    plugin = world.plugin(emulator=proxy.url)
    inputs = _checked(plugin)
    running = [in_background(plugin.create, f"numbers-{number}", inputs) for number in range(3)]
    until(lambda: plugin.engine.said("repeats a page token"), "a row that says it")
    assert lie.told < 20
    proxy.be_honest(but=late)
    world.emulator.finish()
    assert [one.result()[1]["state"] for one in running] == ["ACTIVE"] * 3
