"""Two sketches tell how many rows changed, and nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.lifecycle.data.sketch import Difference, Sketch, difference

Rows = list[tuple[str, str]]
ROWS: Rows = [(str(number), str(number + 1)) for number in range(3000)]


def sketch(rows: Rows) -> str:
    """Draw rows."""
    drawn = Sketch()
    for asked, answer in rows:
        drawn.add(asked.encode(), answer.encode())
    return drawn.text()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS, Difference(0, 0, 0)),
        (ROWS[::-1], Difference(0, 0, 0)),
        ([*ROWS, ("a", "b"), ("c", "d"), ("e", "f")], Difference(3, 0, 0)),
        (ROWS[1:], Difference(0, 1, 0)),
        ([("a", "b"), *ROWS[2:]], Difference(1, 2, 0)),
        ([("0", "nought"), *ROWS[1:]], Difference(0, 0, 1)),
        ([("0", "nought"), ("a", "b"), *ROWS[2:]], Difference(1, 1, 1)),
        ([*ROWS, ROWS[7], ROWS[7]], Difference(2, 0, 0)),
    ],
    ids=["same", "reordered", "added", "removed", "both", "another output", "all", "repeated"],
)
def test_few_changes_are_counted_exactly(rows: Rows, expected: Difference) -> None:
    """Added, removed and changed rows are counted, in a set of any size; the order is nothing."""
    assert difference(sketch(ROWS), sketch(rows)) == expected


def test_another_set_is_not_guessed_at() -> None:
    """Where more differs than the sketch can hold it says nothing, and never a wrong number."""
    chance = random.Random(7)
    for count in (40, 60, 100, 1000):
        other = [(str(chance.random()), "x") for _ in range(count)]
        assert difference(sketch(ROWS), sketch(other)) is None


@given(
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=2)), max_size=30),
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=2)), max_size=30),
)
def test_what_is_counted_adds_up(old: Rows, new: Rows) -> None:
    """Whatever two sets hold, a difference that is told agrees with their sizes."""
    old = [(asked, answer) for asked, answer in old if asked.isascii() and answer.isascii()]
    new = [(asked, answer) for asked, answer in new if asked.isascii() and answer.isascii()]
    found = difference(sketch(old), sketch(new))
    if found is not None:
        assert found.added - found.removed == len(new) - len(old)
        assert found.none == (sorted(old) == sorted(new))


@pytest.mark.parametrize("text", [None, "", "no base64!", "AAAA", sketch(ROWS)[:-8]])
def test_a_missing_or_broken_sketch_says_nothing(text: str | None) -> None:
    """A state of an older version, or one that was edited, has no difference to tell."""
    assert difference(text, sketch(ROWS)) is None
    assert difference(sketch(ROWS), text) is None


def test_a_sketch_is_small_and_holds_no_text() -> None:
    """900 characters for three rows as for three thousand, and no row stands in it."""
    assert len(sketch(ROWS)) == len(sketch(ROWS[:3])) == 900
    assert "secret" not in sketch([("secret", "secret")])
