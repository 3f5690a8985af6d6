"""What is said of a call that Ctrl-C ends before its answer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from requests.adapters import BaseAdapter

from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.interruptible import (
    InterruptedCallError,
    InterruptibleSession,
)
from pulumi_google_tuning.google.config import Config


class _Silent(BaseAdapter):
    """Answers nothing until the test is over."""

    def __init__(self, cancellation: Cancellation, over: threading.Event) -> None:
        super().__init__()
        self._cancellation = cancellation
        self._over = over

    def send(self, *_args: Any, **_more: Any) -> Any:
        """Hear of a Cancel while the answer is waited for."""
        self._cancellation.cancel()
        self._over.wait()
        raise OSError

    def close(self) -> None:
        """Have nothing to close."""


@pytest.mark.parametrize(
    ("method", "advice"),
    [
        ("GET", "Run the same command again"),
        ("POST", "To find out what became of it, run `pulumi up` again"),
    ],
)
def test_a_read_is_repeated_by_its_own_command(method: str, advice: str) -> None:
    """An import or a refresh that is interrupted is no `pulumi up`, and its reads changed nothing.

    Of what may have been done, the next `up` finds out.
    """
    now = [0.0]
    cancellation, over = Cancellation(lambda: now[0]), threading.Event()
    session = InterruptibleSession(Config(emulator="http://127.0.0.1:9"), cancellation)
    session._adapter = _Silent(cancellation, over)
    try:
        with cancellation.in_flight(), pytest.raises(InterruptedCallError) as interrupted:
            session.send(method, "/v1beta/tunedModels")
    finally:
        over.set()
    assert str(interrupted.value).endswith(f"waited for an answer. {advice}")
