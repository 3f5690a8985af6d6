"""Two sketches tell how many rows changed, and nothing else."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.data.sketch import (
    KEY,
    Difference,
    Sketch,
    difference,
    sketch_in,
)
from pulumi_google_tuning.data.stored import CHECKED, KEPT, shown_part

Rows = list[tuple[str, str]]
ASCII = [chr(code) for code in range(128)]
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


SOME = st.lists(st.tuples(st.text(ASCII, max_size=3), st.text(ASCII, max_size=2)), max_size=30)
# Each set is few rows, which are kept, or many, of which a table is.
BESIDE = st.sampled_from([[], ROWS[:100]])


@given(SOME, SOME, BESIDE, BESIDE)
def test_what_is_counted_adds_up(old: Rows, new: Rows, with_old: Rows, with_new: Rows) -> None:
    """Whatever two sets hold, a difference that is told agrees with their sizes."""
    old, new = [*old, *with_old], [*new, *with_new]
    found = difference(sketch(old), sketch(new))
    if found is not None:
        assert found.added - found.removed == len(new) - len(old)
        assert found.none == (sorted(old) == sorted(new))


def test_few_rows_are_told_exactly_however_many_differ() -> None:
    """Two small sets with no row in common are counted, which no table could."""
    old, new = ROWS[:60], [(asked, "other") for asked, _ in ROWS[30:60]] + ROWS[100:130]
    assert difference(sketch(old), sketch(new)) == Difference(30, 30, 30)


def test_a_small_set_that_grew_is_counted() -> None:
    """From kept rows to a table and back: the rows that came and went are counted."""
    assert difference(sketch(ROWS[:55]), sketch(ROWS[:65])) == Difference(10, 0, 0)
    assert difference(sketch(ROWS[:65]), sketch(ROWS[:55])) == Difference(0, 10, 0)


@pytest.mark.parametrize("size", [0, 1, 59, 60, 61, 5000])
def test_rows_added_together_are_added_one_by_one(size: int) -> None:
    """Whoever adds them, in whatever portions, also in another process: the sketch is the same."""
    chance, rows = random.Random(size), [f"row {number}".encode() for number in range(size)]
    wanted = Sketch()
    for row in rows:
        wanted.add(row)
    found, begun = Sketch(), 0
    while begun < size:
        some = rows[begun : begun + chance.randint(1, 400)]
        begun += len(some)
        if chance.random() < 0.3:
            later = Sketch()
            half = len(some) // 2
            later.add_rows(some[:half])
            later.add_rows(some[half:])
            found.add_all(pickle.loads(pickle.dumps(later)))
        else:
            found.add_rows(some)
        if chance.random() < 0.2:
            found.text()  # as nobody does before the end, but may
    assert found.text() == wanted.text()


@pytest.mark.parametrize(
    "text", [None, "", "no base64!", "AAAA", sketch(ROWS)[:-8], sketch(ROWS[:5])[:-4]]
)
def test_a_missing_or_broken_sketch_says_nothing(text: str | None) -> None:
    """A state of an older version, or one that was edited, has no difference to tell."""
    assert difference(text, sketch(ROWS)) is None
    assert difference(sketch(ROWS), text) is None


def test_a_sketch_is_small_and_holds_no_text() -> None:
    """At most 900 characters, fewer for few rows, and no row stands in it."""
    assert len(sketch(ROWS)) == 900
    assert len(sketch(ROWS[:60])) < 700
    assert len(sketch(ROWS[:15])) < 170
    assert "secret" not in sketch([("secret", "secret")])


@pytest.mark.parametrize("key", [KEY, "sketch"])
def test_a_sketch_is_read_where_it_was_stored(key: str) -> None:
    """The engine hides a key with two underscores; an earlier state has it without."""
    stored = {"sha256": "a", key: "S"}
    assert sketch_in(stored) == "S"
    assert shown_part({**stored, CHECKED: "c"}) == {"sha256": "a"}
    assert all(one.startswith("__") for one in KEPT)
