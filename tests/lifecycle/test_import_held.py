"""An import takes nothing that another resource has, and the engine deletes nothing because of it.

It deletes what an import replaces, and a row that left the program together with its object.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2
from support.plugin import Failed, Plugin
from support.world import World

pytestmark = [
    pytest.mark.essential,
    pytest.mark.one_door("native", "the dynamic one imports nothing"),
]
NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
}


def trained(plugin: Plugin, name: str) -> tuple[str, dict[str, Any]]:
    """Train a model; return its id and outputs."""
    inputs, failures = plugin.check(name, NEWS)
    assert failures == []
    return plugin.create(name, inputs)


def take_in(plugin: Plugin, name: str, object_id: str) -> str:
    """Read as an import does, without any inputs; return the id."""
    request = provider_pb2.ReadRequest(id=object_id, urn=plugin.urn(name))
    return str(plugin.call(plugin.stub.Read, request).id)


def get(plugin: Plugin, name: str, object_id: str) -> str:
    """Read as a program does that only reads (`get`); return the id."""
    return plugin.read(name, object_id, {}, {})[0]


def deletes(world: World) -> int:
    """Count the deletes that Google got."""
    return len(world.emulator.requests("DELETE"))


def test_what_another_row_has_is_not_imported(world: World) -> None:
    """A rename by an import would lose the model with its old row: the refusal tells the alias."""
    plugin = world.plugin()
    object_id, _ = trained(plugin, "numbers")
    world.state({plugin.urn("numbers"): object_id})
    plugin = world.plugin()
    said = re.escape(f"renamed: {object_id} belongs to numbers in this stack, so it was not")
    with pytest.raises(Failed, match=rf'{said}.*aliases: \[\{{name: "numbers"\}}\]'):
        take_in(plugin, "renamed", object_id)
    # A program may read it all the same.
    assert get(plugin, "reader", object_id) == object_id


def test_the_object_of_a_data_set_of_this_stack_is_not_imported(world: World) -> None:
    """An import has no reference to the object: it would go with the row that has the last one."""
    plugin = world.plugin("TuningDataset")
    parts = [
        {"role": "user", "parts": [{"text": "?"}]},
        {"role": "model", "parts": [{"text": "!"}]},
    ]
    inputs, failures = plugin.check(
        "train", {"source": [{"contents": parts}] * 30, "bucket": "my-data"}
    )
    assert failures == []
    object_id, outputs = plugin.create("train", inputs)
    world.state({plugin.urn("train"): object_id})
    plugin = world.plugin("TuningDataset")
    with pytest.raises(Failed, match=r"belongs to train in this stack.*share one data ?set"):
        take_in(plugin, "renamed", outputs["uri"])
    with pytest.raises(Failed, match="train: this resource manages gs://"):
        take_in(plugin, "train", outputs["uri"])
    assert get(plugin, "reader", outputs["uri"]) == outputs["uri"]


def test_two_imports_of_one_object_in_a_run(world: World) -> None:
    """The first one has it; the same resource may ask again, as an `up` does after its preview."""
    plugin = world.plugin()
    object_id, _ = trained(plugin, "numbers")
    plugin = world.plugin()
    for _ in range(2):
        assert take_in(plugin, "first", object_id) == object_id
    with pytest.raises(Failed, match=f"{object_id} was taken over for first in this run"):
        take_in(plugin, "second", object_id)


@pytest.mark.parametrize("read", [take_in, get])
def test_nothing_is_imported_in_the_place_of_a_managed_one(world: World, read: Any) -> None:
    """The engine would delete the managed object, and no preview of ours could deny that."""
    plugin = world.plugin()
    (mine, _), (other, _) = trained(plugin, "numbers"), trained(plugin, "other")
    world.state({plugin.urn("numbers"): mine})
    plugin = world.plugin()
    said = f"manages {mine}, which `pulumi up` would delete.*`pulumi state delete 'urn:.*numbers'`"
    with pytest.raises(Failed, match=said):
        read(plugin, "numbers", other)
    assert read(plugin, "numbers", mine) == mine
    world.state({plugin.urn("numbers"): mine}, delete=True)
    assert read(world.plugin(), "numbers", other) == other


def test_what_this_run_imports_is_not_deleted_with_its_old_row(world: World) -> None:
    """An import takes back what a replacement of this very resource left to be deleted."""
    plugin = world.plugin()
    object_id, outputs = trained(plugin, "numbers")
    world.state({plugin.urn("numbers"): object_id}, delete=True)
    plugin = world.plugin()
    assert take_in(plugin, "numbers", object_id) == object_id
    plugin.delete("numbers", object_id, outputs)
    assert plugin.engine.said("this run took it over for numbers")
    assert deletes(world) == 0


def test_an_import_without_a_state_says_so(world: World) -> None:
    """It can't look who has the object, and trains and deletes nothing by itself."""
    plugin = world.plugin()
    object_id, _ = trained(plugin, "numbers")
    world.state({}, lineage=None)
    plugin = world.plugin()
    assert take_in(plugin, "numbers", object_id) == object_id
    assert plugin.engine.said(f"whether another resource of this stack has {object_id} already")


def test_what_a_program_only_reads_is_not_its_own(world: World) -> None:
    """A row of `get` keeps no object: who made it deletes it, and a create isn't a replacement."""
    plugin = world.plugin()
    object_id, outputs = trained(plugin, "numbers")
    rows = {plugin.urn("reader"): object_id}
    world.state(rows, born=outputs["createTime"], external=True)
    plugin = world.plugin()
    assert take_in(plugin, "numbers", object_id) == object_id
    plugin = world.plugin()
    inputs, _ = plugin.check("reader", NEWS)
    assert not plugin.engine.said("its replacement is forced")
    plugin.delete("numbers", object_id, outputs)
    assert deletes(world) == 1
    assert inputs["baseModel"]
