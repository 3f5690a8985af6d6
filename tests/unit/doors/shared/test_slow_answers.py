"""What a row shows while a change is sent, or its answer takes long."""

from __future__ import annotations

from typing import Any

import pytest
from requests.adapters import BaseAdapter
from support.google_wire import answer
from support.waiting import until

from pulumi_google_tuning.doors.shared import interruptible
from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.interruptible import InterruptibleSession
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.retry_reports import report_retries_to

ANSWER = "waiting for Google's answer"


class Slow(BaseAdapter):
    """Takes a body half by half, each as long as it takes until a row shows how far it is."""

    def __init__(self, told: list[str | None], steps: int) -> None:
        super().__init__()
        self._told = told
        self._steps = steps
        self.now = 0.0
        self.received = b""
        self.length = ""

    def send(self, request: Any, **_: Any) -> Any:  # type: ignore[override]
        """Answer once everything was shown."""
        self.length = request.headers.get("Content-Length", "")
        body = request.body
        for step in range(self._steps):
            if hasattr(body, "read"):
                self.received += body.read(2_000_000)
            until(lambda n=step: self._is_shown(n), "it is shown")
        response = answer({"name": "x"})
        response.url, response.request = request.url, request
        return response

    def _is_shown(self, before: int) -> bool:
        self.now += 1.0
        return len(self._told) > before

    def close(self) -> None:
        """Have nothing to close."""


def _sent(
    monkeypatch: pytest.MonkeyPatch, method: str, body: Any, steps: int
) -> tuple[list[str | None], Slow]:
    monkeypatch.setattr(interruptible, "_TICK_SECONDS", 0.01)
    told: list[str | None] = []
    session = InterruptibleSession(Config(emulator="http://127.0.0.1:9"), Cancellation())
    slow = session._adapter = Slow(told, steps)
    session._clock = lambda: slow.now
    with report_retries_to(told.append):
        assert session.send(method, "/v1beta/tunedModels", body=body) == {"name": "x"}
    return told, slow


def test_a_large_body_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent in blocks, with its length before it, and each state of it is said once."""
    text = "x" * (4_000_000 - len('{"a":""}'))
    told, slow = _sent(monkeypatch, "POST", {"a": text}, 2)
    assert told == ["sending 50 %", ANSWER, None]
    assert (slow.length, slow.received) == ("4000000", b'{"a":"%s"}' % text.encode())


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_change_that_waits_for_its_answer_says_so(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Of a small body there is nothing to count."""
    told, _ = _sent(monkeypatch, method, None if method == "DELETE" else {"a": 1}, 1)
    assert told == [ANSWER, None]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_what_is_answered_soon_shows_nothing(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    """No row flickers."""
    told, _ = _sent(monkeypatch, method, None, 0)
    assert told == []
