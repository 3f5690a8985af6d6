"""The axes of a curve: some scale for any values."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_google_tuning.cli.report.scale import of_steps, of_values

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(FINITE, min_size=1, max_size=4))
@example([1, 0.9999999999999999])
@example([10, 10.000000000000002])
@example([5e-324, 1])
@example([5e-324])
@example([1.7e308, -1.7e308])
@example([1.7e308, 1e-310])
def test_any_values_have_an_axis(values: list[float]) -> None:
    """Almost equal values, the smallest and the largest ones: an axis with marks."""
    scale = of_values(values)
    assert scale.low < scale.high
    assert scale.ticks[0].at == pytest.approx(0, abs=1e-6)
    assert len(scale.ticks) > 1


@given(st.lists(st.floats(1e-12, 1e12), min_size=2, max_size=6))
@example([1e-3, 1.0])
@example([0.1, 1000.0000000000001])
def test_a_logarithmic_axis_holds_its_values(values: list[float]) -> None:
    """Where a linear axis would press the curve flat: each value and mark is on the axis."""
    scale = of_values(values)
    assert scale.log is (max(values) / min(values) >= 200)
    assert all(-1e-6 <= scale.at(value) <= 1 + 1e-6 for value in values)
    assert all(-1e-6 <= tick.at <= 1 + 1e-6 for tick in scale.ticks)


@given(st.integers(2, 10**9))
def test_marks_of_steps_stand_apart(last: int) -> None:
    """On a phone too, where a digit is 3 % of the axis, no mark runs into the next one."""
    ticks = of_steps(0, last).ticks
    gaps = [(b.at - a.at, (len(a.text) + len(b.text)) / 2) for a, b in pairwise(ticks)]
    assert all(gap >= 0.025 * chars for gap, chars in gaps)
