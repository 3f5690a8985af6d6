"""`watch` tells what is left: from the steps that it saw, and never more than they tell."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.cli.shared.text import about
from pulumi_google_tuning.cli.watch.pace import Pace
from pulumi_google_tuning.cli.watch.trainings import Training
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

RUNS = Training("a", "A", Phase.WORKING, "step 1/10", 10.0)


class Clock:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def left(looks: list[tuple[float, float | None]]) -> list[float | None]:
    """Look at a training at moments, each with its per cent; return what is told to be left."""
    clock = Clock()
    pace = Pace(clock)
    found = []
    for at, percent in looks:
        clock.now = at
        found.append(pace.told(replace(RUNS, percent=percent)).left)
    return found


def test_two_ended_steps_tell_the_pace() -> None:
    """The first look falls anywhere into a step, so the pace begins with the end of one."""
    assert left([(0, 10.0), (30, 20.0), (90, 30.0), (120, 30.0)]) == [None, None, 420.0, 390.0]


def test_nothing_is_told_without_steps() -> None:
    """No per cent, one that stands still, or one that falls: no time that is left."""
    assert left([(0, None), (60, None)]) == [None, None]
    assert left([(0, 10.0), (60, 10.0)]) == [None, None]
    assert left([(0, 50.0), (60, 60.0), (120, 70.0), (180, 5.0), (240, 6.0)])[3:] == [None, None]
    assert left([(0, 90.0), (60, 95.0), (120, 100.0)])[-1] is None


def test_what_has_ended_has_nothing_left() -> None:
    """A training that is ready, or has failed, tells its result alone."""
    pace = Pace(Clock())
    assert pace.told(replace(RUNS, phase=Phase.READY)).told == "step 1/10"


@given(st.lists(st.tuples(st.floats(0, 1e6), st.none() | st.floats(0, 100)), max_size=20))
def test_it_is_never_negative(looks: list[tuple[float, float | None]]) -> None:
    """Whatever a server shows, what is left is a time that can be written."""
    for seconds in left(sorted(looks, key=lambda look: look[0])):
        assert seconds is None or seconds >= 0
        assert seconds is None or about(seconds)


def test_an_estimate_looks_like_one() -> None:
    """No finer than it can be: tens of seconds, minutes, hours."""
    assert [about(one) for one in (0, 3, 41, 59, 61, 720, 7300, 360_000)] == [
        "10 s",
        "10 s",
        "50 s",
        "60 s",
        "1 min",
        "12 min",
        "2 h",
        "100 h",
    ]
