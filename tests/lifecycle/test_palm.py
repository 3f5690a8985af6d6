"""Models of v1beta3, and models tuned from a tuned model."""

from __future__ import annotations

from typing import Any

import pytest
from support.plugin import UNKNOWN, InitFailed, Plugin
from support.world import World

EXAMPLES = [[str(number), str(number + 1)] for number in range(15)]
PALM: dict[str, Any] = {
    "baseModel": "text-bison-001",
    "apiVersion": "v1beta3",
    "trainingData": EXAMPLES,
}
FLASH: dict[str, Any] = {"baseModel": "gemini-1.5-flash-001-tuning", "trainingData": EXAMPLES}


def checked(plugin: Plugin, news: dict[str, Any], name: str = "numbers") -> dict[str, Any]:
    """Check inputs that are right."""
    inputs, failures = plugin.check(name, news)
    assert failures == []
    return inputs


def test_a_palm_model_lives_in_v1beta3(world: World) -> None:
    """Create, wait, read, patch and delete of a v1beta3 model are v1beta3's, with its defaults."""
    plugin = world.plugin()
    inputs = checked(plugin, PALM | {"displayName": "palm"})
    assert plugin.engine.said("trains 10 or 3 steps: 15 examples × 10 epochs (Google's default)")
    object_id, outputs = plugin.create("numbers", inputs)
    assert (outputs["state"], outputs["totalSteps"]) == ("ACTIVE", 10)
    assert (outputs["temperature"], outputs["topK"]) == (pytest.approx(0.7), 40)
    assert plugin.read("numbers", object_id, outputs, inputs)[2] == inputs

    renamed = checked(plugin, PALM | {"displayName": "renamed"})
    later = plugin.update("numbers", object_id, outputs, inputs, renamed)
    assert later["displayName"] == "renamed"
    plugin.delete("numbers", object_id, later)
    requests = world.emulator.requests()
    assert {request["method"] for request in requests} == {"GET", "POST", "PATCH", "DELETE"}
    assert [r["path"] for r in requests if not r["path"].startswith("/v1beta3/")] == []
    assert world.emulator.models() == []


def test_v1beta3_lacks_two_fields(world: World) -> None:
    """What v1beta3 doesn't know is refused in the check, and not left for Google to refuse."""
    plugin = world.plugin()
    news = PALM | {
        "hyperparameters": {"learningRateMultiplier": 2.0},
        "readerProjectNumbers": ["123"],
    }
    _, failures = plugin.check("numbers", news)
    refused = dict(failures)
    assert set(refused) == {"hyperparameters.learningRateMultiplier", "readerProjectNumbers"}
    assert all("v1beta3" in reason for reason in refused.values())
    assert plugin.check("numbers", news | {"apiVersion": "v1beta"})[1] == []
    assert world.emulator.requests() == []


def test_a_failed_palm_training_has_googles_words(world: World) -> None:
    """The words of a v1beta3 training's failure are found, and stored with the model."""
    world.emulator.fail_trainings("palm", "No room.")
    plugin = world.plugin()
    inputs = checked(plugin, PALM | {"displayName": "palm"})
    with pytest.raises(InitFailed, match=r'Google said: "No room\."'):
        plugin.create("numbers", inputs)


def test_a_tuned_model_is_tuned_on(world: World) -> None:
    """A model tuned from a tuned one trains once, and its base model is the one at the root."""
    plugin = world.plugin()
    parent, _ = plugin.create("parent", checked(plugin, FLASH, "parent"))
    news = {"tunedModelSource": parent, "trainingData": EXAMPLES}
    inputs = checked(plugin, news, "child")
    assert "baseModel" not in inputs
    child, outputs = plugin.create("child", inputs)
    assert outputs["baseModel"] == "models/gemini-1.5-flash-001-tuning"
    assert outputs["tunedModelSource"] == parent
    create = world.emulator.requests("POST", "tunedModels")[-1]["body"]
    assert create["tunedModelSource"] == {"tunedModel": parent}
    assert "baseModel" not in create

    _, seen, now = plugin.read("child", child, outputs, inputs)
    assert now == inputs
    assert seen["baseModel"] == "models/gemini-1.5-flash-001-tuning"
    change = plugin.diff("child", child, seen, inputs, checked(plugin, news, "child"))
    assert change.changes == change.DIFF_NONE
    other = checked(plugin, news | {"tunedModelSource": "tunedModels/other"}, "child")
    assert list(plugin.diff("child", child, seen, inputs, other).replaces) == ["tunedModelSource"]
    assert len(world.emulator.trainings()) == 2


def test_a_source_unknown_in_a_preview(world: World) -> None:
    """A source that is made in the same run is unknown in its preview: the steps are told anyway.

    With a base model beside it the check refuses both, known or not.
    """
    plugin = world.plugin()
    news = {"tunedModelSource": UNKNOWN, "trainingData": EXAMPLES}
    inputs = checked(plugin, news)
    assert inputs["tunedModelSource"] == UNKNOWN
    assert plugin.engine.said("steps: 15 examples × 5 epochs (Google's default)")
    _, failures = plugin.check("numbers", news | {"baseModel": "models/b"})
    assert failures == [("tunedModelSource", "can't be given together with baseModel")]
    assert world.emulator.requests() == []
