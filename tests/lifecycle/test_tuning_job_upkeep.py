"""A tuning job's later life over gRPC: changed in place, seen as it is, taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support import job_world
from support.job_world import JobWorld, checked
from support.plugin import Failed, InitFailed, Plugin
from support.waiting import until
from support.world import World

Made = tuple[Plugin, dict[str, Any], str, dict[str, Any]]


@pytest.fixture
def jobs(world: World) -> JobWorld:
    """Return a world with a dataset to tune on."""
    return JobWorld(world)


@pytest.fixture
def made(jobs: JobWorld) -> Made:
    """Return a plugin, inputs, and the job that it made of them."""
    plugin = jobs.plugin()
    inputs = checked(plugin)
    return plugin, inputs, *plugin.create("numbers", inputs)


def both(jobs: JobWorld, outputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Read Model and Endpoint as somebody else does."""
    model = outputs["tunedModel"]["model"].partition("@")[0]
    return [jobs.api("GET", name) for name in (model, outputs["tunedModel"]["endpoint"])]


def diff(made: Made, **changes: Any) -> Any:
    """Return the answer of a diff against the job."""
    plugin, inputs, object_id, outputs = made
    return plugin.diff("numbers", object_id, outputs, inputs, checked(plugin, **changes))


@pytest.mark.essential
def test_nothing_changes_by_itself(jobs: JobWorld, made: Made) -> None:
    """Right after a create, a read finds what was declared and a diff finds nothing to do."""
    plugin, inputs, object_id, outputs = made
    _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
    assert now == inputs
    assert seen == outputs
    assert diff(made).changes == diff(made).DIFF_NONE
    jobs.emulator.forget_requests()
    plugin.update("numbers", object_id, outputs, inputs, inputs)
    assert {request["method"] for request in jobs.emulator.requests()} == {"GET"}


def test_diff_replaces_only_for_what_was_trained_on(made: Made) -> None:
    """Words are patched, the data trains again and says so; a policy is only stored."""
    renamed = diff(made, tuned_model_display_name="other", labels={"team": "x"}, description=None)
    assert (renamed.changes, list(renamed.replaces)) == (renamed.DIFF_SOME, [])
    kept = diff(made, deletion_policy="RETAIN", service_account="a@b.c")
    assert (kept.changes, list(kept.replaces)) == (kept.DIFF_SOME, [])
    spec = {"training_dataset_uri": "gs://my-data/other.jsonl"}
    assert list(diff(made, supervised_tuning_spec=spec).replaces) == ["supervisedTuningSpec"]
    plugin = made[0]
    assert plugin.engine.said("tunes gemini-3.5-flash for as many epochs as Google chooses on gs")
    assert list(diff(made, location="europe-west4").replaces) == ["location"]
    assert diff(made, wait=False, timeouts={"create": "1h"}).changes == renamed.DIFF_NONE


@pytest.mark.essential
def test_words_change_in_place(jobs: JobWorld, made: Made) -> None:
    """Name, description and labels change on Model and Endpoint; nothing is trained."""
    plugin, inputs, object_id, outputs = made
    new = checked(plugin, tuned_model_display_name="seven", description=None, labels={"a": "b"})
    later = plugin.update("numbers", object_id, outputs, inputs, new)
    for shown in both(jobs, outputs):
        assert shown["displayName"] == "seven"
        assert "description" not in shown
        assert set(shown["labels"]) == {"a", "pulumi-google-tuning"}
    assert plugin.read("numbers", object_id, later, new)[2] == new
    assert len(jobs.names()) == 1


@pytest.mark.parametrize("wait", [True, False])
def test_what_google_doesnt_copy(jobs: JobWorld, wait: bool) -> None:
    """Whether Google copies words to what it makes or not, nothing shows as a change."""
    jobs.emulator.settings(copyToModel=False)
    plugin = jobs.plugin()
    inputs = checked(plugin, **({} if wait else {"wait": False}))
    object_id, outputs = plugin.create("numbers", inputs)
    assert plugin.read("numbers", object_id, outputs, inputs)[2] == inputs
    until(lambda: jobs.counts()["endpoints"], "an endpoint")
    _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
    assert (now, seen["state"]) == (inputs, "JOB_STATE_SUCCEEDED")
    if wait:
        assert all(shown["labels"]["team"] == "nlp" for shown in both(jobs, outputs))


@pytest.mark.essential
def test_what_changed_elsewhere_is_seen_and_mended(jobs: JobWorld, made: Made) -> None:
    """A label that somebody changed shows in a read, and the next update puts it back."""
    plugin, inputs, object_id, outputs = made
    endpoint = outputs["tunedModel"]["endpoint"]
    theirs = {"displayName": "hers", "labels": {"team": "vision", "cost": "7"}}
    jobs.api("PATCH", endpoint, theirs, updateMask="displayName,labels")
    _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
    assert now == {**inputs, "tunedModelDisplayName": "hers", "labels": {"team": "vision"}}
    plugin.update("numbers", object_id, seen, now, inputs)
    mended = jobs.api("GET", endpoint)
    assert (mended["displayName"], mended["labels"]["team"]) == ("numbers", "nlp")
    assert mended["labels"]["cost"] == "7"


def undeployed(jobs: JobWorld, outputs: dict[str, Any]) -> None:
    """Take down the endpoints of a job, as somebody else would."""
    made = outputs["tunedModel"]
    names = {made["endpoint"], *(point["endpoint"] for point in made["checkpoints"])}
    for name in names:
        for deployed in jobs.api("GET", name)["deployedModels"]:
            jobs.api("POST", f"{name}:undeployModel", {"deployedModelId": deployed["id"]})
        jobs.api("DELETE", name)


def test_what_was_deleted_elsewhere_is_described(jobs: JobWorld, made: Made) -> None:
    """Without its endpoint a job isn't ready; without its model it is gone, with a warning."""
    plugin, inputs, object_id, outputs = made
    undeployed(jobs, outputs)
    with pytest.raises(InitFailed, match=r"its endpoint .* was deleted outside this stack"):
        plugin.read("numbers", object_id, outputs, inputs)
    jobs.api("DELETE", outputs["tunedModel"]["model"].partition("@")[0])
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == ""
    assert plugin.engine.said(
        "was deleted outside this stack. The next `pulumi up` will train it again"
    )


def test_a_destroy_leaves_nothing(jobs: JobWorld, made: Made) -> None:
    """Model and all endpoints go; a second deletion finds its work done."""
    plugin, _, object_id, outputs = made
    assert jobs.counts()["endpoints"] == 2
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING
    plugin.delete("numbers", object_id, outputs)


def test_operations_take_their_time(jobs: JobWorld, made: Made) -> None:
    """Undeploying and deleting are waited for, one after the other, and shown."""
    plugin, _, object_id, outputs = made
    jobs.emulator.settings(operationSeconds=0.3)
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING
    assert plugin.engine.said("undeploying from projects/")
    assert plugin.engine.said("deleting projects/")


@pytest.mark.parametrize("route", [":undeployModel$", "endpoints/[0-9]+$", "models/[0-9]+$"])
def test_a_deletion_that_failed_half_way_goes_on(jobs: JobWorld, made: Made, route: str) -> None:
    """Whichever step is refused, the rest is done by the next run."""
    plugin, _, object_id, outputs = made
    method = "POST" if "undeploy" in route else "DELETE"
    jobs.emulator.fault(method=method, path=route, status=403, count=1)
    with pytest.raises(Failed, match=r"aiplatform\.(endpoints|models)\.(undeploy|delete)"):
        plugin.delete("numbers", object_id, outputs)
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING


def test_retain_keeps_what_was_made(jobs: JobWorld, made: Made) -> None:
    """With RETAIN the stack forgets the job, and model and endpoints stay."""
    plugin, inputs, object_id, outputs = made
    later = plugin.update(
        "numbers", object_id, outputs, inputs, checked(plugin, deletion_policy="RETAIN")
    )
    plugin.delete("numbers", object_id, later)
    assert jobs.counts() == {"runningJobs": 0, "models": 1, "endpoints": 2}


def test_a_running_job_is_cancelled(jobs: JobWorld) -> None:
    """Deleting a job that runs cancels it; nothing is left."""
    jobs.emulator.settings(trainingSeconds=3600)
    plugin = jobs.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, wait=False))
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING
    assert [job["state"] for job in jobs.emulator.jobs()] == ["JOB_STATE_CANCELLED"]


@pytest.mark.essential
def test_a_strangers_model_stops_the_deletion(jobs: JobWorld, made: Made) -> None:
    """A model that somebody else put on the endpoint is named, and nothing is undone."""
    plugin, _, object_id, outputs = made
    other = checked(plugin, "other", tuned_model_display_name="other")
    _, theirs = plugin.create("other", other)
    model = theirs["tunedModel"]["model"].partition("@")[0]
    endpoint = outputs["tunedModel"]["endpoint"]
    body = {"deployedModel": {"model": model, "displayName": "theirs"}}
    jobs.api("POST", f"{endpoint}:deployModel", body)
    before = jobs.counts()
    with pytest.raises(Failed, match=rf"{endpoint} can't be deleted: \S*{model}.* is deployed"):
        plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == before


def test_tuning_on_spares_the_parent(jobs: JobWorld, made: Made) -> None:
    """A job that tuned on takes away its own version; the parent's model keeps its name."""
    plugin, inputs, object_id, outputs = made
    parent = outputs["tunedModel"]["model"]
    again = checked(
        plugin,
        "on",
        base_model=None,
        tuned_model_display_name=None,
        pre_tuned_model={
            "tuned_model_name": re.sub("^projects/[^/]+", f"projects/{job_world.PROJECT}", parent)
        },
        description="tuned on",
        labels={"team": "on"},
    )
    on_id, on = plugin.create("on", again)
    assert on["tunedModel"]["model"] == parent.replace("@1", "@2")
    assert plugin.read("on", on_id, on, again)[2] == again
    assert plugin.read("numbers", object_id, outputs, inputs)[2] == inputs
    plugin.delete("on", on_id, on)
    assert [one["versionId"] for one in jobs.api("GET", f"{parent}:listVersions")["models"]] == [
        "1"
    ]
    assert plugin.read("numbers", object_id, outputs, inputs)[2] == inputs
    plugin.delete("numbers", object_id, outputs)
    assert jobs.counts() == job_world.NOTHING
