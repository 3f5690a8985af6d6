"""What Pulumi's protocol can't carry, or carries with effort: deep, long and odd values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support import made
from support.lying_proxy import LyingProxy
from support.plugin import Failed, plain
from support.world import World


@pytest.fixture
def proxy(world: World) -> Iterator[LyingProxy]:
    """Put a proxy in front of the world's emulator."""
    with LyingProxy(world.emulator.url) as proxy:
        yield proxy


def nested(levels: int) -> bytes:
    """Return a Struct of maps in one another on the wire; Protobuf would write no such one."""
    wire = b""  # a Struct without fields
    for _ in range(levels - 1):
        value = field(5, wire)  # Value.struct_value
        wire = field(1, field(1, b"a") + field(2, value))  # Struct.fields: key, value
    return field(1, field(1, b"description") + field(2, field(5, wire)))


def field(number: int, content: bytes) -> bytes:
    """Return a field that has a length."""
    size, length = len(content), b""
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + content


@pytest.mark.essential
@pytest.mark.one_door("native", "the host's own reading of a request")
@pytest.mark.parametrize("levels", [300, 5000])
@pytest.mark.parametrize("method", ["Check", "CheckConfig", "Diff", "Create", "Invoke"])
def test_deep_values_are_one_sentence(world: World, levels: int, method: str) -> None:
    """Protobuf reads a hundred levels, three to a map: beyond them a person is told so."""
    plugin = world.native_plugin()
    urn = plugin.urn("numbers").encode()
    numbers = {"Check": (1, 3), "CheckConfig": (1, 3), "Diff": (2, 4), "Create": (1, 2)}
    named, values = numbers.get(method, (1, 2))
    with pytest.raises(Failed, match="nested too deep") as failed:
        plugin.send(method, field(named, urn) + field(values, nested(levels)))
    assert "\n" not in str(failed.value)
    assert "Exception" not in str(failed.value)
    assert plugin.check("numbers", made.MODEL)[1] == [], "the process serves on"


@pytest.mark.essential
@pytest.mark.one_door("native", "the host's own reading of a request")
def test_what_protobuf_still_carries_is_checked(world: World) -> None:
    """The deepest value that arrives is refused by the field's own rule, and answered whole."""
    plugin = world.native_plugin()
    deep: Any = "end"
    for _ in range(28):
        deep = {"a": deep}
    inputs, failures = plugin.check("numbers", {**made.MODEL, "description": deep})
    assert [path for path, _ in failures] == ["description"]
    assert inputs["description"] == deep


@pytest.mark.essential
@pytest.mark.one_door("native", "the host reads in the same way")
def test_a_list_of_many_rows(world: World) -> None:
    """Rows of 40 MB, ten times what gRPC takes by itself, become their digest."""
    plugin = world.native_plugin()
    rows = [{"textInput": f"{number:0>20000}", "output": "x"} for number in range(2000)]
    inputs, failures = plugin.check("numbers", {"baseModel": "models/b", "examples": rows})
    assert failures == [] or "trainingData" not in dict(failures)
    assert set(plain(inputs)["trainingData"]) >= {"sha256", "exampleCount"}
    assert plain(inputs)["trainingData"]["exampleCount"] == 2000


@pytest.mark.essential
@pytest.mark.parametrize(
    "odd",
    [{"description": "half \ud83d of a pair"}, {"topK": 10**400}, {"temperature": 10**400}],
    ids=["no text", "no number", "no float"],
)
def test_what_no_protocol_carries_loses_no_training(
    world: World, proxy: LyingProxy, odd: dict[str, Any]
) -> None:
    """Half of a surrogate pair, and a number beyond a float's, in Google's answer: it is kept."""
    proxy.lie("GET", "/tunedModels/", change=lambda model: {**model, **odd})
    plugin = world.plugin(emulator=proxy.url)
    inputs, failures = plugin.check("numbers", made.MODEL)
    assert failures == []
    object_id, outputs = plugin.create("numbers", inputs)
    assert (outputs["name"], outputs["state"]) == (object_id, "ACTIVE")
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == object_id
    assert len(world.emulator.trainings()) == 1
