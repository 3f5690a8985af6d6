"""Durations and values that stand for others."""

from __future__ import annotations

import copy
import pickle

import pytest

from pulumi_google_tuning.fields.durations import parse
from pulumi_google_tuning.fields.values import (
    UNKNOWN,
    DataFile,
    DataText,
    contains_unknown,
    is_unknown,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("30m", 1800),
        ("6h", 21_600),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1.5h", 5400),
        ("250ms", 0.25),
        ("1m5ms", 60.005),
        ("365d", 31_536_000),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    """A timeout is read as people, Go and Pulumi's own timeouts write it."""
    assert parse(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "6", "h", "6 h", "-1h", "1h 30m", "6H", "1e3s", "6h\n", "٣s"])
def test_what_is_no_duration(text: str) -> None:
    """Anything else says what a duration looks like: `6` could be hours or seconds."""
    with pytest.raises(ValueError, match="not a duration like 90s, 30m, 6h, 1h30m or 2d"):
        parse(text)


@pytest.mark.parametrize("text", ["366d", "9" * 400 + "d"])
def test_a_wait_of_years_is_a_slip(text: str) -> None:
    """No wait overflows the clock."""
    with pytest.raises(ValueError, match="longer than a year"):
        parse(text)


def test_unknown_is_one() -> None:
    """A copy of the unknown value, also from another process, is the unknown value."""
    for other in (copy.copy(UNKNOWN), copy.deepcopy(UNKNOWN), pickle.loads(pickle.dumps(UNKNOWN))):
        assert is_unknown(other)
    assert not is_unknown(None)


def test_unknown_is_found_anywhere() -> None:
    """An unknown value hides nowhere in a value."""
    for value in (UNKNOWN, [UNKNOWN], {"a": [(1, UNKNOWN)]}, DataFile(UNKNOWN), DataText(UNKNOWN)):  # type: ignore[arg-type]
        assert contains_unknown(value)
    known: object
    for known in (None, [], {"a": [1]}, DataFile("a"), DataText("a")):
        assert not contains_unknown(known)
