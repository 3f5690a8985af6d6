"""A create that waits for room to send: where its step ends it begins nothing, and says so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from support.birds import INPUTS, URN, BirdKind
from support.waiting import NoPause, until

from pulumi_google_tuning.data.pairs.examples import Examples
from pulumi_google_tuning.google.errors import ApiError, NotSentError, TransportError
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.in_flight import BytesInFlight
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.lifecycle.sending import Sender

BODY = Examples("", 1, b"{}", None, "")


class Waiting:
    """A create that finds the room taken by another one's body."""

    def __init__(self) -> None:
        self.kind = BirdKind()
        self.now = 0.0
        self.passing = 0.0
        """The seconds that pass whenever the clock is read."""
        self.cancel = threading.Event()
        self.told: list[str] = []
        self.body = BODY
        self.run = Run()
        self.run.in_flight = BytesInFlight(1)

    def sender(self) -> Sender:
        """Return what sends it within 60 seconds."""
        call = Call(
            urn=URN,
            cancel=self.cancel,
            progress=self.told.append,
            run=self.run,
            clock=self.clock,
            deadline=60.0,
        )
        return Sender(self.kind, cast("Session", None), call, INPUTS, lambda: self.body)

    def clock(self) -> float:
        """Return the time."""
        self.now += self.passing
        return self.now

    def send(self, end: Any) -> Any:
        """Send behind another body until the step ends, and return how it did."""
        taken = self.run.in_flight.room(1, give_up=lambda: False, waits=lambda: None)
        with ThreadPoolExecutor(1) as pool, taken:
            sent = pool.submit(self.sender().send, "robin-1")
            until(lambda: self.told, "it waits for room")
            end()
            return sent.exception(30)


@pytest.mark.parametrize("by", ["Ctrl-C", "timeout"])
def test_a_step_that_ends_while_it_waits_for_room_sends_nothing(by: str) -> None:
    """Nobody waits for the training any more, so it isn't begun, and the sentence is true."""
    one = Waiting()
    error = one.send(one.cancel.set if by == "Ctrl-C" else lambda: setattr(one, "now", 60.0))
    words = {
        "Ctrl-C": "robin: interrupted before anything was sent",
        "timeout": (
            "robin: `timeouts.create` ended before anything was sent. Allow more time, and run "
            "`pulumi up` again"
        ),
    }
    assert isinstance(error, LifecycleError)
    assert str(error) == words[by]
    assert one.kind.posts == 0


def test_a_quota_that_lasts_until_the_end_is_what_is_said() -> None:
    """A refused create whose time ends isn't sent once more, and Google's words stay."""
    one = Waiting()
    one.cancel, one.passing = NoPause(), 7.0
    one.kind.answers = [ApiError(429, "RESOURCE_EXHAUSTED", f"quota {n}") for n in range(20)]
    sent_at: list[float] = []
    create = one.kind.create

    def timed(*args: Any) -> Any:
        sent_at.append(one.now)
        return create(*args)

    one.kind.create = timed  # type: ignore[method-assign]
    with pytest.raises(ApiError, match="quota"):
        one.sender().send("robin-1")
    assert sent_at
    assert max(sent_at) < 60.0


def test_what_was_sent_once_is_never_told_as_unsent() -> None:
    """Where the second POST isn't begun, the first one may count all the same."""
    one = Waiting()
    one.cancel, one.passing = NoPause(), 1.0
    one.kind.find = lambda *_: None  # type: ignore[method-assign]
    one.kind.answers = [TransportError("broken", maybe_applied=True)]
    create = one.kind.create

    def cancelled(*args: Any) -> Any:
        if one.kind.posts:
            one.cancel.set()
            raise NotSentError("too late")
        return create(*args)

    one.kind.create = cancelled  # type: ignore[method-assign]
    with pytest.raises(LifecycleError, match=r"interrupted before Google's answer"):
        one.sender().send("robin-1")
    assert one.kind.posts == 1


@pytest.mark.parametrize(("size", "told"), [(3_000_000, ["sending 3 MB of examples"]), (9_000, [])])
def test_a_large_body_is_told_before_it_is_sent(size: int, told: list[str]) -> None:
    """Whatever the row showed until then: the check, or that other bodies go first."""
    one = Waiting()
    one.body = Examples("", 1, b"x" * size, None, "")
    assert one.sender().send("robin-1") is not None
    assert one.told == told


@pytest.mark.parametrize(
    "busy", [ApiError(503, "UNAVAILABLE", "busy"), TransportError("x", maybe_applied=False)]
)
def test_a_look_that_fails_is_not_the_last_one(busy: Exception) -> None:
    """What was sent is looked for again: an answer that says nothing doesn't give a training up."""
    one = Waiting()
    one.cancel, one.passing = NoPause(), 1.0
    one.kind.list_lag_seconds = 30.0  # type: ignore[misc]
    one.kind.answers = [TransportError("broken", maybe_applied=True)]
    find, failures = one.kind.find, [busy, busy]

    def failing(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return find(*args)

    one.kind.find = failing  # type: ignore[method-assign]
    made = one.sender().send("robin-1")
    assert made is not None
    assert one.kind.posts == 1


@pytest.mark.parametrize("code", [403, 503])
def test_what_can_not_be_looked_for_is_not_sent_twice(code: int) -> None:
    """Where the list is refused after a lost answer the sentence says what may be there."""
    one = Waiting()
    one.cancel, one.passing = NoPause(), 1.0
    one.kind.answers = [TransportError("broken", maybe_applied=True)]

    def refused(*_: Any) -> Any:
        raise ApiError(code, "S", "no list")

    one.kind.find = refused  # type: ignore[method-assign]
    with pytest.raises(LifecycleError, match=r"robin-1: it may have been accepted, and can't be"):
        one.sender().send("robin-1")
    assert one.kind.posts == 1
