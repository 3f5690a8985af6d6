"""Creating tuning jobs: what an answer that isn't a job means, and what an interrupted run says."""

from __future__ import annotations

from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

INPUTS: dict[str, Any] = {
    "baseModel": "gemini-3.5-flash",
    "supervisedTuningSpec": {"trainingDatasetUri": "gs://bucket/train.jsonl"},
    "wait": False,
}


def call(**more: Any) -> Call:
    """Return a create's call in a stack whose state is empty."""
    urn = "urn:pulumi:s::p::google-tuning:TuningJob::numbers"
    return Call(urn=urn, state=lambda: StackState("lineage"), **more)


def create(api: FakeVertex, under: Call) -> Any:
    """Create the job."""
    poller = Poller(lambda _: pytest.fail("polled"), lambda _: pytest.fail("listed"), Pace())
    return Lifecycle(TuningJobKind(), api, lambda *_: poller).create(under, INPUTS)


def posts(api: FakeVertex) -> int:
    """Count the creates that were sent."""
    return sum(method == "POST" for method, *_ in api.sent)


def test_a_conflict_is_a_refusal() -> None:
    """Google chooses a job's id, so a 409 says of no id that it is taken: it ends the create."""
    api = FakeVertex()
    api.failing["POST", "/tuningJobs"] = ApiError(409, "ALREADY_EXISTS", "no")
    with pytest.raises(ApiError, match="no"):
        create(api, call())
    assert posts(api) == 1


@pytest.mark.parametrize(
    "error",
    [
        GoogleTuningError("interrupted while POST waited for an answer"),
        ApiError(503, "UNAVAILABLE", "overloaded", maybe_applied=True),
    ],
)
def test_an_interrupted_create_says_how_long_a_list_may_lag(error: GoogleTuningError) -> None:
    """Ctrl-C before the answer: what was sent is found by a list, which may show it late."""
    api = FakeVertex()
    under = call()

    def interrupted(method: str, path: str, **more: Any) -> Any:
        if method == "POST":
            FakeVertex.send(api, method, path, **more)
            api.held.clear()  # not listed yet
            under.cancel.set()
            raise error
        return FakeVertex.send(api, method, path, **more)

    api.send = interrupted
    with pytest.raises(LifecycleError, match=r"Wait 3 min.*run `pulumi up` again"):
        create(api, under)
    assert posts(api) == 1


def test_a_create_that_is_interrupted_before_it_is_sent_needs_no_patience() -> None:
    """Nothing was sent, so there is nothing to wait for."""
    api = FakeVertex()
    under = call()
    under.cancel.set()
    with pytest.raises(LifecycleError, match=r"before anything was sent$"):
        create(api, under)
    assert (posts(api), fake.bare(fake.JOB) in api.held) == (0, False)


def test_a_create_that_is_interrupted_after_a_429_says_that_it_was_refused() -> None:
    """It was sent, and Google accepted nothing: no patience, and not "before anything was sent"."""
    api = FakeVertex()
    under = call()

    def refuse(method: str, path: str, **more: Any) -> Any:
        if method == "POST":
            api.sent.append((method, path, None, None))
            under.cancel.set()
            raise ApiError(429, "RESOURCE_EXHAUSTED", "quota")
        return FakeVertex.send(api, method, path, **more)

    api.send = refuse
    with pytest.raises(LifecycleError, match=r"waited for Google's quota. Google accepted nothing"):
        create(api, under)
    assert posts(api) == 1


def test_a_mistake_of_ours_loses_no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong once the job was sent: it is found by its label, and sent once."""
    api = FakeVertex()
    send = TuningJobKind.create

    def stumble(*args: Any, **more: Any) -> Any:
        send(*args, **more)
        raise KeyError("a mistake")

    monkeypatch.setattr(TuningJobKind, "create", stumble)
    assert create(api, call()).id == fake.JOB
    assert posts(api) == 1
