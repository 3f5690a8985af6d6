"""A tuning job's beginning over gRPC: sent once, waited for, found again, failed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import job_world
from support.job_world import JobWorld, checked
from support.plugin import UNKNOWN, Failed, InitFailed, Plugin
from support.waiting import in_background, until
from support.world import World

READY = "JOB_STATE_SUCCEEDED"


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on."""
    return JobWorld(world)


@pytest.mark.essential
def test_from_data_to_an_answer(jobs: JobWorld) -> None:
    """One create tunes, waits and gives model, endpoint, checkpoints and counts; it answers."""
    plugin = jobs.plugin()
    inputs = checked(plugin)
    assert plugin.engine.said(f"tunes gemini-3.5-flash for 2 epochs on {job_world.URI}")
    object_id, outputs = plugin.create("numbers", inputs)
    assert (outputs["name"], outputs["state"]) == (object_id, READY)
    made = outputs["tunedModel"]
    assert made["model"].endswith("@1")
    assert [point["epoch"] for point in made["checkpoints"]] == [1, 2]
    stats = outputs["tuningDataStats"]["supervisedTuningDataStats"]
    assert stats["tuningDatasetExampleCount"] == 32
    assert "What comes after" not in json.dumps(outputs)
    (create,) = jobs.emulator.requests("POST", "tuningJobs")
    assert create["body"]["supervisedTuningSpec"]["hyperParameters"]["epochCount"] == "2"
    assert set(create["body"]["labels"]) == {"team", "pulumi-google-tuning"}

    question = {"contents": [{"role": "user", "parts": [{"text": "What comes after 7?"}]}]}
    answer = jobs.api("POST", f"{made['endpoint']}:generateContent", question)
    assert answer["candidates"][0]["content"]["parts"][0]["text"] == "8"


def test_a_preview_with_unknown_data(jobs: JobWorld) -> None:
    """The URI of a dataset that isn't there yet is no failure, and stays unknown."""
    spec = {"training_dataset_uri": UNKNOWN}
    inputs = checked(jobs.plugin(), supervised_tuning_spec=spec)
    assert inputs["supervisedTuningSpec"] == {"trainingDatasetUri": UNKNOWN}


def test_progress_is_shown_on_the_row(jobs: JobWorld) -> None:
    """v1beta1 tells the finer states; each is on the row while it lasts."""
    jobs.emulator.settings(trainingSeconds=36_000)
    plugin = jobs.plugin()
    waiting = in_background(plugin.create, "numbers", checked(plugin, api_version="v1beta1"))
    shares = {
        "pending": 0.15,
        "processing data": 0.1,
        "waiting for capacity": 0.45,
        "tuning: epoch": 0.25,
        "deploy": 0.1,
    }
    for words, share in shares.items():
        until(lambda words=words: plugin.engine.said(words), f"a row with {words!r}")
        jobs.emulator.advance(36_000 * share)
    assert waiting.result()[1]["state"] == READY
    (line, *_) = plugin.engine.said("tuning: epoch")
    assert "/2 step " in line.message
    assert line.ephemeral
    assert line.urn == plugin.urn("numbers")


@pytest.mark.essential
@pytest.mark.parametrize(
    "fault",
    [
        {"drop": "after"},
        {"status": 503, "work": True},
        {"status": 409, "statusName": "ABORTED", "work": True},
    ],
    ids=["answer lost", "503 after the work", "aborted after the work"],
)
def test_a_lost_create_is_one_training(jobs: JobWorld, fault: dict[str, Any]) -> None:
    """Whatever becomes of a create's answer, one job is accepted and waited for."""
    jobs.emulator.fault(method="POST", path="tuningJobs$", count=1, **fault)
    plugin = jobs.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin))
    assert outputs["state"] == READY
    assert jobs.names() == [object_id]


@pytest.mark.essential
@pytest.mark.parametrize("filters", ["honour", "refuse"])
def test_a_killed_run_is_taken_up(jobs: JobWorld, filters: str) -> None:
    """What an earlier run tuned and the state doesn't have is adopted, never tuned again."""
    jobs.emulator.settings(jobFilter=filters)
    first = jobs.plugin()
    object_id, _ = first.create("numbers", checked(first))
    second = jobs.plugin()
    again, outputs = second.create("numbers", checked(second, labels={"team": "vision"}))
    assert (again, outputs["state"]) == (object_id, READY)
    assert jobs.names() == [object_id]
    labels = jobs.api("GET", outputs["tunedModel"]["endpoint"])["labels"]
    assert labels["team"] == "vision"


@pytest.mark.essential
def test_a_forced_replacement_trains_again(jobs: JobWorld) -> None:
    """What the state has is being replaced, with a project's number or id in its name."""
    first = jobs.plugin()
    object_id, outputs = first.create("numbers", checked(first))
    named = f"{job_world.PARENT}/tuningJobs/{object_id.rsplit('/', 1)[-1]}"
    jobs.world.state({first.urn("numbers"): named})
    second = jobs.plugin()
    other, _ = second.create("numbers", checked(second))
    assert jobs.names() == [object_id, other]
    second.delete("numbers", object_id, outputs)
    assert jobs.counts()["models"] == 1


@pytest.mark.essential
def test_another_state_never_takes_a_job(jobs: JobWorld) -> None:
    """A stack of the same name in another backend has another lineage, and so other labels."""
    first = jobs.plugin()
    object_id, _ = first.create("numbers", checked(first))
    jobs.world.state({}, lineage="lineage-2")
    second = jobs.plugin()
    assert second.create("numbers", checked(second))[0] != object_id


@pytest.mark.essential
def test_without_a_state_a_found_job_stops_the_create(jobs: JobWorld) -> None:
    """Where the state can't be read, what is found isn't known to be ours: nothing is tuned."""
    first = jobs.plugin()
    object_id, _ = first.create("numbers", checked(first))
    jobs.world.state({}, lineage=None)
    second = jobs.plugin()
    with pytest.raises(Failed, match=rf"{object_id} already exists.*revision"):
        second.create("numbers", checked(second))
    assert jobs.names() == [object_id]


@pytest.mark.one_door("dynamic", "the native plugin knows its lineage without a state")
def test_what_a_blind_run_made_stops_every_later_create(jobs: JobWorld) -> None:
    """The stop lasts: the state is whole by then, and has nothing pending; one list tells both."""
    jobs.world.state({}, lineage=None)
    blind = jobs.plugin()
    object_id, _ = blind.create("numbers", checked(blind))
    jobs.world.state({})
    for _ in range(2):
        later = jobs.plugin()
        before = len(lists(jobs))
        with pytest.raises(
            Failed, match=rf"{object_id} already exists.*state\. To take it over, set adopt to true"
        ):
            later.create("numbers", checked(later))
        assert len(lists(jobs)) == before + 1
    adopted, outputs = later.create("numbers", checked(later, adopt=True))
    assert (adopted, outputs["state"]) == (object_id, READY)
    assert jobs.names() == [object_id]
    revised, _ = later.create("numbers", checked(later, revision="2"))
    assert jobs.names() == [object_id, revised]


def test_what_was_deleted_is_no_training_to_take_up(jobs: JobWorld) -> None:
    """A job whose model this stack deleted, or that it cancelled, is of no use: one trains."""
    plugin = jobs.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin))
    plugin.delete("numbers", object_id, outputs)
    jobs.emulator.settings(trainingSeconds=3600)
    running, unwaited = plugin.create("numbers", checked(plugin, wait=False))
    assert running != object_id
    plugin.delete("numbers", running, unwaited)
    assert jobs.counts() == job_world.NOTHING
    jobs.emulator.settings(trainingSeconds=0.2)
    third, again = plugin.create("numbers", checked(plugin))
    assert again["state"] == READY
    assert jobs.names() == [object_id, running, third]


@pytest.mark.essential
def test_an_interrupted_wait_is_stored_and_goes_on(jobs: JobWorld) -> None:
    """Cancel ends a wait with the job's state; an update of that state waits on."""
    jobs.emulator.settings(trainingSeconds=3600)
    plugin = jobs.plugin()
    inputs = checked(plugin)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(lambda: plugin.engine.said("pending"), "a row with 'pending'")
    plugin.cancel()
    with pytest.raises(
        InitFailed, match=r"The training continues.*run `pulumi up` again"
    ) as stored:
        waiting.result()
    with pytest.raises(InitFailed, match="still in training"):
        plugin.read("numbers", stored.value.id, stored.value.properties, inputs)
    jobs.emulator.finish()
    later = jobs.plugin()
    outputs = later.update("numbers", stored.value.id, stored.value.properties, inputs, inputs)
    assert outputs["state"] == READY
    assert len(jobs.names()) == 1


def test_bad_data_fails_with_googles_words(jobs: JobWorld) -> None:
    """A row that Vertex AI refuses fails the job; it is told again, and not trained again."""
    jobs.put("gs://my-data/bad.jsonl", [json.dumps(job_world.row("a", "b")), "no json"])
    plugin = jobs.plugin()
    inputs = checked(
        plugin, supervised_tuning_spec={"training_dataset_uri": "gs://my-data/bad.jsonl"}
    )
    with pytest.raises(InitFailed, match=r"failed: Google said: .*2.*change `revision`") as failed:
        plugin.create("numbers", inputs)
    assert failed.value.properties["error"]["code"] == 3
    with pytest.raises(InitFailed, match="Google said"):
        plugin.update("numbers", failed.value.id, failed.value.properties, inputs, inputs)
    taken_up = jobs.plugin()
    with pytest.raises(InitFailed, match="Google said"):
        taken_up.create("numbers", inputs)
    assert len(jobs.names()) == 1
    plugin.delete("numbers", failed.value.id, failed.value.properties)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("JOB_STATE_EXPIRED", "it expired before it finished"),
        ("JOB_STATE_CANCELLED", "it was cancelled, by an interrupted destroy or outside"),
    ],
)
def test_every_other_end_is_told(jobs: JobWorld, state: str, words: str) -> None:
    """A job that expired or was cancelled elsewhere ends the wait with what happened."""
    jobs.emulator.settings(trainingSeconds=3600)
    plugin = jobs.plugin()
    waiting = in_background(plugin.create, "numbers", checked(plugin))
    until(jobs.names, "a job")
    jobs.emulator.end_job(jobs.names()[0], state)
    with pytest.raises(InitFailed, match=words):
        waiting.result()


def test_a_partial_success_is_usable_with_a_warning(jobs: JobWorld) -> None:
    """PARTIALLY_SUCCEEDED has a model and an endpoint; the run says what to check."""
    jobs.emulator.settings(trainingSeconds=3600)
    plugin = jobs.plugin()
    waiting = in_background(plugin.create, "numbers", checked(plugin))
    until(jobs.names, "a job")
    jobs.emulator.end_job(jobs.names()[0], "JOB_STATE_PARTIALLY_SUCCEEDED")
    assert waiting.result()[1]["tunedModel"]["endpoint"]
    assert plugin.engine.said("succeeded only in part")


def test_a_jobs_place_overrides_the_stacks(jobs: JobWorld) -> None:
    """Project and location of the resource count, and later everything goes by its name."""
    plugin = jobs.plugin()
    inputs = checked(plugin, location="europe-west4", project="other-project")
    object_id, outputs = plugin.create("numbers", inputs)
    assert "/locations/europe-west4/tuningJobs/" in object_id
    (create,) = jobs.emulator.requests("POST", "tuningJobs")
    assert create["path"] == "/v1/projects/other-project/locations/europe-west4/tuningJobs"
    elsewhere = jobs.plugin(location="asia-east1")
    assert elsewhere.read("numbers", object_id, outputs, inputs)[2] == inputs
    elsewhere.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING


def lists(jobs: JobWorld) -> list[dict[str, Any]]:
    """List the requests that were for all jobs."""
    return [r for r in jobs.emulator.requests("GET") if r["path"].endswith("/tuningJobs")]


def test_many_wait_for_few_requests(jobs: JobWorld) -> None:
    """Twenty jobs wait together in one process, and a poll costs one list, not twenty reads."""
    plugin: Plugin = jobs.plugin(pollSeconds="0.2")
    jobs.emulator.settings(trainingSeconds=3600)
    inputs = checked(plugin)
    waiting = [in_background(plugin.create, f"m{n}", inputs) for n in range(20)]
    until(lambda: len(jobs.names()) == 20, "20 jobs")
    until(lambda: lists(jobs), "a poll of them all")
    jobs.emulator.forget_requests()
    until(lambda: len(lists(jobs)) >= 5, "five lists of jobs")
    reads = [r for r in jobs.emulator.requests("GET") if r not in lists(jobs)]
    assert len(reads) <= 5
    jobs.emulator.finish()
    assert {future.result()[1]["state"] for future in waiting} == {READY}


@pytest.mark.essential
def test_a_failure_tells_nothing_of_a_row(jobs: JobWorld) -> None:
    """Google quotes the row at fault, whole: console, state and log have its line, and no more.

    Nor do an escape, a workflow command or a token of that message reach them.
    """
    jobs.emulator.settings(trainingSeconds=36_000)
    plugin = jobs.plugin()
    inputs = checked(plugin, wait=False)
    object_id, outputs = plugin.create("numbers", inputs)
    row = json.dumps(job_world.row("a question } nobody may \x1b[31m read", "an answer nobody may"))
    jobs.emulator.fail_job(
        object_id,
        f"Dataset example 2 of 32 has an unsupported [function call].\x1b[2J\x07\n::add-mask::x\n"
        f"ya29.a0Ae4lvC1-not-a-real-one-0123456789 JSON: {row}",
        code=3,
    )
    waited = {**inputs}
    del waited["wait"]
    with pytest.raises(InitFailed) as failed:
        plugin.update("numbers", object_id, outputs, inputs, waited)
    said = [str(failed.value), *(line.message for line in plugin.engine.lines)]
    told = failed.value.properties["error"]["message"]
    assert "Dataset example 2 of 32 has an unsupported [function call]." in told
    assert told.endswith("[secret] JSON: {…}")
    assert f"it is line 2 of {job_world.URI}" in str(failed.value)
    for text in (*said, json.dumps(failed.value.properties, ensure_ascii=False)):
        assert "nobody may" not in text
        assert "ya29" not in text
        assert text.isprintable()
        assert "\\n::" not in text
