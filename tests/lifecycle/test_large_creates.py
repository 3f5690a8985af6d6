"""The create of a model with many examples, as its row shows it."""

from __future__ import annotations

from typing import Any

import pytest
from support.plugin import InitFailed, Secret
from support.world import World

NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[f"{number} {'long ' * 4000}", "x"] for number in range(15)],
    "wait": False,
}


@pytest.mark.parametrize("secret", [False, True])
def test_a_row_says_that_its_examples_are_sent(world: World, *, secret: bool) -> None:
    """Not `checked` until Google answers: how much is on its way, unless that is secret."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    data = NEWS["trainingData"]
    news = NEWS | {"trainingData": Secret(data) if secret else data}
    inputs, failures = plugin.check("numbers", news)
    assert failures == []
    plugin.create("numbers", inputs)
    (line,) = plugin.engine.said("sending")
    assert line.message == f"sending {'the' if secret else '300 kB of'} examples"
    assert line.ephemeral
    assert len(world.emulator.trainings()) == 1


def test_a_refused_create_is_not_sent_beyond_its_time(world: World) -> None:
    """While Google's quota is used up it is tried again until `timeouts.create`, and not after."""
    world.emulator.fault(method="POST", path="tunedModels", status=429, count=-1)
    plugin = world.plugin()
    inputs, failures = plugin.check("numbers", NEWS | {"timeouts": {"create": "2s"}})
    assert failures == []
    with pytest.raises(Exception, match="429") as refused:
        plugin.create("numbers", inputs)
    assert not isinstance(refused.value, InitFailed)
    # At the start and after a second; a third one would come when the two seconds have passed.
    assert len(world.emulator.requests("POST", "tunedModels")) <= 2
