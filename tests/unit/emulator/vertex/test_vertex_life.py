"""A tuning job's life as a function of its age, and the queue."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.training.outcome import Outcome
from google_tuning_emulator.vertex.life import CANCELLED, ENDS, Life, start_in_turn

START = 1_700_000_000 * NANOS
FAILURE = Outcome(13, "Internal.")


def life(created: float = 0, *, steps: int = 60, **fields: object) -> Life:
    """Return a job of 100 seconds and three epochs, still in the queue."""
    values = {"created_ns": at(created), "length_ns": 100 * NANOS, "total_steps": steps}
    return Life(**(values | {"epoch_count": 3} | fields))  # type: ignore[arg-type]


def started(**fields: object) -> Life:
    """Return a job that starts at once."""
    job = life(**fields)  # type: ignore[arg-type]
    job.start(START)
    return job


def at(seconds: float) -> int:
    """Return the instant so many seconds after the start."""
    return START + int(seconds * NANOS)


@pytest.mark.parametrize(
    ("seconds", "state", "phase", "steps", "epochs"),
    [
        (0, "PENDING", "", 0, 0),
        (9.9, "PENDING", "", 0, 0),
        (10, "RUNNING", "PROCESSING_DATASET", 0, 0),
        (20, "RUNNING", "WAITING_FOR_CAPACITY", 0, 0),
        (30, "RUNNING", "TUNING", 0, 0),
        (60, "RUNNING", "TUNING", 30, 1),
        (89, "RUNNING", "TUNING", 59, 2),
        (90, "RUNNING", "POST_PROCESSING", 60, 3),
        (100, "SUCCEEDED", "", 60, 3),
        (10**6, "SUCCEEDED", "", 60, 3),
    ],
)
def test_the_stages(seconds: float, state: str, phase: str, steps: int, epochs: int) -> None:
    """State, finer state and progress follow from the age alone."""
    job, now = started(), at(seconds)
    assert (job.state(now), job.phase(now)) == (f"JOB_STATE_{state}", phase)
    assert (job.completed_steps(now), job.completed_epochs(now)) == (steps, epochs)


@given(st.lists(st.floats(0, 200), min_size=2), st.integers(3, 10**6))
def test_progress_never_goes_back(instants: list[float], steps: int) -> None:
    """Steps only grow, and never beyond the total."""
    job = started(steps=steps)
    counts = [job.completed_steps(at(each)) for each in sorted(instants)]
    assert all(before <= after for before, after in pairwise([0, *counts, steps]))


def test_in_the_queue_nothing_moves() -> None:
    """A job without its turn is QUEUED however old it gets."""
    job = life()
    assert (job.state(at(10**6)), job.phase(at(10**6))) == (
        "JOB_STATE_QUEUED",
        "WAITING_FOR_QUOTA",
    )
    assert (job.completed_steps(at(10**6)), job.runs(at(10**6))) == (0, False)


def test_a_planned_failure() -> None:
    """A job that is to fail runs, fails on its own, and keeps the steps done by then."""
    job = started(failure=FAILURE, planned_share=0.6, planned_end="JOB_STATE_FAILED")
    assert job.state(at(59)) == "JOB_STATE_RUNNING"
    assert job.state(at(60)) == "JOB_STATE_FAILED"
    assert job.completed_steps(at(10**6)) == 30


def test_cancelling() -> None:
    """Cancelling takes half a second here, through CANCELLING; what is done stays done."""
    job = started()
    job.cancel(at(60))
    assert job.state(at(60.4)) == "JOB_STATE_CANCELLING"
    assert job.state(at(60.5)) == "JOB_STATE_CANCELLED"
    assert job.failure == CANCELLED
    assert job.completed_steps(at(100)) == 30


def test_cancelling_too_late() -> None:
    """A job that ends before it could be cancelled ends as it would have."""
    job = started()
    job.cancel(at(99.8))
    assert job.state(at(99.9)) == "JOB_STATE_CANCELLING"
    assert (job.state(at(100)), job.failure) == ("JOB_STATE_SUCCEEDED", None)


def test_cancelling_in_the_queue() -> None:
    """A queued job can be cancelled, too, and never starts."""
    job = life()
    job.cancel(at(5))
    assert job.state(at(5)) == "JOB_STATE_CANCELLING"
    assert (job.state(at(6)), job.started_ns) == ("JOB_STATE_CANCELLED", None)


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize("when", [None, 0, 5, 50, 95])
def test_ending_by_hand(state: str, when: float | None) -> None:
    """A job can be ended in any state at any time, also in the queue, and stays so."""
    job = life() if when is None else started()
    now = at(when or 0)
    job.end(now, state, FAILURE)
    for later in (now, at(10**6)):
        assert job.state(later) == state
        done = state in ("JOB_STATE_SUCCEEDED", "JOB_STATE_PARTIALLY_SUCCEEDED")
        assert (job.completed_steps(later) == job.total_steps) == (done or when == 95)
    assert job.runs(now)


def test_standing_still() -> None:
    """A paused job stays at its step, tuning, until it is ended by hand."""
    job = life()
    job.pause_at(20, at(3))
    assert job.state(at(10**6)) == "JOB_STATE_RUNNING"
    assert (job.phase(at(10**6)), job.completed_steps(at(10**6))) == ("TUNING", 20)
    job.end(at(10**6), "JOB_STATE_FAILED", FAILURE)
    assert job.completed_steps(at(10**6)) == 20


def test_no_training_time() -> None:
    """With no training time a job succeeds as it starts."""
    job = started(length_ns=0)
    assert (job.state(START), job.completed_steps(START)) == ("JOB_STATE_SUCCEEDED", 60)


def test_the_queue_is_first_come_first_served() -> None:
    """Each job starts at the instant a place got free, however late somebody looks."""
    jobs = [life(number) for number in range(4)]
    start_in_turn(jobs, [], 1, at(1000))
    assert [job.started_ns for job in jobs] == [at(0), at(100), at(200), at(300)]


def test_the_queue_does_not_start_jobs_in_the_past() -> None:
    """A job known to have waited doesn't start before that, though the runner is forgotten."""
    runner, waiting = started(), life(1)
    start_in_turn([waiting], [runner], 1, at(50))
    assert waiting.started_ns is None
    start_in_turn([waiting], [], 1, at(150))
    assert waiting.started_ns == at(50)


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=12).map(sorted),
    st.integers(1, 4),
    st.lists(st.integers(0, 3000), max_size=6).map(sorted),
)
def test_never_more_than_allowed(created: list[int], most: int, looks: list[int]) -> None:
    """However often one looks, the same jobs start at the same instants, never too many at once."""

    def run(instants: list[int]) -> list[int | None]:
        jobs = [life(each) for each in created]
        for instant in [*instants, 10**5]:
            here = [job for job in jobs if job.created_ns <= at(instant)]
            waiting = [job for job in here if job.started_ns is None]
            others = [job for job in here if job.started_ns is not None]
            start_in_turn(waiting, others, most, at(instant))
        return [job.started_ns for job in jobs]

    starts = run(looks)
    assert None not in starts
    for start in starts:
        assert start is not None
        running = [
            each for each in starts if each is not None and each <= start < each + 100 * NANOS
        ]
        assert len(running) <= most
    if not looks or looks[0] >= created[-1]:
        assert starts == run([])
