"""The arithmetic of a training: its steps and its progress."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.resources.tuned_model import steps

SCHEMA = ResourceSchema.load("tuned_model")
DATA = {"sha256": "a" * 64, "exampleCount": 15}


@pytest.mark.parametrize(
    ("examples", "epochs", "batch", "total"),
    [
        # The tutorials' totals; a ceil for each epoch would give 40 for the 38 and 20 for the 19.
        (15, 10, 4, 38),
        (15, 5, 4, 19),
        (15, 100, 8, 188),
        (15, 6, 4, 23),
        (15, 10, 13, 12),
        (1, 1, 64, 1),
    ],
)
def test_steps_are_those_of_the_tutorials(
    examples: int, epochs: int, batch: int, total: int
) -> None:
    """One ceil over the whole training gives the step counts that Google shows."""
    assert steps.steps(examples, epochs, batch) == total


@given(st.integers(1, 10**6), st.integers(1, 10**4), st.integers(1, 10**4))
def test_steps_cover_the_examples_and_no_more(examples: int, epochs: int, batch: int) -> None:
    """All examples of all epochs fit in the steps, and not in one step less."""
    total = steps.steps(examples, epochs, batch)
    assert (total - 1) * batch < examples * epochs <= total * batch


def model(*snapshots: dict[str, Any], batch: int | None = 4) -> dict[str, Any]:
    """Return a model as Google shows it while it trains 15 examples for 10 epochs."""
    said = {"epochCount": 10} | ({"batchSize": batch} if batch else {})
    return {"tuningTask": {"hyperparameters": said, "snapshots": list(snapshots)}}


def test_progress_is_step_share_and_loss() -> None:
    """The row shows step and total, the share of it, and the loss with two digits."""
    seen = steps.progress(
        Phase.WORKING, model({"step": 19, "meanLoss": 0.7349}), {"trainingData": DATA}
    )
    assert seen.text == "step 19/38 50% loss 0.73"
    assert seen.percent == 50
    none = steps.progress(Phase.WORKING, model(), {"trainingData": DATA})
    assert (none.text, none.percent) == ("waiting for the first step", 0.0)
    open_end = steps.progress(Phase.WORKING, model({"step": 3}, batch=None), {"trainingData": DATA})
    assert (open_end.text, open_end.percent) == ("step 3", None)


def test_outputs_while_it_trains_and_after() -> None:
    """The final loss is there when the training is over, not before; steps count up to the total.

    Stored outputs do in place of the inputs: they hold the number of examples too.
    """
    half = model({"step": 1, "meanLoss": 4.0}, {"step": 19, "meanLoss": 0.7})
    stored = {"exampleCount": 15, "trainingDataSha256": "a" * 64}
    during = steps.outputs(Phase.WORKING, half, stored)
    assert during == {
        "completedSteps": 19,
        "totalSteps": 38,
    }
    after = steps.outputs(Phase.READY, half, stored)
    assert (after["completedSteps"], after["finalLoss"]) == (38, 0.7)
    assert steps.outputs(Phase.WORKING, {}, {}) == {"completedSteps": 0}


@pytest.mark.parametrize(
    ("settings", "version", "said"),
    [
        (
            {"epochCount": 10, "batchSize": 4},
            "v1beta",
            "trains 38 steps: 15 examples × 10 epochs / batch 4",
        ),
        (
            {"batchSize": 4},
            "v1beta",
            "trains 19 steps: 15 examples × 5 epochs (Google's default) / batch 4",
        ),
        (
            {"epochCount": 10},
            "v1beta",
            "trains 38 or 10 steps: 15 examples × 10 epochs / batch 4 or 16 (Google chooses)",
        ),
        (
            {},
            "v1beta3",
            (
                "trains 10 or 3 steps: 15 examples × 10 epochs (Google's default) / "
                "batch 16 or 64 (Google chooses)"
            ),
        ),
    ],
    ids=["all said", "default epochs", "default batch", "PaLM's defaults"],
)
def test_the_plan_says_whose_choice_it_is(
    settings: dict[str, int], version: str, said: str
) -> None:
    """A preview tells the steps, and where Google chooses, that it does and what it may choose."""
    assert steps.plan(SCHEMA, settings, DATA, version) == said
