"""Instants: one moment is one moment, in whatever digits and time zone Google writes it."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.fields.instants import is_instant, same_instant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:30.000000Z"),
        ("2026-01-01T10:20:30.5Z", "2026-01-01T10:20:30.500Z"),
        ("2026-01-01T10:20:30.123Z", "2026-01-01T10:20:30.123456789Z"),
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:30+00:00"),
        ("2026-01-01T10:20:30Z", "2026-01-01T12:20:30.000+02:00"),
        ("2026-01-01T10:20:30Z", "2026-01-01t10:20:30.9z"),
    ],
)
def test_one_moment_in_two_forms(one: str, other: str) -> None:
    """Digits that one answer has and another hasn't, and another zone, make no other moment."""
    assert same_instant(one, other)
    assert same_instant(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:31Z"),
        ("2026-01-01T10:20:30.123Z", "2026-01-01T10:20:30.124999Z"),
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:30+01:00"),
    ],
)
def test_two_moments(one: str, other: str) -> None:
    """Another second, another digit that both have, or one clock in two zones are two moments."""
    assert not same_instant(one, other)


@pytest.mark.parametrize(
    "value", [None, 7, True, "", "yesterday", "2026-13-01T10:20:30Z", ["2026-01-01T10:20:30Z"], {}]
)
def test_what_is_no_moment(value: object) -> None:
    """Whatever else Google may write is no instant, and the same as nothing."""
    assert not is_instant(value)
    assert not same_instant(value, value)
