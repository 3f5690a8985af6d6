"""Secrets through the native door: marked again wherever they go, and in no sentence."""

from __future__ import annotations

from typing import Any

import pytest
from support import made
from support.plugin import Failed, Plugin, Secret, plain
from support.world import World

pytestmark = [
    pytest.mark.essential,
    pytest.mark.one_door("native", "the dynamic host gets each value in the clear"),
]

HUSH = "hush-harbour"
ROWS = [{"textInput": str(number), "output": str(number + 1)} for number in range(15)]


def test_what_is_secret_is_marked_again_by_path(world: World) -> None:
    """In checked inputs, in outputs and in what a read gives, at every depth and in any spelling.

    A part of a map stays the only secret of it; of training data the digest is secret whole.
    """
    plugin = world.plugin()
    news = {
        "baseModel": "gemini-1.5-flash-001-tuning",
        "examples": [{**ROWS[0], "output": Secret(HUSH)}, *ROWS[1:]],
        "hyperparameters": {"epochCount": Secret(2), "batch_size": 4},
        "display_name": Secret("numbers"),
        "readerProjectNumbers": ["12", Secret("34")],
    }
    inputs, failures = plugin.check("numbers", news)
    assert failures == []
    hyperparameters = {"epochCount": Secret(2), "batchSize": 4}
    assert inputs["hyperparameters"] == hyperparameters
    assert inputs["displayName"] == Secret("numbers")
    assert inputs["readerProjectNumbers"] == ["12", Secret("34")]
    assert isinstance(inputs["trainingData"], Secret)
    assert inputs["baseModel"] == "models/gemini-1.5-flash-001-tuning"

    object_id, outputs = plugin.create("numbers", inputs)
    assert outputs["hyperparameters"] == hyperparameters
    assert outputs["displayName"] == Secret("numbers")
    assert outputs["name"] == object_id
    assert HUSH not in str(outputs)
    _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
    assert now == inputs
    assert (seen["displayName"], seen["hyperparameters"]) == (Secret("numbers"), hyperparameters)

    renamed = {**inputs, "displayName": Secret("words")}
    updated = plugin.update("numbers", object_id, outputs, inputs, renamed)
    assert updated["displayName"] == Secret("words")
    assert plain(updated["trainingData"]) == plain(outputs["trainingData"])


def test_no_sentence_of_a_check_has_a_secret(world: World) -> None:
    """What is wrong with a secret is said without it, and without naming it to the engine.

    Of a property that is named the engine prints the value.
    """
    plugin = world.plugin()
    news = {
        "baseModel": "gemini-1.5-flash-001-tuning",
        "examples": Secret([{"textInput": HUSH, "output": ""}]),
        "hyperparameters": {"epochCount": Secret(HUSH)},
        "display_name": Secret([HUSH]),
        "topK": HUSH.upper(),
    }
    _, failures = plugin.check("numbers", news)
    assert {named for named, _ in failures} == {"", "topK"}
    said = " ".join(reason for _, reason in failures)
    for name in ("displayName", "hyperparameters", "examples"):
        assert name in said
    assert HUSH not in said + told(plugin)


def test_an_empty_secret_is_no_fault(world: World) -> None:
    """A secret of a configuration that isn't set arrives as null: it is left out, as any null."""
    plugin = world.plugin()
    world.emulator.fault(method="POST", path="/tunedModels$", status=400, message="bad", count=1)
    inputs, failures = plugin.check("numbers", {**made.MODEL, "displayName": Secret(None)})
    assert failures == []
    with pytest.raises(Failed, match="bad"):
        plugin.create("numbers", {**inputs, "displayName": Secret(None)})


def test_drift_and_change_of_a_secret_are_told_without_it(world: World) -> None:
    """Neither the old value nor the new one, of the program or of the server, is in a line."""
    plugin = world.plugin()
    secret = {"displayName": Secret(HUSH), "hyperparameters": {"learningRate": Secret(0.7713)}}
    inputs, failures = plugin.check("numbers", {**made.MODEL, **secret})
    assert failures == []
    object_id, outputs = plugin.create("numbers", inputs)
    theirs = {"displayName": "theirs-now"}
    world.emulator.api("PATCH", f"/v1beta/{object_id}", theirs, {"updateMask": "displayName"})
    plugin.read("numbers", object_id, outputs, inputs)
    news = {
        **inputs,
        "displayName": Secret("hush-other"),
        "hyperparameters": {"learningRate": 0.7714},
    }
    change = plugin.diff("numbers", object_id, outputs, inputs, news)
    assert list(change.replaces) == ["hyperparameters"]
    assert plugin.engine.said("drifted: displayName (secret)")
    assert plugin.engine.said("trains again: hyperparameters")
    lines = told(plugin)
    assert not any(word in lines for word in (HUSH, "theirs-now", "hush-other", "7713", "7714"))


def told(plugin: Plugin) -> str:
    """Return all that the plugin has logged."""
    return "\n".join(line.message for line in plugin.engine.lines)


def test_a_functions_secret_argument_makes_its_answer_secret(world: World) -> None:
    """The engine leaves it to who accepts secrets; nor does a failure have the value."""
    thing = made.model(world)
    plugin = world.native_plugin()
    asked: dict[str, Any] = {"model": thing.id, "prompt": "7"}
    assert plugin.invoke("generateContent", asked)[0]["text"] == "8"
    answer, _ = plugin.invoke("generateContent", {**asked, "prompt": Secret("7")})
    assert answer["text"] == Secret("8")
    assert all(isinstance(one, Secret) for one in answer.values())
    wrong = {**asked, "prompt": Secret([HUSH])}
    ((named, reason),) = plugin.invoke("generateContent", wrong)[1]
    assert (named, HUSH in reason) == ("", False)
    world.emulator.fault(method="POST", path="generateContent", status=400, message=f"bad {HUSH}")
    with pytest.raises(Failed, match=r"bad \[secret\]"):
        plugin.invoke("generateContent", {**asked, "prompt": Secret(HUSH)})
    # YAML calls without the marks of secrets: what is asked is in no sentence anyway.
    world.emulator.fault(method="POST", path="generateContent", status=400, message=f"bad {HUSH}")
    with pytest.raises(Failed, match=r"bad \[secret\]"):
        plugin.invoke("generateContent", {**asked, "prompt": HUSH})
