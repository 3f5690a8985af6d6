"""Standing still: what is usual, what the row says of it, and when `timeouts.stall` ends a wait."""

from __future__ import annotations

import math
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scripted_wait import TRAINING, Script

from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.lifecycle import decoration
from pulumi_google_tuning.lifecycle.moving import Movement
from pulumi_google_tuning.lifecycle.standstill import Standstill
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

HOUR = 3600.0
NUMBERS = st.one_of(st.none(), st.floats(), st.integers())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Clocks:
    """Ours, and Google's, which tells another time."""

    def __init__(self, google: float | None = None) -> None:
        self.now = 0.0
        self.google = google

    def stand(self) -> Standstill:
        """Begin to watch."""
        return Standstill(lambda: self.now, lambda: self.google)


def model(*steps: int, apart: float = 60.0, total: int = 38) -> dict[str, Any]:
    """Return a training whose steps Google dates, so many seconds apart."""
    taken = [
        {
            "step": step,
            "computeTime": f"2026-01-01T{int(at // 3600):02}:{int(at // 60) % 60:02}:00Z",
        }
        for at, step in ((apart * number, step) for number, step in enumerate(steps))
    ]
    task = {"hyperparameters": {"epochCount": total, "batchSize": 1}, "snapshots": taken}
    return {**TRAINING, "tuningTask": task}


def left(obj: dict[str, Any]) -> str:
    """Return what the row adds to a training's progress."""
    still = Clocks().stand()
    values = {"trainingData": {"exampleCount": 1}}
    still.note(decoration.movement(TunedModelKind(), obj, values))
    return still.words


def test_what_is_usual_comes_from_the_steps_so_far() -> None:
    """Three times the longest pause, and half an hour at least; hours where none is known."""
    for pause, seconds in (
        (60.0, 1800.0),
        (HOUR, 3 * HOUR),
        (None, 2 * HOUR),
        (math.nan, 2 * HOUR),
    ):
        clocks = Clocks()
        still = clocks.stand()
        moves = Movement((1,), "step", longest_pause=repeat(pause).__next__, left_seconds=600.0)
        still.note(moves)
        clocks.now = seconds - 1
        still.note(moves)
        assert still.words == ", about 10 min left"
        clocks.now = seconds
        still.note(moves)
        assert still.words.startswith(", no step for "), pause


def test_a_pause_that_was_seen_counts_as_usual() -> None:
    """A training that moves once in two hours is not told of after half an hour."""
    clocks = Clocks()
    still = clocks.stand()
    for number in range(3):
        clocks.now = number * 2 * HOUR
        still.note(Movement(mark=(number,)))
    clocks.now += 5 * HOUR
    still.note(Movement(mark=(2,)))
    assert not still.is_unusual
    clocks.now += HOUR
    still.note(Movement(mark=(2,)))
    assert still.words == ", no change for 6 h"


def test_who_waits_for_its_turn_does_not_stand_still() -> None:
    """The queue's time is no standstill, and it begins to count when the job runs."""
    clocks = Clocks()
    still = clocks.stand()
    still.note(Movement(mark=("QUEUED",), in_line=True))
    clocks.now = 9 * HOUR
    still.note(Movement(mark=("QUEUED",), in_line=True))
    assert (still.seconds, still.words) == (0.0, "")
    still.note(Movement(mark=("RUNNING",)))
    clocks.now += 2 * HOUR
    still.note(Movement(mark=("RUNNING",)))
    assert still.words == ", no change for 2 h"


def test_after_a_resume_googles_time_stamps_tell() -> None:
    """How long it stood before this run is Google's clock against Google's, never ours."""
    clocks = Clocks(google=100 * HOUR)
    still = clocks.stand()
    still.note(Movement(mark=(1,), noun="step", last=95 * HOUR))
    assert still.seconds == 5 * HOUR
    assert still.words == ", no step for 5 h"
    assert still.since_words == ", since 1970-01-04T23:00:00Z"
    for google, last in ((None, 1.0), (1.0, None), (1.0, 2.0), (1.0, math.nan), (1.0, -math.inf)):
        still = Clocks(google=google).stand()
        still.note(Movement(mark=(1,), last=last))
        assert still.seconds == 0.0


@pytest.mark.parametrize(
    ("shown", "hours"),
    [
        ({}, 5),
        ({"tuningJobState": "TUNING_JOB_STATE_TUNING"}, 0),
        ({"tuningJobMetadata": {"completedStepCount": "41"}}, 0),
    ],
)
def test_a_change_of_state_is_no_step(shown: dict[str, Any], hours: int) -> None:
    """A job that trained on while nobody looked is no standstill: it might be cancelled for it.

    Google dates a job's states and none of its steps.
    """
    began = {"state": "JOB_STATE_RUNNING", "updateTime": "1970-01-04T23:00:00Z"}
    still = Clocks(google=100 * HOUR).stand()
    still.note(TuningJobKind().movement({**began, **shown}, {}))
    assert still.seconds == hours * HOUR


def test_the_time_left_needs_dated_steps() -> None:
    """At least five; it is rounded as far as it is sure, and stays away below a minute."""
    assert left(model(1, 2, 3, 4)) == ""
    assert left(model(1, 2, 3, 4, 5)) == ", about 35 min left"
    assert left(model(1, 2, 3, 4, 5, total=7)) == ", about 2 min left"
    assert left(model(1, 2, 3, 4, 5, total=400)) == ", about 6 h 30 min left"
    assert left(model(34, 35, 36, 37, 38)) == ""
    assert left(model(1, 2, 3, 4, 5, apart=0.0)) == ""
    assert left(model(5, 4, 3, 2, 1)) == ""


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_no_number_breaks_a_row(pause: Any, last: Any, estimate: Any, google: Any) -> None:
    """Whatever stamps and steps say: words, or none, and never a nonsense of them."""
    clocks = Clocks(google=google)
    still = clocks.stand()
    for number in range(2):
        asked = repeat(pause).__next__
        still.note(Movement((number,), "step", last, asked, left_seconds=estimate))
        clocks.now += 60.0
        for words in (still.words, still.since_words):
            assert not {"nan", "inf"} & set(words.split())
            assert " -" not in words


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_answer_breaks_a_wait(step: Any, time: Any, task: Any) -> None:
    """A movement that can't be read is none; NaN for a step never counts as a move."""
    snapshots = [{"step": step, "computeTime": time}] * 6
    objects = [
        {**TRAINING, "tuningTask": task},
        {**TRAINING, "createTime": time, "tuningTask": {"snapshots": snapshots}},
        {"state": step, "updateTime": time, "tuningJobMetadata": task, "tuningJobState": time},
    ]
    for kind in (TunedModelKind(), TuningJobKind()):
        for obj in objects:
            first, second = (decoration.movement(kind, obj, {}) for _ in range(2))
            assert first == second
            assert first is None or isinstance(first.longest_pause(), float | None)
            still = Clocks(google=0.0).stand()
            still.note(first)
            assert isinstance(still.words, str)


STALL = {"timeouts": {"stall": "2h"}}


def test_stall_ends_the_wait() -> None:
    """Nothing moved for that long: the sentence says how far it is, since when, and what to do."""
    obj = model(*range(1, 20))
    ended = Script(*[obj] * 9, seconds=1800).wait(STALL)
    assert ended.timed_out == ("no progress for 2 h at step 19/570 3%, since 2026-01-01T00:18:00Z")
    assert ended.reason == (
        f"{ended.timed_out}. The training continues. To keep waiting, run `pulumi up` "
        f"again, with a longer `timeouts.stall` if it may take that long. To cancel it, run "
        f"`pulumi destroy --target 'u::t::m'`"
    )


def test_what_moves_is_waited_for() -> None:
    """Each step begins the time anew."""
    finds = [model(*range(1, last)) for last in range(20, 30)]
    ended = Script(*finds, {**TRAINING, "state": "ACTIVE"}, seconds=5400).wait(STALL)
    assert ended.reason is None


def test_a_server_that_does_not_answer_is_no_standstill() -> None:
    """Hours without an answer tell nothing of the training, and the next one may show it."""
    lost = TransportError("no network", maybe_applied=False)
    finds = [*[lost] * 9, model(*range(1, 25)), {**TRAINING, "state": "ACTIVE"}]
    assert Script(*finds, seconds=HOUR).wait(STALL).reason is None


@pytest.mark.parametrize("state", ["JOB_STATE_QUEUED", "JOB_STATE_PENDING"])
def test_a_job_in_the_queue_is_in_line(state: str) -> None:
    """So is one that waits for quota or capacity, which v1beta1 alone tells."""
    job = TuningJobKind()
    assert job.movement({"state": state}, {}).in_line
    running = {"state": "JOB_STATE_RUNNING"}
    assert not job.movement(running, {}).in_line
    for finer in ("QUOTA", "CAPACITY"):
        waits = {**running, "tuningJobState": f"TUNING_JOB_STATE_WAITING_FOR_{finer}"}
        assert job.movement(waits, {}).in_line
