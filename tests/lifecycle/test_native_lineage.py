"""The native plugin where the stack's state can't be read: its lineage is known all the same."""

from __future__ import annotations

from typing import Any

import pytest
from support.plugin import Failed, Plugin
from support.world import World

pytestmark = [
    pytest.mark.essential,
    pytest.mark.one_door("native", "the dynamic one has its lineage from the state"),
]
NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
}


def checked(plugin: Plugin, **changes: Any) -> dict[str, Any]:
    """Check the inputs, with changes."""
    inputs, failures = plugin.check("numbers", {**NEWS, **changes})
    assert failures == []
    return inputs


def test_what_is_trained_without_a_state_is_found_with_one(world: World) -> None:
    """It has the right identity: a run that was killed there is resumed by the next one.

    A run that still can't read the state stops, since the model may be what is to be replaced.
    """
    world.state({}, lineage=None)
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    assert first.engine.said("state can't be read")
    second = world.plugin()
    with pytest.raises(Failed, match=rf"{object_id} already exists.*state can't be read.*adopt"):
        second.create("numbers", checked(second))
    world.state({})
    third = world.plugin()
    assert third.create("numbers", checked(third))[0] == object_id
    assert len(world.emulator.trainings()) == 1


def test_a_state_of_another_provider_is_none_of_ours(world: World) -> None:
    """A stack of the same name elsewhere: its rows stop nothing, and are taken by nobody."""
    mine = world.plugin()
    object_id, _ = mine.create("numbers", checked(mine))
    world.state({mine.urn("numbers"): object_id})
    second = world.plugin()
    text = (world.folder / "state.json").read_text()
    (world.folder / "state.json").write_text(text.replace("lineage-1", "lineage-2"))
    with pytest.raises(Failed, match="state can't be read"):
        second.create("numbers", checked(second))
    assert len(world.emulator.trainings()) == 1


@pytest.mark.parametrize("adopt", [False, True])
def test_a_chosen_id_is_not_taken_over_without_a_state(world: World, *, adopt: bool) -> None:
    """A row of this stack may have it, which the engine deletes after the create."""
    first = world.plugin()
    first.create("numbers", checked(first, tunedModelId="mine"))
    world.state({}, lineage=None)
    second = world.plugin()
    with pytest.raises(Failed, match="tunedModels/mine already exists, and this stack's state"):
        second.create("numbers", checked(second, tunedModelId="mine", adopt=adopt))
