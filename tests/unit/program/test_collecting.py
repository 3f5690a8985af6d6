"""How often Python looks for garbage in a program and in a plugin."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pulumi
import pytest
from support.mocked import mocked

import pulumi_google_tuning as tuning
from pulumi_google_tuning.doors.shared.collecting import collect_seldom
from pulumi_google_tuning.doors.shared.plugin import Plugin

pytestmark = pytest.mark.enable_socket
BY_DEFAULT = (700, 10, 10)


class Mocks(pulumi.runtime.Mocks):
    """Takes what it is given."""

    def new_resource(
        self, args: pulumi.runtime.MockResourceArgs
    ) -> tuple[str | None, dict[object, object]]:
        """Make the resource."""
        return "id", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[object, object]:
        """Answer nothing."""
        return {}


@pytest.fixture(autouse=True)
def by_default() -> Iterator[None]:
    """Begin as Python does, and leave what was."""
    before = gc.get_threshold()
    gc.set_threshold(*BY_DEFAULT)
    yield
    gc.set_threshold(*before)


def declare() -> None:
    """Run a program with one resource."""

    @pulumi.runtime.test
    def program() -> None:
        tuning.TunedModel(
            "m", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]]
        )

    with mocked(Mocks()):
        program()


def test_who_declares_resources_looks_seldom() -> None:
    """Hundreds of resources aren't looked through again and again while they are declared."""
    declare()
    *younger, all_objects = gc.get_threshold()
    assert all_objects >= 10 * BY_DEFAULT[2]
    assert tuple(younger) == BY_DEFAULT[:2]


def test_a_plugin_looks_seldom() -> None:
    """Neither are what hundreds of trainings hold while they are waited for."""
    Plugin()
    assert gc.get_threshold()[2] >= 10 * BY_DEFAULT[2]


def test_garbage_that_is_new_goes_as_soon_as_ever() -> None:
    """A program that throws large objects away, each in a circle, never holds more than before."""
    alive = most = 0

    class Page:
        def __init__(self) -> None:
            nonlocal alive, most
            self.itself = self
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    declare()
    gc.collect()
    for _ in range(5 * BY_DEFAULT[0]):
        Page()
    # Others make objects, too; and the one that is being made may bring the next look.
    assert most <= 2 * BY_DEFAULT[0]


@pytest.mark.parametrize("chosen", [(5_000, 10, 10), (0, 10, 10), (700, 10, 5)])
def test_who_has_chosen_how_often_keeps_it(chosen: tuple[int, int, int]) -> None:
    """A program's own setting stands; 0 is never."""
    gc.set_threshold(*chosen)
    collect_seldom()
    assert gc.get_threshold() == chosen


def test_it_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PULUMI_GOOGLE_TUNING_DISABLE=collecting` leaves the program as it is."""
    monkeypatch.setenv("PULUMI_GOOGLE_TUNING_DISABLE", "collecting")
    declare()
    assert gc.get_threshold() == BY_DEFAULT
