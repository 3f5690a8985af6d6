"""A resource's own Outputs: made by its registration, so the SDK doesn't wait for each of them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pulumi
import pytest
from pulumi.runtime.settings import SETTINGS
from support.mocked import mocked

import pulumi_google_tuning as tuning
from pulumi_google_tuning.program import untracked

pytestmark = pytest.mark.enable_socket


class Mocks(pulumi.runtime.Mocks):
    """Gives a model a name."""

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[Any, Any]]:
        """Make the resource."""
        return "id", {**args.inputs, "name": "tunedModels/m"}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        """Answer nothing."""
        return {}


def _model() -> tuning.TunedModel:
    return tuning.TunedModel(
        "m", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]]
    )


def _waited_for() -> int:
    """Return for how many of a new model's own Outputs the SDK waits."""
    found: list[int] = []

    @pulumi.runtime.test
    def program() -> None:
        own = vars(_model())
        outputs = [dict.__getitem__(own, name) for name in own]
        tasks = [one._data for one in outputs if isinstance(one, pulumi.Output)]
        assert len(tasks) > 30
        found.append(len({*tasks} & SETTINGS.outputs))

    with mocked(Mocks()):
        program()
    return found[0]


def test_a_resources_own_outputs_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of 34; all of them where the environment says so, or the SDK has no such way."""
    assert _waited_for() == 0
    monkeypatch.setenv("PULUMI_GOOGLE_TUNING_DISABLE", "untracked")
    assert _waited_for() > 30
    monkeypatch.delenv("PULUMI_GOOGLE_TUNING_DISABLE")
    monkeypatch.setattr(untracked, "_TAKE_OUT", "_gone")
    assert _waited_for() > 30


def test_what_a_program_makes_of_them_is_waited_for() -> None:
    """Nobody exports it, and yet it has run when the program ends, on what the engine answered."""
    seen: list[Any] = []

    @pulumi.runtime.test
    def program() -> None:
        model = _model()
        pulumi.Output.all(model.name, model.state).apply(seen.append)
        model.id.apply(seen.append)

    with mocked(Mocks()):
        program()
    assert sorted(map(str, seen)) == ["['tunedModels/m', None]", "id"]


FAILING = """
import gc
import pulumi
from pulumi.runtime.settings import SETTINGS
import pulumi_google_tuning as tuning

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        raise ValueError("no such thing")

    def call(self, args):
        return {}

@pulumi.runtime.test
def program():
    base_model = "models/gemini-1.5-flash-001-tuning"
    tuning.TunedModel("m", base_model=base_model, training_data=[["1", "2"]])

pulumi.runtime.set_mocks(Mocks())
try:
    program()
except ValueError as error:
    print(error, len(SETTINGS.outputs))
gc.collect()
"""


def test_a_registration_that_fails_ends_the_program() -> None:
    """With its error; its Outputs are left as by the SDK, or asyncio would tell of each."""
    words = [sys.executable, "-c", FAILING]
    ended = subprocess.run(words, capture_output=True, text=True, check=True)
    text, _, count = ended.stdout.strip().rpartition(" ")
    assert (text, ended.stderr) == ("no such thing", "")
    assert int(count) > 30
