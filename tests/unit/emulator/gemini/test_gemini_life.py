"""A training as a function of its age."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.gemini.life import Training, loss_curve, total_steps
from google_tuning_emulator.training.outcome import Outcome

START = 1_700_000_000 * NANOS


def planned(seconds: float = 100, examples: int = 20, failure: Outcome | None = None) -> Training:
    """Return a training of 25 steps with these examples' default."""
    return Training.plan(
        now_ns=START,
        seconds=seconds,
        example_count=examples,
        epoch_count=5,
        batch_size=4,
        failure=failure,
    )


def at(seconds: float) -> int:
    """Return the instant so many seconds after the start."""
    return START + int(seconds * NANOS)


@pytest.mark.parametrize(
    ("examples", "epochs", "batch", "steps"),
    [(18, 5, 4, 23), (12, 4, 4, 12), (15, 10, 4, 38), (15, 5, 4, 19), (150, 5, 4, 188)],
)
def test_steps_are_the_tutorials(examples: int, epochs: int, batch: int, steps: int) -> None:
    """`ceil(examples * epochs / batch)` gives the published numbers, not a ceil an epoch."""
    assert total_steps(examples, epochs, batch) == steps


def test_epochs_are_the_tutorials() -> None:
    """A snapshot's epoch is `floor(step * batch / examples)`; zero is left out."""
    snapshots = planned(examples=15).snapshots("tunedModels/x", at(200))
    assert [s.get("epoch", 0) for s in snapshots] == [step * 4 // 15 for step in range(1, 20)]
    assert "epoch" not in snapshots[0]


def test_progress_grows_with_age() -> None:
    """Nothing during warm-up, then evenly, all of it at the end and never more."""
    training = planned()
    done = [training.completed_steps(at(second)) for second in range(201)]
    assert done[0] == done[5] == 0
    assert done[-1] == done[100] == 25
    assert done[99] == 24
    assert done == sorted(done)
    assert [training.state(at(s)) for s in (0, 99.999, 100)] == ["CREATING", "CREATING", "ACTIVE"]


def test_a_failure_keeps_what_was_done() -> None:
    """A failing training stops half-way, and its steps stay what they were."""
    training = planned(failure=Outcome(13, "No."))
    assert training.state(at(49)) == "CREATING"
    assert training.state(at(50)) == "FAILED"
    assert training.completed_steps(at(50)) == training.completed_steps(at(10_000)) == 11


@given(st.floats(0, 300), st.integers(0, 25))
def test_snapshots_lie_in_the_past(seconds: float, paused_at: int) -> None:
    """However a training is stopped, steps come in order, none before the start or after now."""
    for stop in ("no", "pause", "complete", "fail"):
        training = planned()
        now = at(seconds)
        if stop == "pause":
            training.pause_at(paused_at, now)
            assert training.completed_steps(now + NANOS) == paused_at
        elif stop == "complete":
            training.complete(now)
            assert training.completed_steps(now) == 25
        elif stop == "fail":
            training.fail(now, Outcome(1, "x"))
        times = [s["computeTime"] for s in training.snapshots("tunedModels/x", now)]
        assert times == sorted(times)
        assert all(time >= "2023-11-14T22:13:20" for time in times)
        assert training.starts_ns >= START
        assert not times or training.planned_end_ns >= training.starts_ns


def test_no_training_time() -> None:
    """A training that takes no time is done when it begins."""
    training = planned(seconds=0)
    assert training.state(START) == "ACTIVE"
    assert len(training.snapshots("tunedModels/x", START)) == 25


def test_a_paused_training_ends_when_told() -> None:
    """Pausing undoes an end; completing and failing end it, each in its own state."""
    training = planned()
    training.pause_at(12, at(10))
    assert training.state(at(10_000)) == "CREATING"
    training.fail(at(20), Outcome(13, "No."))
    assert (training.state(at(20)), training.completed_steps(at(20))) == ("FAILED", 12)
    training.pause_at(12, at(30))
    training.complete(at(40))
    assert (training.state(at(40)), training.completed_steps(at(40))) == ("ACTIVE", 25)


def test_the_loss_falls_and_repeats_itself() -> None:
    """A name has one curve of its own: always the same, falling on the whole, noisy."""
    curve = loss_curve("tunedModels/x", 100)
    assert curve == loss_curve.__wrapped__("tunedModels/x", 100)
    assert curve != loss_curve("tunedModels/y", 100)
    tenths = [sum(curve[i : i + 10]) for i in range(0, 100, 10)]
    assert tenths == sorted(tenths, reverse=True)
    assert any(later > earlier for earlier, later in pairwise(curve))
    assert curve[0] > 5
    assert 0 < curve[-1] < 0.5
