"""A model's loss curve: Google's snapshots, and the columns of a state."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.outputs import evenly
from pulumi_google_tuning.resources.tuned_model import loss_curve, movement, queries, steps

DATA = {"sha256": "a" * 64, "exampleCount": 15}
_CURVE = [
    {
        "step": step,
        "meanLoss": 1 / step,
        "computeTime": f"2026-01-01T{step // 60:02}:{step % 60:02}:00Z",
    }
    for step in range(1, 1000)
]


def model(*snapshots: Any) -> dict[str, Any]:
    """Return a model as Google shows it."""
    task = {"hyperparameters": {"epochCount": 10, "batchSize": 4}, "snapshots": list(snapshots)}
    return {"tuningTask": task}


@given(st.integers(0, 2000), st.integers(2, 200))
def test_evenly_keeps_the_ends_and_the_order(count: int, most: int) -> None:
    """A thinned curve has at most so many points, both ends, the order, and no wide gap."""
    items = [{"step": step} for step in range(1, count + 1)]
    kept = [item["step"] for item in evenly(items, most)]
    assert len(kept) == min(count, most)
    assert kept == sorted(set(kept))
    if kept:
        assert (kept[0], kept[-1]) == (1, count)
    gaps = [after - before for before, after in pairwise(kept)]
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_a_state_has_25_points_of_a_curve() -> None:
    """A long curve is thinned for the state: each write of it carries all models' curves."""
    kept = loss_curve.columns(model(*_CURVE))
    assert [len(column) for column in kept.values()] == [25, 25, 25]
    assert (kept["steps"][0], kept["steps"][-1]) == (1, 999)
    assert kept["meanLosses"] == [1 / step for step in kept["steps"]]


def test_a_point_has_a_step_and_a_loss() -> None:
    """What is missing, null, NaN or of another type leaves no gap: the columns stay in step.

    The first epoch, 0, isn't there in proto3's JSON; an int64 is a text. A curve that becomes NaN
    keeps its last point that has a loss.
    """
    odd = [None, "x", {"step": 1}, {"meanLoss": 1.0}, {"step": "x", "meanLoss": 1}]
    good = [{"step": "2", "meanLoss": 2.5}, {"step": 3, "epoch": 1, "meanLoss": "1.5"}]
    nan = [{"step": 4, "epoch": 1, "meanLoss": "NaN"}, {"step": 5, "meanLoss": None}]
    assert loss_curve.columns(model(*odd, *good, *nan)) == {
        "steps": [2, 3],
        "epochs": [0, 1],
        "meanLosses": [2.5, 1.5],
    }
    diverging = [*_CURVE[:500], *({**one, "meanLoss": "NaN"} for one in _CURVE[500:])]
    kept = loss_curve.columns(model(*diverging))
    assert (len(kept["steps"]), kept["steps"][0], kept["steps"][-1]) == (25, 1, 500)


@pytest.mark.parametrize("snapshots", [[], None, "odd", [None], [{"step": 7, "meanLoss": "NaN"}]])
def test_without_a_point_there_is_no_curve(snapshots: Any) -> None:
    """A training without a step, or without a loss, has empty lists: a program may read them."""
    empty = {"steps": [], "epochs": [], "meanLosses": []}
    assert loss_curve.columns({"tuningTask": {"snapshots": snapshots}}) == empty
    assert loss_curve.columns({"tuningTask": snapshots}) == empty


class Looked(dict[str, Any]):
    """A snapshot that is noted where somebody looks into it."""

    seen: ClassVar[list[int]] = []

    def items(self) -> Any:
        """Note that all of it is read."""
        self.seen.append(self["step"])
        return super().items()

    def get(self, key: str, default: Any = None) -> Any:
        """Note that a value is read."""
        self.seen.append(self["step"])
        return super().get(key, default)


def test_of_a_long_curve_only_what_is_shown_is_looked_into() -> None:
    """A line of progress reads the last snapshot, a state 25 of them, the estimate the latest."""
    long = model(*(Looked(one) for one in _CURVE))
    for read, most in (
        (lambda: steps.progress(Phase.WORKING, long, {}), 1),
        (lambda: steps.progress(Phase.READY, long, {}), 1),
        (lambda: steps.outputs(Phase.READY, long, {}), 1),
        (lambda: loss_curve.columns(long), 25),
        (lambda: movement.movement(long, {"trainingData": DATA}), 50),
    ):
        Looked.seen.clear()
        read()
        assert 1 <= len(set(Looked.seen)) <= most


def test_a_function_reads_the_whole_curve_and_a_list_a_part() -> None:
    """One model is read with every snapshot that Google has, for each door; a list has 25 each."""
    shown = {"name": "tunedModels/m", "state": "ACTIVE", **model(*_CURVE)}
    answers = SimpleNamespace(
        send=lambda _, path, **_more: {"tunedModels": [shown]} if path.endswith("s") else shown
    )
    whole = [{"epoch": 0, **one} for one in _CURVE]
    assert queries.read_model(answers, "m", {})["snapshots"] == whole  # type: ignore[arg-type]
    (listed,) = queries.list_models(answers, None, {})  # type: ignore[arg-type]
    assert len(listed["snapshots"]) == 25


def test_a_function_gives_what_fits_of_a_snapshot() -> None:
    """What of a snapshot isn't of its type is left out, and the rest of it is there."""
    shown = model(None, {"step": "7", "meanLoss": "NaN", "computeTime": 5, "new": 1})
    assert loss_curve.snapshots(shown) == [{"step": 7, "epoch": 0, "new": 1}]
    assert loss_curve.snapshots({}) == []
