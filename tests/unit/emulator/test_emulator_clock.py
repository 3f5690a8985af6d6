"""Instants as Google writes them."""

from __future__ import annotations

from google_tuning_emulator.clock import rfc3339


def test_times() -> None:
    """Instants have as many digits as asked for, cut, never rounded up."""
    instant = 1_714_564_800_123_456_789
    assert rfc3339(instant, 6) == "2024-05-01T12:00:00.123456Z"
    assert rfc3339(instant, 9) == "2024-05-01T12:00:00.123456789Z"
