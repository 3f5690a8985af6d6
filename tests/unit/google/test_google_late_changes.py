"""What changes something isn't begun for a step that has ended; a read is."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
from support.google_wire import Clock, Wire, answer, fails

from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors import ApiError, NotSentError

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"
CHANGES = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", CHANGES)
def test_a_cancel_while_a_token_is_waited_for(
    session: Any, wire: Wire, service_account: str, method: str
) -> None:
    """Whatever was waited for before, a POST, PATCH or DELETE doesn't follow a Ctrl-C."""
    cancel = threading.Event()

    def cancelled(_: requests.PreparedRequest) -> requests.Response:
        cancel.set()
        return answer({"access_token": "t", "expires_in": 3600, "token_type": "Bearer"})

    wire.token_answers.append(cancelled)
    error = fails(lambda: session(credentials=service_account).send(method, MODEL, cancel=cancel))
    assert isinstance(error, NotSentError)
    assert not error.maybe_applied
    assert str(error) == (
        f"interrupted before {method} tunedModels/x was sent. Run the same command again"
    )
    assert wire.sent == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_step_without_time_makes_and_deletes_nothing(
    session: Any, wire: Wire, clock: Clock, method: str
) -> None:
    """One that has used up its time sends one honest read, or a last patch, and nothing else."""
    wire.answers(answer({"name": "x"}), answer({"name": "x"}))
    with time_limit.until(clock.now):
        error = fails(lambda: session().send(method, MODEL))
        assert session().send("GET", MODEL) == {"name": "x"}
        assert session().send("PATCH", MODEL) == {"name": "x"}
    assert isinstance(error, NotSentError)
    assert str(error).startswith(f"out of time before {method} tunedModels/x was sent")
    assert [sent.method for sent in wire.sent] == ["GET", "PATCH"]


@pytest.mark.parametrize(
    ("method", "ended"),
    [
        ("PATCH", "cancelled"),
        ("PUT", "cancelled"),
        ("PUT", "out of time"),
        ("DELETE", "cancelled"),
        ("DELETE", "out of time"),
    ],
)
def test_an_attempt_that_was_sent_is_what_counts(
    session: Any, wire: Wire, service_account: str, clock: Clock, method: str, ended: str
) -> None:
    """Of a change that Google may have made nobody says that it wasn't sent.

    A 503, and while the next attempt waits for a new token the step ends.
    """
    cancel = threading.Event()

    def token(_: requests.PreparedRequest) -> requests.Response:
        return answer({"access_token": "t", "expires_in": 30, "token_type": "Bearer"})

    def late_token(request: requests.PreparedRequest) -> requests.Response:
        if ended == "cancelled":
            cancel.set()
        else:
            clock.sleep(100)
        return token(request)

    wire.token_answers.extend([token, late_token])
    wire.answers(answer({"error": {"code": 503, "message": "Soon."}}, 503), answer({"name": "x"}))
    google = session(credentials=service_account)
    with time_limit.until(clock.now + 100):
        error = fails(lambda: google.send(method, MODEL, cancel=cancel))
    assert isinstance(error, ApiError)
    assert error.code == 503
    assert len(wire.sent) == 1
