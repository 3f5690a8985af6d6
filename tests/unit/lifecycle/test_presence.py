"""How long a 404 has to last until an object counts as gone."""

from __future__ import annotations

import threading

import pytest

from pulumi_google_tuning.lifecycle import presence
from pulumi_google_tuning.lifecycle.call import Call

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
