"""The axes of a curve: some scale for any values."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_google_tuning.cli.report.scale import of_values

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
