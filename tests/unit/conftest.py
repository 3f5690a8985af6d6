"""Unit tests have no network: a test that opens a socket says so with a marker."""

from __future__ import annotations

import pytest

_MARKED = ("enable_socket", "allow_hosts")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Disable sockets, but for tests marked `enable_socket` or `allow_hosts([…])`."""
    if not any(item.get_closest_marker(name) for name in _MARKED):
        item.add_marker("disable_socket")
