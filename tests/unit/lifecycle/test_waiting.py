"""Waiting: until ready, failed, gone, too long or interrupted, with an injected clock."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support.scripted_wait import TRAINING, Script

from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.spans import span


def api_error(code: int) -> ApiError:
    """Return an error as Google's envelope makes one."""
    return ApiError(code, "S", "words")


def test_until_it_is_active() -> None:
    """A wait ends with the first poll that shows the model ready or failed."""
    for state, phase in (("ACTIVE", Phase.READY), ("FAILED", Phase.FAILED)):
        ended = Script(TRAINING, {**TRAINING, "state": state}).wait()
        assert (ended.phase, ended.obj["state"], ended.reason) == (phase, state, None)


def test_progress_is_said_once_a_change() -> None:
    """The row shows step, percent and loss, and no line twice."""
    said: list[str] = []
    Script(TRAINING, TRAINING, {**TRAINING, "state": "ACTIVE"}).wait(progress=said.append)
    assert said == ["step 19/38 50% loss 0.73"]


def at_step(step: int) -> dict[str, Any]:
    """Return the training at a step of 5,000."""
    task = {
        "hyperparameters": {"epochCount": 100, "batchSize": 3},
        "snapshots": [{"step": step, "meanLoss": 1 / step}] if step else [],
    }
    return {**TRAINING, "tuningTask": task}


def lines_of(polls: list[int], seconds: float) -> list[str]:
    """Wait through polls that find these steps, so many seconds apart; give what the row said."""
    said: list[str] = []
    inputs = {"trainingData": {"sha256": "a" * 64, "exampleCount": 150}}
    finds = [*map(at_step, polls), {**TRAINING, "state": "ACTIVE"}]
    Script(*finds, seconds=seconds).wait(inputs, progress=said.append)
    return said


def test_a_long_training_says_a_line_a_percent() -> None:
    """Hours of polls don't fill a pipeline's log: a percent is worth a line, and less isn't."""
    said = lines_of(list(range(0, 5000, 10)), seconds=15)
    assert said[1:4] == [
        "waiting for the first step",
        "step 10/5000 0% loss 0.10",
        "step 60/5000 1% loss 0.02",
    ]
    assert 100 <= len(said) <= 103


def test_a_slow_training_says_a_line_every_five_minutes() -> None:
    """Where a percent takes long the row still moves, so that nobody takes it for dead."""
    said = lines_of(list(range(1, 41)), seconds=30)
    assert [line.split()[1] for line in said[1:]] == ["1/5000", "11/5000", "21/5000", "31/5000"]


def test_a_late_answer_is_told_until_it_comes() -> None:
    """While a poll is tried again the row says why, and then how far the training is, again."""
    said: list[str] = []
    late = "retrying in 9 s: busy"
    Script(late, TRAINING, {**TRAINING, "state": "ACTIVE"}).wait(progress=said.append)
    assert said == ["step 19/38 50% loss 0.73", late, "step 19/38 50% loss 0.73"]


@pytest.mark.parametrize("trouble", ["retrying in 9 s: busy", api_error(503), api_error(403)])
def test_an_end_is_seen_whatever_failed_after_it(trouble: Any) -> None:
    """A poll that shows the end, and then fails on somebody else's training, ends this wait."""
    ended = Script([{**TRAINING, "state": "ACTIVE"}, trouble]).wait({"timeouts": {"create": "2m"}})
    assert (ended.phase, ended.obj["state"], ended.reason) == (Phase.READY, "ACTIVE", None)


def test_the_deadline() -> None:
    """The deadline ends the wait, not the training, and the sentence says how far it is."""
    ended = Script(seconds=1800).wait({"timeouts": {"create": "2h"}})
    assert ended.reason == (
        "still training at 50 % after 2 h. The training continues. "
        "To keep waiting, run `pulumi up` again"
    )


def test_ctrl_c() -> None:
    """An interrupt ends the wait at once."""
    cancel = threading.Event()
    cancel.set()
    reason = Script().wait(cancel=cancel).reason
    assert reason == (
        "interrupted while it trains (50 %). The training continues. "
        "To keep waiting, run `pulumi up` again"
    )


def test_a_bad_moment_passes() -> None:
    """A poll that fails for a passing reason is no end, and the row says why it is silent."""
    said: list[str] = []
    finds = [
        TransportError("no network", maybe_applied=False),
        api_error(429),
        {**TRAINING, "state": "ACTIVE"},
    ]
    ended = Script(*finds).wait(progress=said.append)
    assert ended.phase is Phase.READY
    assert said[1] == "waiting: no network"


def test_a_refused_poll_gives_up_and_keeps_the_training() -> None:
    """Without permission to ask, the wait ends with a reason; the training isn't touched."""
    ended = Script(api_error(403)).wait()
    assert "could not read the training's status" in str(ended.reason)
    assert ended.phase is Phase.WORKING


def test_gone() -> None:
    """A model that was seen and that three polls don't find ends the wait."""
    assert Script(None, None, None).wait().gone


def test_a_poll_that_finds_nothing_is_asked_again() -> None:
    """One poll's 404, or two, may be a lie: the wait goes on with what the next one shows."""
    ready = {**TRAINING, "state": "ACTIVE"}
    ended = Script(None, None, TRAINING, None, None, ready).wait()
    assert (ended.phase, ended.gone) == (Phase.READY, False)


def test_another_model_under_the_id_is_not_waited_for() -> None:
    """A model that somebody made under our id while we wait isn't ours, whatever its state."""
    theirs = {**TRAINING, "state": "ACTIVE", "createTime": "2099-01-01T00:00:00Z"}
    assert Script(theirs).wait().gone


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(4, "4 s"), (89, "89 s"), (300, "5 min"), (7200, "2 h"), (7500, "2 h 5 min")],
)
def test_spans(seconds: float, text: str) -> None:
    """Times are said as people say them."""
    assert span(seconds) == text
