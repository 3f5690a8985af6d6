"""Outputs are made of the SDK's own where a program reads them, and not before."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from support.mocked import mocked

import pulumi_google_tuning as tuning
from pulumi_google_tuning.program.parts import PartsOutput

pytestmark = pytest.mark.enable_socket
_NESTED = ("loss_curve", "hyperparameters", "place")


class Mocks(pulumi.runtime.Mocks):
    """Gives a model its outputs."""

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[Any, Any]]:
        """Make the resource."""
        return "id", {**args.inputs, "lossCurve": {"steps": [1.0], "meanLosses": [2.0]}}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        """Answer nothing."""
        return {}


def _seen(look: Any) -> list[Any]:
    """Return what a program with one model sees of it."""
    seen: list[Any] = []

    @pulumi.runtime.test
    def program() -> Any:
        model = tuning.TunedModel(
            "m",
            base_model="models/gemini-1.5-flash-001-tuning",
            training_data=[["1", "2"]],
            hyperparameters={"epoch_count": 5},
        )
        return pulumi.Output.from_input(look(model)).apply(seen.append)

    with mocked(Mocks()):
        program()
    return seen


def _made(model: pulumi.Resource) -> set[str]:
    """Return which nested outputs are made, without a look through the resource's own dict."""
    own = vars(model)
    return {name for name in _NESTED if isinstance(dict.__getitem__(own, name), PartsOutput)}


def test_what_is_never_read_is_never_made() -> None:
    """A program that reads one output of a resource has the SDK make one more, once."""

    def look(model: tuning.TunedModel) -> Any:
        before = _made(model)
        read = model.loss_curve
        assert read is model.loss_curve
        return before, read, _made(model)

    assert _seen(look) == [(set(), {"steps": [1], "mean_losses": [2.0]}, {"loss_curve"})]


@pytest.mark.parametrize(
    "read",
    [
        getattr,
        lambda model, name: vars(model)[name],
        lambda model, name: vars(model).get(name),
        lambda model, name: dict(vars(model))[name],
        lambda model, name: dict(vars(model).items())[name],
        lambda model, name: {**vars(model)}[name],
        pulumi.get,
    ],
)
def test_each_way_to_read_is_one(read: Any) -> None:
    """An attribute, the SDK's reading by name, and a resource that is exported as a whole."""

    def look(model: Any) -> Any:
        found = [read(model, name) for name in _NESTED]
        assert all(isinstance(one, PartsOutput) for one in found)
        assert all(one is getattr(model, name) for one, name in zip(found, _NESTED, strict=True))
        return found[1]["epoch_count"]

    assert _seen(look) == [5]


def test_what_a_program_sets_itself_stays() -> None:
    """A subclass may have its own value in the place of an output."""

    def look(model: Any) -> Any:
        vars(model)["loss_curve"] = 3
        model.hyperparameters = 4
        return model.loss_curve, model.hyperparameters, vars(model).get("nothing", 5)

    assert _seen(look) == [(3, 4, 5)]
