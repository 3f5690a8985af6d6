"""What the tests wait and kill with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.processes import cut_power, processes_of
from support.waiting import in_background, until, waiting_for


def over() -> bool:
    """End the test's time, as pytest-timeout does."""
    pytest.fail("Timeout (>1.0s) from pytest-timeout.")


def test_a_wait_ends_with_what_it_waited_for() -> None:
    """`until` returns what the condition found, as soon as that is anything."""
    found = iter([None, 0, "", ["a job"]])
    assert until(lambda: next(found), "a job") == ["a job"]


def test_a_wait_that_outlasts_the_test_names_its_subject() -> None:
    """When the test's own time is over, the failure says what was waited for by then."""
    with pytest.raises(AssertionError, match=r"Timeout .*; it was waiting for the second job"):
        until(over, "the second job")


def test_the_subject_is_asked_at_the_end() -> None:
    """A subject that changes, such as a run's output, is told as it is when the time is over."""
    said = ["0 %"]

    def wait() -> None:
        with waiting_for(lambda: f"a run that has said {said[-1]}"):
            said.append("50 %")
            over()

    with pytest.raises(AssertionError, match="it was waiting for a run that has said 50 %"):
        wait()


def test_a_call_in_the_background_keeps_its_error() -> None:
    """What a call in the background raises is its future's."""
    assert isinstance(in_background(int, "seven").exception(), ValueError)
    assert in_background(int, "7").result() == 7


def test_a_power_cut_has_no_order(tmp_path: Path) -> None:
    """Of a run's processes none sees another one die: here one that would tell of it."""
    seen = tmp_path / "seen"
    hang = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(3600)"]
    watch = (
        f"import subprocess, pathlib; subprocess.run({hang}); pathlib.Path({str(seen)!r}).touch()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", watch], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "up\n"
    cut_power(run.pid)
    assert run.wait() == -9
    until(lambda: not processes_of(run.pid), "the end of both")
    run.stdout.close()
    assert not seen.exists()
