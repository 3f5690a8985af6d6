"""Taking away what a job made: nothing that costs stays, and nothing of anybody else goes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

JOB = fake.bare(fake.JOB)


def delete(vertex: FakeVertex, call: Call | None = None, **outputs: Any) -> None:
    """Delete the job as the life cycle does."""
    said = {"name": fake.JOB, **outputs}
    TuningJobKind().delete(vertex, fake.JOB, said, call or Call())


def test_everything_goes_and_the_record_stays() -> None:
    """Endpoint, checkpoints' endpoint and model go, in the order that Google asks for."""
    vertex = fake.everything()
    delete(vertex)
    assert vertex.names() == {JOB}
    assert vertex.verbs() == [
        "POST endpoints/21:undeployModel",
        "DELETE endpoints/21",
        "POST endpoints/22:undeployModel",
        "DELETE endpoints/22",
        "DELETE models/11",
    ]
    assert set(vertex.asked_at) == {"us-central1"}


@pytest.mark.parametrize("done", range(6))
def test_a_deletion_that_was_cut_off_goes_on(done: int) -> None:
    """After any number of its steps, the next run does the rest and nothing fails."""
    vertex = fake.everything()
    steps = 0

    def cut(method: str, *args: Any, **more: Any) -> Any:
        nonlocal steps
        if method != "GET":
            steps += 1
            if steps > done:
                raise LifecycleError("cut off")
        return FakeVertex.send(vertex, method, *args, **more)

    vertex.send = cut  # type: ignore[method-assign]
    if done < 5:
        with pytest.raises(LifecycleError, match="cut off"):
            delete(vertex)
    del vertex.send
    delete(vertex)
    assert vertex.names() == {JOB}


def test_retain_keeps_everything() -> None:
    """RETAIN asks Google for nothing at all."""
    vertex = fake.everything()
    delete(vertex, deletionPolicy="RETAIN")
    assert vertex.sent == []


@pytest.mark.parametrize("where", [fake.ENDPOINT, fake.CHECKPOINT_ENDPOINT])
@pytest.mark.parametrize("theirs", ["models/99", "models/11@2"])
def test_a_strangers_model_stops_it_before_anything_is_undone(where: str, theirs: str) -> None:
    """A model that the job didn't make, another version too, is named and nothing is touched."""
    vertex = fake.everything()
    stranger = {"id": "32", "model": f"{fake.SERVED}/{theirs}"}
    vertex.hold(fake.endpoint(where, {"id": "31", "model": f"{fake.MODEL}@1"}, stranger))
    before = vertex.names()
    with pytest.raises(
        LifecycleError, match=rf"{where} can't be deleted: \S*{theirs}, which .*RETAIN"
    ):
        delete(vertex)
    assert (vertex.names(), vertex.verbs()) == (before, [])


def test_the_model_on_a_strangers_endpoint_stops_it() -> None:
    """Where somebody serves the model on an endpoint of their own, that is said first."""
    vertex = fake.everything()
    theirs = f"{fake.SERVED}/endpoints/77"
    deployed = [{"endpoint": theirs, "deployedModelId": "31"}]
    vertex.hold(fake.model(deployedModels=deployed, versionAliases=["default"]))
    vertex.hold(fake.endpoint(theirs))
    with pytest.raises(LifecycleError, match=rf"models/11@1 can't be deleted: .*{theirs}, which"):
        delete(vertex)
    assert vertex.verbs() == []
    del vertex.held[fake.bare(theirs)]  # the model's list lags behind
    delete(vertex)
    assert vertex.names() == {JOB}


@pytest.mark.parametrize("labels", [{"pulumi-google-tuning": "numbers-0123"}, {"team": "nlp"}])
def test_an_endpoint_that_the_job_doesnt_name(labels: dict[str, str]) -> None:
    """With the job's own label it is the job's and goes; without, it may be somebody's: it stops.

    A job shows its endpoints in a field that Google may leave out.
    """
    vertex = fake.everything()
    vertex.held[JOB]["tunedModel"] = {"model": f"{fake.MODEL}@1", "checkpoints": [{"epoch": "1"}]}
    deployed = [{"endpoint": name} for name in (fake.ENDPOINT, fake.CHECKPOINT_ENDPOINT)]
    vertex.hold(fake.model(deployedModels=deployed, versionAliases=["default"]))
    for name in (fake.ENDPOINT, fake.CHECKPOINT_ENDPOINT):
        vertex.hold(fake.endpoint(name, labels=labels))
    if "team" in labels:
        with pytest.raises(LifecycleError, match="endpoints/21, which this job did not create"):
            delete(vertex)
        assert vertex.verbs() == []
        return
    stranger = {"id": "32", "model": f"{fake.SERVED}/models/99"}
    ours = {"id": "31", "model": f"{fake.MODEL}@1"}
    vertex.hold(fake.endpoint(fake.ENDPOINT, ours, stranger, labels=labels))
    with pytest.raises(
        LifecycleError, match="models/99, which this job did not create, is deployed on it too"
    ):
        delete(vertex)
    assert vertex.verbs() == []
    vertex.hold(fake.endpoint(fake.ENDPOINT, labels=labels))
    delete(vertex)
    assert vertex.names() == {JOB}


@pytest.mark.parametrize("project", ["my-project", "123456789012"])
def test_a_project_has_two_names(project: str) -> None:
    """Google names the deployed model by the project's id or by its number: it is ours."""
    vertex = fake.everything()
    ours = {"id": "31", "model": f"projects/{project}/locations/us-central1/models/11"}
    vertex.hold(fake.endpoint(fake.ENDPOINT, {**ours, "modelVersionId": "1"}))
    delete(vertex)
    assert vertex.names() == {JOB}


def continued(**parent: Any) -> FakeVertex:
    """Return a job that added version 2 to the model that it was tuned on from."""
    job = fake.job(preTunedModel={"tunedModelName": f"{fake.PARENT}/models/11@1"})
    job["tunedModel"] = {"model": f"{fake.MODEL}@2", "endpoint": fake.ENDPOINT}
    ours = fake.endpoint(fake.ENDPOINT, {"id": "31", "model": f"{fake.MODEL}@2"})
    return FakeVertex(job, fake.model("1", **parent), fake.model("2"), ours)


def test_a_parent_is_spared() -> None:
    """A job that added a version to its parent's model takes away that version alone."""
    vertex = continued(versionAliases=["default"])
    delete(vertex)
    assert vertex.names() == {JOB, "locations/us-central1/models/11@1"}
    assert vertex.verbs()[-1] == "DELETE models/11@2:deleteVersion"


@pytest.mark.parametrize("said", [{"modelVersionId": "2"}, {"model": f"{fake.MODEL}@2"}])
def test_a_model_named_without_its_version_spares_the_parent(said: dict[str, str]) -> None:
    """Where the job names the model alone, its endpoint says which version is the job's."""
    vertex = continued(versionAliases=["default"])
    vertex.held[JOB]["tunedModel"]["model"] = fake.MODEL
    vertex.hold(fake.endpoint(fake.ENDPOINT, {"id": "31", "model": fake.MODEL, **said}))
    delete(vertex)
    assert vertex.names() == {JOB, "locations/us-central1/models/11@1"}


@pytest.mark.parametrize("served", [True, False])
def test_an_unknown_version_of_a_parents_model_is_not_guessed(served: bool) -> None:
    """Where nothing tells the job's version from the parent's, nothing is touched."""
    vertex = continued(versionAliases=["default"])
    vertex.held[JOB]["tunedModel"]["model"] = fake.MODEL
    del vertex.held["locations/us-central1/endpoints/21"]
    if served:
        vertex.hold(fake.endpoint(fake.ENDPOINT, {"id": "31", "model": fake.MODEL}))
    before = vertex.names()
    with pytest.raises(LifecycleError, match=r"doesn't say which of its versions .*RETAIN"):
        delete(vertex)
    assert (vertex.names(), vertex.verbs()) == (before, [])


def test_a_version_that_came_meanwhile_is_spared() -> None:
    """Whoever tunes on from our model while its endpoints are taken down keeps the model."""
    vertex = fake.everything()

    def tuned_on(api: FakeVertex, _: str) -> None:
        api.hold(fake.model("2", versionAliases=["default"]))
        api.held["locations/us-central1/models/11@1"]["versionAliases"] = []

    vertex.on["undeployModel"] = tuned_on
    delete(vertex)
    assert vertex.names() == {JOB, "locations/us-central1/models/11@2"}


def test_a_version_that_no_list_shows_is_not_gone() -> None:
    """A list that lags is no proof: what a read shows is still to be deleted, and that is said."""
    vertex = fake.everything()
    call = vertex.send

    def lagging(method: str, path: str, **more: Any) -> Any:
        return {} if path.endswith(":listVersions") else call(method, path, **more)

    vertex.send = lagging  # type: ignore[method-assign]
    with pytest.raises(LifecycleError, match=r"models/11@1 exists, .*Run the same command again"):
        delete(vertex)
    del vertex.send
    delete(vertex)
    assert vertex.names() == {JOB}


def test_the_default_goes_back_to_the_parent() -> None:
    """A default version can't be deleted: the version that was tuned on from is it again."""
    vertex = continued()
    vertex.held["locations/us-central1/models/11@2"]["versionAliases"] = ["default"]
    vertex.hold(fake.model("3"))
    delete(vertex)
    assert vertex.verbs()[-2:] == [
        "POST models/11@1:mergeVersionAliases",
        "DELETE models/11@2:deleteVersion",
    ]
    held = vertex.held["locations/us-central1/models/11@1"]
    assert held["versionAliases"] == ["default"]


def test_the_last_version_takes_the_model_along() -> None:
    """Where the parent's version is gone already, the model goes with ours."""
    vertex = continued()
    del vertex.held["locations/us-central1/models/11@1"]
    delete(vertex)
    assert vertex.names() == {JOB}
    assert vertex.verbs()[-1] == "DELETE models/11"


def test_a_running_job_is_cancelled_and_waited_for() -> None:
    """A job that runs is cancelled; what it made before it heard that goes too."""
    vertex = fake.everything()
    ended = vertex.held[JOB]
    vertex.held[JOB] = {"name": fake.JOB, "state": "JOB_STATE_RUNNING"}

    def heard_too_late(held: FakeVertex, _name: str) -> None:
        held.held[JOB] = ended

    vertex.on["cancel"] = heard_too_late
    said: list[str] = []
    delete(vertex, Call(progress=said.append))
    assert vertex.names() == {JOB}
    assert vertex.verbs()[0] == "POST tuningJobs/7:cancel"
    assert said[0] == "cancelling the training"


def test_a_job_of_an_unknown_last_state_is_not_waited_for() -> None:
    """A job with an end has ended, in whatever state: its deletion goes on."""
    vertex = fake.everything()
    vertex.held[JOB] |= {"state": "JOB_STATE_NEW", "endTime": "2026-11-21T08:00:00Z"}
    call = Call(warn=lambda _: None)
    call.cancel.set()
    delete(vertex, call)
    assert vertex.names() == {JOB}
    assert not any("cancel" in verb for verb in vertex.verbs())


def test_a_cancel_that_comes_too_late_is_no_failure() -> None:
    """Google may refuse to cancel what has ended a moment ago."""
    vertex = FakeVertex({"name": fake.JOB, "state": "JOB_STATE_RUNNING"})

    def ended(held: FakeVertex, _name: str) -> None:
        held.held[JOB]["state"] = "JOB_STATE_FAILED"
        raise fake.api_error(400, "the job has ended")

    vertex.on["cancel"] = ended
    delete(vertex)
    assert vertex.verbs() == ["POST tuningJobs/7:cancel"]


def test_an_interrupted_deletion_says_what_to_do() -> None:
    """Ctrl-C while Google cancels, or deletes, ends with a sentence; the state keeps the job."""
    stop = threading.Event()
    stop.set()
    running = FakeVertex({"name": fake.JOB, "state": "JOB_STATE_CANCELLING"})
    with pytest.raises(LifecycleError, match=r"being cancelled\. Run the same command again"):
        delete(running, Call(cancel=stop))
    slow = fake.everything()
    slow.polls_until_done = 5
    with pytest.raises(LifecycleError, match=r"interrupted while undeploying from .*endpoints/21"):
        delete(slow, Call(cancel=stop))


def test_operations_are_waited_for() -> None:
    """A long-running operation is asked after until it is done."""
    vertex = fake.everything()
    vertex.polls_until_done = 2
    delete(vertex)
    assert vertex.names() == {JOB}
    assert [path for _, path, *_ in vertex.sent if "/operations/" in path]


def test_an_operation_that_failed_is_told() -> None:
    """Google's words on a failed operation are the error."""
    vertex = fake.everything()
    failed = {"done": True, "error": {"code": 9, "message": "the endpoint has traffic"}}
    vertex._operation = lambda: {"name": "x", **failed}  # type: ignore[method-assign]
    with pytest.raises(LifecycleError, match="the endpoint has traffic"):
        delete(vertex)


@pytest.mark.parametrize("part", [":undeployModel", "/endpoints/21", "/models/11"])
def test_what_goes_meanwhile_counts_as_gone(part: str) -> None:
    """Somebody else may delete the same at the same moment: a 404 is no failure of a deletion."""
    vertex = fake.everything()
    method = "POST" if part.startswith(":") else "DELETE"
    vertex.failing[method, part] = fake.api_error(404, "gone")
    delete(vertex)


@pytest.mark.parametrize(
    ("method", "part", "permission"),
    [
        ("POST", ":undeployModel", "aiplatform.endpoints.undeploy"),
        ("DELETE", "/endpoints/21", "aiplatform.endpoints.delete"),
        ("DELETE", "/models/11", "aiplatform.models.delete"),
        ("GET", ":listVersions", "aiplatform.models.list"),
        ("GET", "/tuningJobs/7", "aiplatform.tuningJobs.get"),
    ],
)
def test_a_missing_permission_is_named(method: str, part: str, permission: str) -> None:
    """A 403 says which permission the call takes, and which role has it."""
    vertex = fake.everything()
    vertex.failing[method, part] = fake.api_error(403, "The caller does not have permission")
    with pytest.raises(ApiError, match=rf"{permission}, which the role roles/aiplatform\.user has"):
        delete(vertex)
