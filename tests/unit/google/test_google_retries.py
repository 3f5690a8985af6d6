"""When a call is sent again, how long is waited, and when it isn't."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
from support.google_wire import Clock, Wire, answer, fails, refusal

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.google.retry_reports import report_retries_to
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.watch import Watch

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"
BUSY = (503, "UNAVAILABLE", "The model is overloaded.")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_an_idempotent_call_is_sent_again(session: Any, wire: Wire, method: str, code: int) -> None:
    """After each fault that heals, the same call goes out again and its answer counts."""
    wire.answers(refusal(code, "X"), answer({"name": "x"}))
    assert session().send(method, MODEL) == {"name": "x"}
    assert [(sent.method, sent.url) for sent in wire.sent] == 2 * [
        (method, f"https://generativelanguage.googleapis.com{MODEL}")
    ]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_aborted_call_is_sent_again(session: Any, wire: Wire, method: str) -> None:
    """Of the two sorts of 409, ABORTED asks for another try."""
    wire.answers(refusal(409, "ABORTED"), answer({"name": "x"}))
    assert session().send(method, MODEL) == {"name": "x"}
    assert len(wire.sent) == 2


@pytest.mark.parametrize("code", [400, 403, 404, 409, 412, 501])
def test_a_refusal_is_final(session: Any, wire: Wire, code: int) -> None:
    """What Google refuses is not asked twice."""
    wire.answers(refusal(code, "X"))
    error = fails(lambda: session().send("GET", MODEL))
    assert isinstance(error, ApiError)
    assert error.code == code


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_create_is_sent_once(session: Any, wire: Wire, clock: Clock, code: int) -> None:
    """A POST is never blindly repeated: the caller looks first whether it was done."""
    wire.answers(refusal(code, "X", headers={"Retry-After": "3"}))
    error = fails(lambda: session().send("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, ApiError)
    assert error.maybe_applied is (code != 429)
    assert error.retry_after_seconds == 3
    assert (len(wire.sent), clock.slept) == (1, [])


@pytest.mark.parametrize("failure", [requests.ConnectionError("x"), requests.ReadTimeout("x")])
def test_a_create_without_an_answer_is_sent_once(
    session: Any, wire: Wire, failure: Exception
) -> None:
    """A lost answer to a POST may hide a success."""
    wire.answers(failure)
    error = fails(lambda: session().send("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, TransportError)
    assert error.maybe_applied
    assert len(wire.sent) == 1


def test_the_caller_may_say_that_a_post_is_idempotent(session: Any, wire: Wire) -> None:
    """Inference and cancel can be repeated, and a PATCH can be declared not to be."""
    wire.answers(refusal(*BUSY), answer({"candidates": []}))
    assert session().send("POST", f"{MODEL}:generateContent", idempotent=True) == {"candidates": []}
    wire.answers(refusal(*BUSY))
    fails(lambda: session().send("PATCH", MODEL, body={}, idempotent=False))
    assert len(wire.sent) == 3


def test_who_watches_is_told_of_a_call_that_goes_on(session: Any, wire: Wire) -> None:
    """A wait that is long enough to read is told without advice, and its end; nobody else is."""
    told: list[str | None] = []
    busy = refusal(503, "UNAVAILABLE", "Overloaded.", headers={"Retry-After": "9"})
    wire.answers(refusal(*BUSY), busy, answer({"name": "x"}), busy, answer({}))
    with report_retries_to(told.append):
        session().send("GET", MODEL)
    why = 'Google answered 503 UNAVAILABLE to GET tunedModels/x: "Overloaded."'
    assert told == [f"retrying in 10 s: {why}", None]
    session().send("GET", MODEL)
    assert len(told) == 2


def test_a_poll_tells_all_who_wait(session: Any, wire: Wire) -> None:
    """Who waits for a poll that is tried again knows why, until it is answered."""
    watches = [Watch("tunedModels/x", since=0.0), Watch("tunedModels/x", since=0.0)]
    told: list[str | None] = []

    def healthy(_: requests.PreparedRequest) -> requests.Response:
        told.extend(watch.why_late for watch in watches)
        return answer({"name": "x"})

    wire.answers(refusal(*BUSY, headers={"Retry-After": "9"}), healthy)
    poller = Poller(lambda key: session().send("GET", f"/v1beta/{key}"), dict, Pace())
    poller.poll(watches)
    assert [str(text).partition(":")[0] for text in told] == ["retrying in 10 s"] * 2
    assert [(watch.why_late, watch.obj) for watch in watches] == [(None, {"name": "x"})] * 2


def test_a_server_that_hangs_is_told_of(session: Any, wire: Wire, clock: Clock) -> None:
    """The first failure after a long silence is told as well, however short the wait is."""
    told: list[str | None] = []

    def silence(_: requests.PreparedRequest) -> requests.Response:
        clock.sleep(60.0)
        raise requests.ReadTimeout("x")

    wire.answers(silence, answer({}))
    with report_retries_to(told.append):
        session().send("GET", MODEL)
    why = (
        "No answer from https://generativelanguage.googleapis.com to GET tunedModels/x: "
        "connected, but the answer timed out"
    )
    assert told == [f"retrying in 1 s: {why}", None]


def test_no_retry_is_announced_after_a_cancel(session: Any, wire: Wire) -> None:
    """Once cancelled nothing is sent again, and nothing says that it is."""
    told: list[str | None] = []
    cancel = threading.Event()

    def cancelled(_: requests.PreparedRequest) -> requests.Response:
        cancel.set()
        return refusal(*BUSY, headers={"Retry-After": "9"})

    wire.answers(cancelled)
    with report_retries_to(told.append):
        fails(lambda: session().send("GET", MODEL, cancel=cancel))
    assert told == []
    assert len(wire.sent) == 1


def test_a_broken_connection_is_tried_again(session: Any, wire: Wire) -> None:
    """A reset, a timeout and a cut answer heal."""
    wire.answers(
        requests.ConnectionError("reset"),
        requests.exceptions.ChunkedEncodingError("cut"),
        requests.ConnectTimeout("slow"),
        answer({"name": "x"}),
    )
    assert session().send("GET", MODEL) == {"name": "x"}


def test_waits_double_up_to_a_ceiling(session: Any, wire: Wire, clock: Clock) -> None:
    """Exponential backoff: 1, 2, 4, … 32, 32 s, here with the jitter at its most."""
    wire.answers(*(refusal(*BUSY) for _ in range(8)), answer({}))
    session().send("GET", MODEL, budget_seconds=1000)
    assert clock.slept == [1, 2, 4, 8, 16, 32, 32, 32]


def test_the_jitter_is_full() -> None:
    """Waits are spread from nothing to the whole, so that many don't come back together."""
    assert RETRY_POLICY.delay_seconds(3, None, lambda: 0.0) == 0
    assert RETRY_POLICY.delay_seconds(3, None, lambda: 0.5) == 4
    assert RETRY_POLICY.delay_seconds(10_000, None, lambda: 1.0) == 32
    assert 5 < RETRY_POLICY.delay_seconds(0, 5, lambda: 0.5) < 6


def test_the_server_says_when(session: Any, wire: Wire, clock: Clock) -> None:
    """Retry-After and RetryInfo are honoured, and not cut short by our own backoff."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "20s"}
    wire.answers(
        refusal(429, "RESOURCE_EXHAUSTED", "q", headers={"Retry-After": "9"}),
        refusal(429, "RESOURCE_EXHAUSTED", "q", info),
        # by the wall clock, which stands 31 s after New Year's midnight now
        refusal(*BUSY, headers={"Retry-After": "Thu, 01 Jan 2026 00:01:00 GMT"}),
        answer({}),
    )
    session().send("GET", MODEL)
    assert clock.slept == [10, 21, 30]


def test_the_budget_ends_it(session: Any, wire: Wire, clock: Clock) -> None:
    """All attempts and waits together stay within the budget, and the last error is told."""
    wire.answers(*(refusal(*BUSY) for _ in range(6)))
    error = fails(lambda: session().send("GET", MODEL, budget_seconds=30))
    assert isinstance(error, ApiError)
    assert error.code == 503
    assert clock.slept == [1, 2, 4, 8]
    assert len(wire.sent) == 5


def test_a_wait_beyond_the_budget_is_not_begun(session: Any, wire: Wire, clock: Clock) -> None:
    """Asked to come back after the budget's end, the call fails at once and says when."""
    wire.answers(refusal(429, "RESOURCE_EXHAUSTED", "q", headers={"Retry-After": "3600"}))
    error = fails(lambda: session().send("GET", MODEL))
    assert isinstance(error, ApiError)
    assert error.retry_after_seconds == 3600
    assert clock.slept == []
    assert "Run again in 3600 s" in str(error)


def test_cancel_ends_the_waiting(wire: Wire, clock: Clock) -> None:
    """Once `cancel` is set nothing is waited for: the last error comes back."""
    cancel = threading.Event()

    def busy_and_cancelled(_request: object) -> requests.Response:
        cancel.set()
        return refusal(*BUSY)

    wire.answers(refusal(*BUSY), busy_and_cancelled)
    calls = Session(Config(access_token="token"), sleep=clock.sleep, clock=clock, adapter=wire)
    error = fails(lambda: calls.send("GET", MODEL, cancel=cancel))
    assert isinstance(error, ApiError)
    assert (len(wire.sent), len(clock.slept)) == (2, 1)


def test_cancel_wakes_a_sleeper(wire: Wire) -> None:
    """A wait that has begun ends when `cancel` is set, however long it was to be."""
    cancel = threading.Event()
    asked = threading.Event()

    def busy(_request: object) -> requests.Response:
        asked.set()
        return refusal(*BUSY, headers={"Retry-After": "86400"})

    wire.answers(busy)
    calls = Session(Config(access_token="token"), adapter=wire)
    errors: list[Exception] = []
    thread = threading.Thread(
        target=lambda: errors.append(
            fails(lambda: calls.send("GET", MODEL, cancel=cancel, budget_seconds=1e6))
        ),
        daemon=True,
    )
    thread.start()
    assert asked.wait()
    cancel.set()
    thread.join()
    assert not thread.is_alive()
    assert isinstance(errors[0], ApiError)


def test_a_cancelled_caller_may_still_make_one_call(session: Any, wire: Wire) -> None:
    """Cleaning up after Ctrl-C works: `cancel` stops waits, not the first attempt."""
    cancel = threading.Event()
    cancel.set()
    wire.answers(answer({"name": "x"}))
    assert session().send("GET", MODEL, cancel=cancel) == {"name": "x"}


@pytest.mark.parametrize(
    "first", [refusal(*BUSY), refusal(500, "INTERNAL"), requests.ReadTimeout("lost")]
)
def test_a_delete_that_worked_unseen_is_done(session: Any, wire: Wire, first: Any) -> None:
    """404 after an attempt that may have deleted is the success we were not told of."""
    wire.answers(first, refusal(404, "NOT_FOUND"))
    assert session().send("DELETE", MODEL) == {}


@pytest.mark.parametrize(
    "first",
    [None, refusal(429, "RESOURCE_EXHAUSTED"), requests.ConnectTimeout("never connected")],
)
def test_a_delete_of_nothing_is_the_callers_decision(session: Any, wire: Wire, first: Any) -> None:
    """404 is an error where no attempt of ours can have deleted anything."""
    wire.answers(*([first] if first is not None else []), refusal(404, "NOT_FOUND"))
    error = fails(lambda: session().send("DELETE", MODEL))
    assert isinstance(error, ApiError)
    assert error.code == 404


def test_only_a_delete_takes_404_for_success(session: Any, wire: Wire) -> None:
    """A GET that finds nothing after a fault has found nothing."""
    wire.answers(refusal(*BUSY), refusal(404, "NOT_FOUND"))
    assert isinstance(fails(lambda: session().send("GET", MODEL)), ApiError)


def test_six_codes_are_retried() -> None:
    """Sending, polling and watching ask this one value which codes pass."""
    errors = [ApiError(code, "X", "no") for code in range(200, 600)]
    retried = {error.code for error in errors if RETRY_POLICY.is_retryable(error)}
    assert retried == {408, 429, 500, 502, 503, 504}


@pytest.mark.parametrize("retryable", [True, False])
def test_a_failure_without_an_answer_says_itself_whether_it_passes(retryable: bool) -> None:
    """An untrusted certificate doesn't pass; an error of another sort is nobody's to retry."""
    lost = TransportError("no answer", maybe_applied=False, retryable=retryable)
    assert RETRY_POLICY.is_retryable(lost) is retryable
    assert not RETRY_POLICY.is_retryable(ValueError("ours"))
