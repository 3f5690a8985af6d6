"""Instants: one moment is one moment, in whatever digits and time zone Google writes it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulumi_google_tuning.fields.instants import is_before, is_instant, same_instant


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
    assert not is_before(value, "2026-01-01T10:20:30Z")
    assert not is_before("2026-01-01T10:20:30Z", value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:31Z"),
        ("2026-01-01T10:20:30.123Z", "2026-01-01T10:20:30.1240Z"),
        ("2026-01-01T10:20:30+01:00", "2026-01-01T10:20:30Z"),
        ("2026-01-01T10:20:30.9Z", "2026-01-01T10:20:31.1Z"),
    ],
)
def test_the_earlier_of_two(one: str, other: str) -> None:
    """One of two moments is before the other, whatever the zone and the digits."""
    assert is_before(one, other)
    assert not is_before(other, one)
    assert not is_before(one, other, timedelta(hours=2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-01-01T10:20:30.1Z", "2026-01-01T10:20:30.199Z"),
        ("2026-01-01T10:20:30Z", "2026-01-01T10:20:30.5Z"),
        ("2026-01-01T10:20:30Z", "2026-01-01T12:20:30+02:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.5Z"),
    ],
)
def test_what_may_be_one_moment_is_not_earlier(one: str, other: str) -> None:
    """Where the less exact of two can't tell, neither is before the other."""
    for margin in (timedelta(), timedelta(minutes=10)):
        assert not is_before(one, other, margin)
        assert not is_before(other, one, margin)
