"""Unit tests have no network, and don't wait: a test that opens a socket says so with a marker."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.lifecycle import presence

_MARKED = ("enable_socket", "allow_hosts")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Disable sockets, but for tests marked `enable_socket` or `allow_hosts([…])`."""
    if not any(item.get_closest_marker(name) for name in _MARKED):
        item.add_marker("disable_socket")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read what isn't found as often as ever, at once: test_presence.py has the seconds."""
    monkeypatch.setattr(presence, "PAUSES_SECONDS", tuple(0.0 for _ in presence.PAUSES_SECONDS))
