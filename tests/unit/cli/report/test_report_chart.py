"""The drawing of a curve: round marks that fit it, and labels that can be read."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_google_tuning.cli.report import chart, scale
from pulumi_google_tuning.cli.report.model import Curve

VALUES = st.lists(
    st.floats(min_value=-1e9, max_value=1e9).filter(lambda x: x == 0 or abs(x) > 1e-9),
    min_size=1,
    max_size=20,
)


@given(VALUES)
def test_every_value_is_on_its_axis(values: list[float]) -> None:
    """An axis holds all its values, and its marks stand on it in order, each with its own text."""
    axis = scale.of_values(values)
    assert all(-1e-6 <= axis.at(value) <= 1 + 1e-6 for value in values)
    places = [tick.at for tick in axis.ticks]
    assert places == sorted(places)
    assert all(-1e-6 <= at <= 1 + 1e-6 for at in places)
    assert 2 <= len(axis.ticks) <= 12


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_steps_are_marked_up_to_the_end(first: int, more: int) -> None:
    """The axis of steps has whole numbers, told apart, and the training's end as its last mark."""
    axis = scale.of_steps(first, first + more)
    texts = [tick.text for tick in axis.ticks]
    assert len(set(texts)) == len(texts)
    assert all(text.replace(",", "").isdigit() for text in texts)
    if more:
        assert texts[-1] == f"{first + more:,}"
        assert axis.ticks[-1].at == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.2, 7.3], ["0", "2", "4", "6", "8"]),
        ([0.11, 0.48], ["0.0", "0.2", "0.4", "0.6"]),
        ([2.0, 2.1], ["2.000", "2.025", "2.050", "2.075", "2.100"]),
        ([3.0], ["1", "2", "3", "4", "5"]),
        ([-2.0, 2.0], ["-2", "-1", "0", "1", "2"]),
    ],
)
def test_marks_are_round(values: list[float], texts: list[str]) -> None:
    """The marks are round numbers, from 0 where that costs little room."""
    assert [tick.text for tick in scale.of_values(values).ticks] == texts


def test_a_logarithmic_axis_only_where_it_is_needed() -> None:
    """A loss that falls by 200 or more is drawn by its logarithm, and the axis says so."""
    assert not scale.of_values([0.1, 19.0]).log
    assert scale.of_values([0.001, 1.0]).log
    assert not scale.of_values([0.0, 1000.0]).log
    drawn = chart.draw("t", [Curve("loss", ((1, 0.001), (2, 1.0)))])
    assert drawn is not None
    assert drawn.y_title == "mean loss, logarithmic"


@given(low=st.floats(1e-300, 1e300), ratio=st.floats(1, 1 + 1e-12))
@example(low=1000.0, ratio=1.0000000000000002)
def test_a_logarithmic_axis_has_a_length(low: float, ratio: float) -> None:
    """Two values that are almost one have a logarithmic axis too, also at a power of ten."""
    axis = scale._logarithmic(low, low * ratio)
    assert math.isfinite(axis.at(low))


@pytest.mark.parametrize(("first", "last"), [(5.0, 0.25), (0.25, 5.0), (0.25, 2.5)])
def test_labels_keep_clear_of_each_other(first: float, last: float) -> None:
    """Curves that end alike, low or high, have their labels apart and on the drawing."""
    curves = [Curve(f"m{at}", ((1, first), (100, last + at / 1000))) for at in range(5)]
    drawn = chart.draw("t", curves)
    assert drawn is not None
    places = sorted(line.label_y for line in drawn.lines)
    assert all(b - a >= 14 for a, b in pairwise(places))
    assert all(0 <= place <= drawn.height for place in places)


def test_labels_stand_apart_wherever_the_lines_end() -> None:
    """All stand right of the drawing, so one of a curve that ends early gives way as well."""
    drawn = chart.draw("t", [Curve("a", ((1, 5), (10, 1))), Curve("b", ((1, 5), (100, 1)))])
    assert drawn is not None
    first, second = sorted(line.label_y for line in drawn.lines)
    assert second - first >= 15


def test_more_than_six_are_grey() -> None:
    """Six curves have a colour; more are drawn in grey, so that no colour means two things."""
    drawn = chart.draw("t", [Curve(f"m{at}", ((1, 1), (2, at))) for at in range(9)])
    assert drawn is not None
    assert [line.number for line in drawn.lines] == [1, 2, 3, 4, 5, 6, 0, 0, 0]
    assert chart.letter(25) + chart.letter(26) == "ZA1"


def test_half_a_training_leaves_room_for_the_rest() -> None:
    """A training at a third of its steps is drawn over a third of the width."""
    drawn = chart.draw("t", [Curve("loss", ((0, 2), (50, 1)))], last_step=150)
    assert drawn is not None
    assert drawn.lines[0].end_x == pytest.approx(100 / 3, abs=0.1)


def test_the_words_tell_the_curve() -> None:
    """Who can't see a drawing hears its first, last and lowest value."""
    drawn = chart.draw("t", [Curve("loss", ((1, 7.0), (50, 0.2), (100, 0.25)))])
    assert drawn is not None
    assert drawn.description == ("loss: 7 at step 1, 0.25 at step 100, lowest 0.2 at step 50.")


def test_nothing_to_draw_is_no_drawing() -> None:
    """Curves without a point make no empty axes."""
    assert chart.draw("t", [Curve("loss", ())]) is None
    assert chart.draw("t", []) is None


def test_a_single_point_is_drawn() -> None:
    """The first snapshot of a training is a dot at a finite place."""
    drawn = chart.draw("t", [Curve("loss", ((1, 3.0),))])
    assert drawn is not None
    assert all(math.isfinite(number) for number in drawn.lines[0].dots[0])
