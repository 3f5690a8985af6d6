"""What of a stack the SDK gets to see while a resource registers itself."""

from __future__ import annotations

import runpy
import sys
import traceback
from pathlib import Path

import pytest

from pulumi_google_tuning.program import trace

PROGRAM = """
import traceback

def constructor():
    with of_the_program():
        return traceback.extract_stack()

def deep(more):
    return deep(more - 1) if more else constructor()

taken = deep(40)
"""


@pytest.fixture(autouse=True)
def without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever runs the tests, nobody has set a limit."""
    monkeypatch.delattr(sys, "tracebacklimit", raising=False)


def taken_in(folder: Path) -> list[traceback.FrameSummary]:
    """Run the program as Pulumi does; give the stack that is taken 40 calls deep in it."""
    path = folder / "program.py"
    path.write_text(PROGRAM)
    found = runpy.run_path(str(path), {"of_the_program": trace.of_the_program})
    return list(found["taken"])


def test_the_program_s_frames_are_all_there(tmp_path: Path) -> None:
    """However deep the program is, its outermost line is seen, and nearly nothing beyond."""
    names = [frame.name for frame in taken_in(tmp_path)]
    assert names[-1] == "constructor"
    assert names.count("deep") == 41
    outermost = names.index("deep") - 1
    assert names[outermost] == "<module>"
    assert outermost <= trace._SDK_FRAMES


def test_without_the_part_the_whole_stack_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched off, the stack goes down to what runs the tests."""
    monkeypatch.setenv("PULUMI_GOOGLE_TUNING_DISABLE", "trace")
    names = [frame.name for frame in taken_in(tmp_path)]
    assert len(names) > len(traceback.extract_stack())


def test_the_limit_ends_with_the_block() -> None:
    """Also after a failure: an error of the program's own shows its whole stack."""
    with pytest.raises(ZeroDivisionError), trace.of_the_program():
        raise ZeroDivisionError
    assert not hasattr(sys, "tracebacklimit")


def test_somebody_s_own_limit_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that has set a limit keeps it, during and after."""
    monkeypatch.setattr(sys, "tracebacklimit", 3, raising=False)
    with trace.of_the_program():
        assert sys.tracebacklimit == 3
    assert sys.tracebacklimit == 3
