"""The loss curve in the state: a few points of a long one, and never a change for that."""

from __future__ import annotations

from typing import Any

import pytest
from support.native_plugin import NativePlugin
from support.world import World

NEWS: dict[str, Any] = {
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "trainingData": [["1", "2"], ["3", "4"]],
    "hyperparameters": {"epochCount": 150, "batchSize": 2},
}


def test_the_state_has_25_points_and_no_drift_for_them(world: World) -> None:
    """A state has a few points of a long curve: neither a read nor an update changes them."""
    plugin = world.plugin()
    inputs, failures = plugin.check("long", NEWS)
    assert failures == []
    object_id, outputs = plugin.create("long", inputs)
    whole = world.emulator.api("GET", f"/v1beta/{object_id}")["tuningTask"]["snapshots"]
    assert len(whole) == 150
    curve = outputs["lossCurve"]
    points = [one for one in whole if one["step"] in curve["steps"]]
    assert curve == {
        "steps": [one["step"] for one in points],
        "epochs": [one.get("epoch", 0) for one in points],
        "meanLosses": [one["meanLoss"] for one in points],
    }
    assert len(points) == 25
    assert plugin.read("long", object_id, outputs, inputs)[1] == outputs
    same = plugin.diff("long", object_id, outputs, inputs, inputs)
    assert same.changes == same.DIFF_NONE
    named = {**inputs, "displayName": "named"}
    assert plugin.update("long", object_id, outputs, inputs, named)["lossCurve"] == curve


@pytest.mark.one_door("native", "a dynamic provider's functions run in the program")
def test_a_function_gives_the_whole_curve(world: World) -> None:
    """Who wants all of it asks with getTunedModel."""
    plugin = world.plugin()
    assert isinstance(plugin, NativePlugin)
    inputs, _ = plugin.check("long", NEWS)
    object_id, _ = plugin.create("long", inputs)
    answer, _ = plugin.invoke("getTunedModel", {"name": object_id})
    assert len(answer["snapshots"]) == 150
