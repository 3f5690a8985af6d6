"""What is known of a change's attempts where they were sent with several credentials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from support.google_wire import Clock, Wire, answer, fails

from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.renewing import RenewingSession
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError

pytestmark = pytest.mark.disable_socket

MODEL: Final = "/v1beta/tunedModels/x"
BUSY: Final = {"error": {"code": 503, "message": "Soon."}}
REFUSED: Final = {"error": {"code": 401, "message": "No.", "status": "UNAUTHENTICATED"}}
GONE: Final = {"error": {"code": 404, "message": "Not found.", "status": "NOT_FOUND"}}


def session(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Cancellation, Clock], None]
) -> RenewingSession:
    """Return a session whose credentials are others today; `meanwhile` those are read."""
    cancellation, clock = Cancellation(), Clock()
    config = Config(access_token="old")

    def todays() -> Config:
        meanwhile(cancellation, clock)
        return replace(config, access_token="new")

    made = RenewingSession(config, cancellation, todays)
    for name, value in {"_adapter": wire, "_sleep": clock.sleep, "_clock": clock}.items():
        monkeypatch.setattr(made, name, value)
    return made


@pytest.mark.parametrize("seconds", [0.0, 2.0], ids=["a cancel", "a cancel some seconds ago"])
@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_a_change_that_may_be_made_is_not_said_to_be_unsent(
    method: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 503, a refused token, another one, and Ctrl-C meanwhile: the 503 is what counts."""
    wire = Wire()
    wire.answers(answer(BUSY, 503), answer(REFUSED, 401))

    def cancel(cancellation: Cancellation, clock: Clock) -> None:
        with cancellation.in_flight():
            cancellation.cancel()
        cancellation.cancelled_at = clock()
        clock.sleep(seconds)

    google = session(wire, monkeypatch, cancel)
    error: Any = fails(lambda: google.send(method, MODEL))
    assert isinstance(error, ApiError)
    assert error.code == 503
    assert len(wire.sent) == 2


def test_what_an_earlier_attempt_has_deleted_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 404 of a later attempt is the success of the first, whoever's token it has."""
    wire = Wire()
    wire.answers(answer(BUSY, 503), answer(REFUSED, 401), answer(GONE, 404))
    google = session(wire, monkeypatch, lambda *_: None)
    assert google.send("DELETE", MODEL) == {}
