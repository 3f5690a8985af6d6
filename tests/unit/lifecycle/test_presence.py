"""How long a 404 has to last until an object counts as gone."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest
from support.birds import INPUTS, URN, BirdKind

from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle import presence
from pulumi_google_tuning.lifecycle.call import Call, Ready
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle

PAUSES_SECONDS = presence.PAUSES_SECONDS  # before a fixture takes them away


class Recorded(threading.Event):
    """A cancel that never comes; what is waited for it takes no time."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Remember how long."""
        assert timeout is not None
        self.waited.append(timeout)
        return False


def test_nothing_is_gone_before_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four reads say so, over five seconds, and each pause is longer than the one before."""
    monkeypatch.setattr(presence, "PAUSES_SECONDS", PAUSES_SECONDS)
    cancel = Recorded()
    reads: list[str] = []
    assert presence.read_surely(Call(cancel=cancel), lambda: reads.append("read"), "x") is None
    assert len(reads) == 4
    assert cancel.waited == sorted(cancel.waited)
    assert sum(cancel.waited) == pytest.approx(5)


def test_a_row_of_a_read_ends_once_it_is_answered() -> None:
    """What a refresh waited for doesn't stay beside what it has read."""
    kind, ended = BirdKind(), list[str]()
    kind.held["b"] = {"name": "b", "song": "trill"}
    call = Call(urn=URN, ended=ended.append)
    session, poller_for = cast("Session", None), cast("Any", None)
    read = Lifecycle(kind, session, poller_for).read(call, "b", INPUTS, {"name": "b", **INPUTS})
    assert isinstance(read, Ready)
    assert ended == [""]
