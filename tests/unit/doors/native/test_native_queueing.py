"""The warning that trainings will queue, from what the engine was told."""

from __future__ import annotations

import os

import pytest

from pulumi_google_tuning.doors.native import queueing
from pulumi_google_tuning.doors.native.queueing import Queueing, engines_steps


def test_the_first_that_queues_is_told_of_once() -> None:
    """As many as run at a time say nothing, nor do those after the first too many."""
    counted = Queueing(lambda: 2)
    told = [counted.warning() for _ in range(4)]
    assert [bool(one) for one in told] == [False, False, True, False]
    assert "more than 2 models" in str(told[2])
    assert "--parallel 300" in str(told[2])


@pytest.mark.parametrize(
    ("option", "variable", "steps"),
    [
        ("7", "9", 7),
        (None, "9", 9),
        (None, None, 4 * (os.cpu_count() or 1)),
        (None, "many", 4 * (os.cpu_count() or 1)),
        ("0", None, 4 * (os.cpu_count() or 1)),
    ],
)
def test_the_command_counts_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, option: str | None, variable: str | None, steps: int
) -> None:
    """`--parallel`, then PULUMI_PARALLEL, then the engine's own default."""
    monkeypatch.setattr(queueing, "engine_parallel", lambda: option)
    monkeypatch.delenv("PULUMI_PARALLEL", raising=False)
    if variable is not None:
        monkeypatch.setenv("PULUMI_PARALLEL", variable)
    assert engines_steps() == steps
