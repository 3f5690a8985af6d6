"""How a plugin's process knows that its engine is gone."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any, Final

import pytest

from pulumi_google_tuning.doors.shared import engine, processes

ENGINE: Final = processes.Process(7, 1, "then", ("pulumi", "up"))


@pytest.mark.parametrize(
    ("found", "adopted", "ends_soon"),
    [(None, False, True), (ENGINE, False, False), (ENGINE, True, True)],
    ids=["no engine is seen", "the engine lives", "its parent is another one now"],
)
def test_a_refused_connection_is_the_end_of_an_engine_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
    found: processes.Process | None,
    adopted: bool,
    ends_soon: bool,
) -> None:
    """An engine closes its address before it ends its plugins: while it lives, it is waited for.

    Not for ever: it may be another one that is seen.
    """
    ended = threading.Event()
    refusals: list[Any] = []
    parents = iter([5])

    def refuse(*where: Any, **_: Any) -> None:
        refusals.append(where)
        raise ConnectionRefusedError

    def end(code: int) -> None:
        assert code
        ended.set()

    monkeypatch.setattr(engine, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(os, "getppid", lambda: next(parents, 1 if adopted else 5))
    monkeypatch.setattr(processes, "engine", lambda: found)
    engine.exit_with("127.0.0.1:9")
    ended.wait()
    few = 5
    assert (len(refusals) < few) is ends_soon
