"""`onTimeout: cancel`: what is cancelled, what never is, and what the sentence says of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support import fake_vertex as fake
from support.fake_vertex import FakeVertex, api_error

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.call import Call, Row, StackState
from pulumi_google_tuning.lifecycle.calling_off import CallingOff
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.lifecycle.waiting import WaitResult
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

URN = "urn:pulumi:s::p::google-tuning:TuningJob::numbers"
WHY = "no progress for 2 h at step 1/2"
ON = "The training continues. To keep waiting, run `pulumi up` again"
RUNNING = {
    "name": fake.JOB,
    "state": "JOB_STATE_RUNNING",
    "createTime": "2026-11-28T10:00:00Z",
    "baseModel": "gemini-3.5-flash",
}


class World:
    """One job, and a wait for it that its timeout has ended."""

    def __init__(self) -> None:
        self.api = FakeVertex(RUNNING)
        self.api.on["cancel"] = self.becomes("JOB_STATE_CANCELLED")
        self.now = 0.0
        self.rows: tuple[Row, ...] = ()
        self.run = Run()
        self.cancel = threading.Event()
        self.poller = Poller(lambda _: None, lambda _: {}, Pace())

    @staticmethod
    def becomes(state: str) -> Any:
        """Return what a cancel does: the job is in this state then."""
        return lambda api, name: api.held[name].update(state=state)

    def clock(self) -> float:
        """Let a minute pass at each look."""
        self.now += 60.0
        return self.now

    def end(self) -> WaitResult:
        """Cancel."""
        call = Call(
            urn=URN,
            state=lambda: StackState("lineage", self.rows),
            run=self.run,
            clock=self.clock,
            cancel=self.cancel,
        )
        ended = WaitResult(dict(RUNNING), Phase.WORKING, reason=f"{WHY}; {ON}", timed_out=WHY)
        return CallingOff(TuningJobKind(), self.api, self.poller, call, {}).run(ended)

    @property
    def cancels(self) -> list[str]:
        """What was changed at Google's."""
        return self.api.verbs()


def test_a_cancel_is_confirmed() -> None:
    """The state gets the job as it is, and the sentence says what that means."""
    world = World()
    ended = world.end()
    assert world.cancels == ["POST tuningJobs/7:cancel"]
    assert (ended.obj["state"], ended.phase) == ("JOB_STATE_CANCELLED", Phase.FAILED)
    assert ended.reason == (
        f"{WHY}, so the training was cancelled (onTimeout is cancel). Google may bill what it used "
        f"until then. It is not retrained automatically: to train again, change `revision`"
    )


def test_cancelling_lasts() -> None:
    """A job that Google is still cancelling after minutes is said to be just that."""
    world = World()
    world.api.on["cancel"] = world.becomes("JOB_STATE_CANCELLING")
    world.cancel.set()
    ended = world.end()
    assert (ended.obj["state"], ended.phase) == ("JOB_STATE_CANCELLING", Phase.WORKING)
    assert "Google has not confirmed it yet. To see the result, run `pulumi up`" in str(
        ended.reason
    )
    world.cancel.clear()
    world.now = -1000.0
    assert World.end(world).obj["state"] == "JOB_STATE_CANCELLING"


def test_a_job_that_ended_meanwhile_is_no_cancelled_one() -> None:
    """It is ready, or failed for a reason of its own, as after any wait."""
    for state, phase in (("SUCCEEDED", Phase.READY), ("FAILED", Phase.FAILED)):
        world = World()
        world.api.on["cancel"] = world.becomes(f"JOB_STATE_{state}")
        ended = world.end()
        assert (ended.phase, ended.reason, ended.gone) == (phase, None, False)
        assert ended.obj["state"] == f"JOB_STATE_{state}"


@pytest.mark.parametrize("code", [403, 404])
def test_a_cancel_that_is_refused_is_said(code: int) -> None:
    """Nobody may believe that it costs no more."""
    world = World()
    world.api.failing["POST", ":cancel"] = api_error(code, "no")
    ended = world.end()
    assert ended.phase is Phase.WORKING
    words = "it could not be cancelled" if code == 403 else "Google has not confirmed it yet"
    assert words in str(ended.reason)


def test_what_others_need_is_not_cancelled() -> None:
    """Another row of the state, another create of this run, another wait."""
    world = World()
    world.rows = (Row("urn:pulumi:s::p::google-tuning:TuningJob::other", fake.JOB),)
    assert "because it also belongs to other in this stack" in str(world.end().reason)
    assert world.cancels == []

    world = World()
    world.run.held.note_taken(fake.bare(fake.JOB), None, "other")
    kind = TuningJobKind()
    world.run.held.note_taken(kind.comparable_id(fake.JOB), None, "other")
    assert "because this run took it over for other" in str(world.end().reason)
    assert world.cancels == []

    world = World()
    with world.poller.watch(fake.JOB):
        assert "because another resource of this run is waiting for it" in str(world.end().reason)
    assert world.cancels == []
    assert str(world.end().reason).startswith(f"{WHY}, so the training was cancelled")


def test_its_own_row_is_no_other() -> None:
    """A resource that waits on from an earlier run has its job in the state, and in this run."""
    world = World()
    world.rows = (Row(URN, fake.JOB),)
    world.run.held.note_taken(TuningJobKind().comparable_id(fake.JOB), None, "numbers")
    world.end()
    assert world.cancels == ["POST tuningJobs/7:cancel"]


def test_a_cancelled_job_is_trained_again_by_nobody() -> None:
    """With `onTimeout: cancel` a create takes it up: its run may have died after the cancel."""
    kind = TuningJobKind()
    api = FakeVertex(fake.job(state="JOB_STATE_CANCELLED", tunedModel={}))
    for mode, unusable in (("keep", "it was cancelled"), ("cancel", None)):
        found = kind.find(api, "numbers-0123", {"onTimeout": mode})
        assert found is not None
        assert kind.unusable_reason(found) == unusable
        assert ("by onTimeout" in kind.failure(api, fake.JOB, {"onTimeout": mode})) == (
            mode == "cancel"
        )


def test_the_gemini_api_has_no_cancel() -> None:
    """There it is refused in the preview, and `keep` isn't."""
    kind = TunedModelKind()
    (problem,) = kind.problems({"onTimeout": "cancel"}, Config())
    assert problem.path == "onTimeout"
    assert "can't cancel a training" in problem.reason
    assert kind.problems({"onTimeout": "keep"}, Config()) == kind.problems({}, Config()) == []
