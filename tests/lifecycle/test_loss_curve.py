"""The loss curve in the state: a few points of a long one, and never a change for their number."""

from __future__ import annotations

from typing import Any

import pytest
from support.native_plugin import NativePlugin
from support.world import World

from pulumi_google_tuning.lifecycle.outputs import evenly

NEWS: dict[str, Any] = {
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "trainingData": [["1", "2"], ["3", "4"]],
    "hyperparameters": {"epochCount": 150, "batchSize": 2},
}


def test_the_state_has_25_points_and_keeps_an_earlier_ones(world: World) -> None:
    """What an earlier version stored is no drift: neither a read nor an update thins it."""
    plugin = world.plugin()
    inputs, failures = plugin.check("long", NEWS)
    assert failures == []
    object_id, outputs = plugin.create("long", inputs)
    whole = world.emulator.api("GET", f"/v1beta/{object_id}")["tuningTask"]["snapshots"]
    assert len(whole) == 150
    assert len(outputs["snapshots"]) == 25
    assert plugin.read("long", object_id, outputs, inputs)[1] == outputs

    points = evenly(whole, 100)
    earlier = {**outputs, "snapshots": points}
    assert plugin.read("long", object_id, earlier, inputs)[1] == earlier
    same = plugin.diff("long", object_id, earlier, inputs, inputs)
    assert same.changes == same.DIFF_NONE
    named = {**inputs, "displayName": "named"}
    assert plugin.update("long", object_id, earlier, inputs, named)["snapshots"] == points


@pytest.mark.one_door("native", "a dynamic provider's functions run in the program")
def test_a_function_gives_the_whole_curve(world: World) -> None:
    """Who wants all of it asks with getTunedModel."""
    plugin = world.plugin()
    assert isinstance(plugin, NativePlugin)
    inputs, _ = plugin.check("long", NEWS)
    object_id, _ = plugin.create("long", inputs)
    answer, _ = plugin.invoke("getTunedModel", {"name": object_id})
    assert len(answer["snapshots"]) == 150
