"""Nested outputs in a program, under Pulumi's mocks: attributes, items, None and the unknown."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from support.mocked import mocked

import pulumi_google_tuning as tuning
from pulumi_google_tuning.program.parts import Parts

URI = "gs://b/train.jsonl"
pytestmark = pytest.mark.enable_socket


class Mocks(pulumi.runtime.Mocks):
    """Gives a job its outputs."""

    def __init__(self, **outputs: Any) -> None:
        self.outputs = outputs

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[Any, Any]]:
        """Make the resource."""
        return "id", {**args.inputs, **self.outputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        """Answer nothing."""
        return {}


def read(
    mocks: Mocks, what: Callable[[tuning.TuningJob], Any], *, preview: bool = False
) -> list[Any]:
    """Return what a program with one job sees of it; nothing where it isn't known."""
    seen: list[Any] = []

    @pulumi.runtime.test
    def program() -> Any:
        job = tuning.TuningJob(
            "numbers",
            base_model="gemini-3.5-flash",
            supervised_tuning_spec={
                "training_dataset_uri": URI,
                "hyper_parameters": {"epoch_count": 3},
            },
            labels={"team": "nlp"},
        )
        return pulumi.Output.from_input(what(job)).apply(seen.append)

    with mocked(mocks, preview=preview):
        program()
    return seen


MADE = {
    "tunedModel": {
        "model": "m",
        "endpoint": "e",
        "checkpoints": [{"checkpointId": "1", "step": 5.0}],
    }
}
READS: list[tuple[Callable[[tuning.TuningJob], Any], Any]] = [
    (lambda job: job.tuned_model.endpoint, "e"),
    (lambda job: job.tuned_model["endpoint"], "e"),
    (lambda job: job.tuned_model.apply(lambda made: made.endpoint), "e"),
    (lambda job: job.tuned_model.apply(lambda made: made["endpoint"]), "e"),
    (lambda job: job.tuned_model.checkpoints[0].step, 5),
    (lambda job: job.tuned_model.checkpoints[0]["checkpoint_id"], "1"),
    (lambda job: job.tuned_model.checkpoints[0].endpoint, None),
    (lambda job: job.tuned_model.apply(lambda made: (made.checkpoints or [])[0].endpoint), None),
    (lambda job: pulumi.Output.all(job.tuned_model).apply(lambda all_: all_[0].endpoint), "e"),
    (lambda job: pulumi.Output.concat("at ", job.tuned_model.endpoint), "at e"),
    (lambda job: job.billing, None),
    (lambda job: job.billing.cost, None),
    (lambda job: job.billing["cost"], None),
    (lambda job: job.tuning_data_stats.supervised_tuning_data_stats.tuning_step_count, None),
    (lambda job: job.evaluate_dataset_runs[0], None),
    (lambda job: job.labels["team"], "nlp"),
    (lambda job: job.base_model, "gemini-3.5-flash"),
    (lambda job: job.retrain, None),
    (lambda job: job.supervised_tuning_spec["hyper_parameters"]["epoch_count"], 3),
    (lambda job: vars(job)["supervised_tuning_spec"].hyper_parameters.epoch_count, 3),
]


@pytest.mark.parametrize("number", range(len(READS)))
def test_a_part_is_read_both_ways(number: int) -> None:
    """An attribute and an item are the same, at any depth, and None where Google has nothing."""
    what, wanted = READS[number]
    assert read(Mocks(**MADE), what) == [wanted]


def test_what_there_is_none_of_is_none() -> None:
    """A job without a model has parts all the same."""
    assert read(Mocks(), lambda job: job.tuned_model.endpoint) == [None]
    assert read(Mocks(), lambda job: job.tuned_model.checkpoints[0].step) == [None]
    everything = {"model": None, "endpoint": None, "checkpoints": None}
    assert read(Mocks(), lambda job: job.tuned_model) == [everything]


def test_a_wrong_name_is_told_at_once() -> None:
    """A part that the schema doesn't have is an error of the line that asks, in a preview too."""
    for preview in (False, True):
        with pytest.raises(AttributeError, match=r'no "endpoit" in this output.*"endpoint"'):
            read(Mocks(**MADE), lambda job: job.tuned_model.endpoit, preview=preview)


def test_a_value_is_a_dict() -> None:
    """A value is written as JSON, compared, copied and asked as a dict; other keys are errors."""
    parts = Parts({"a": 1}, {"a", "b"})
    assert parts == {"a": 1}
    assert json.dumps(parts) == '{"a": 1}'
    again = copy.deepcopy(parts)
    assert (again, again["b"], getattr(again, "b")) == (parts, None, None)  # noqa: B009
    assert "b" not in parts
    assert not hasattr(parts, "c")
    with pytest.raises(KeyError):
        parts["c"]
