"""Others at work at the same time: another stack, another run, a person, and Google's own lag.

Where the CLI adds nothing the plugin process is driven over gRPC.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.doors import DOORS, both
from support.emulator import Emulator
from support.interruption import MODEL, PROGRAM, settled
from support.plugin import Failed, InitFailed, Plugin
from support.project import Project
from support.waiting import in_background, until
from support.world import World

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.adoption import FindOrCreate
from pulumi_google_tuning.lifecycle.call import Call, StackState
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

NEWS: dict[str, Any] = {
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "trainingData": [["1", "2"], ["3", "4"]],
    "hyperparameters": {"epochCount": 10, "batchSize": 1},
}
ANY_MODEL = r"/tunedModels/[a-z0-9-]+$"


@pytest.fixture(params=DOORS)
def world(request: pytest.FixtureRequest, tmp_path: Path, emulator: Emulator) -> Iterator[World]:
    """Yield a world on this test's emulator, whose plugins are of either door."""
    made = World(tmp_path, emulator, request.param)
    try:
        yield made
    finally:
        made.stop()


def checked(plugin: Plugin, name: str = "m0", **more: Any) -> dict[str, Any]:
    """Check NEWS and more, as the engine does before a create."""
    inputs, failures = plugin.check(name, {**NEWS, **more})
    assert failures == []
    return inputs


@both(native=False)
def test_two_stacks_of_one_name(tmp_path: Path, emulator: Emulator, door: str) -> None:
    """Stacks of one name in two backends train a model each, and neither touches the other's."""
    stacks = [Project(tmp_path / who, emulator.url, door=door) for who in ("mine", "hers")]
    for stack in stacks:
        stack.program(PROGRAM.format(answer="2", more=""))
        stack.up()
    ids = [stack.resources()[0]["id"] for stack in stacks]
    assert len(set(ids)) == 2
    assert len(emulator.trainings()) == 2
    stacks[0].destroy()
    settled(stacks[1], emulator, trainings=2)


def test_two_runs_choose_one_id(world: World) -> None:
    """Of two creates of one explicit id, both past their look-up, one trains; one is told."""
    world.emulator.fault(
        method="GET", path=MODEL.replace("m0-[0-9a-f]+", "mine"), hold=True, count=2
    )
    plugins = [world.plugin(), world.plugin()]
    runs = [
        in_background(plugin.create, "m0", checked(plugin, tunedModelId="mine"))
        for plugin in plugins
    ]
    until(lambda: world.emulator.faults()[0]["waiting"] == 2, "both look-ups, held")
    world.emulator.clear_faults()
    failures = [error for error in (run.exception() for run in runs) if error]
    assert [type(error) for error in failures] == [Failed]
    assert "tunedModels/mine already exists" in str(failures[0])
    assert "set adopt to true" in str(failures[0])
    assert len(world.emulator.trainings()) == 1


def test_two_runs_of_one_stack(world: World) -> None:
    """Where no lock kept two runs of one stack apart, both end with the same one model."""
    world.emulator.fault(method="GET", path=MODEL, hold=True, count=2)
    plugins = [world.plugin(), world.plugin()]
    runs = [in_background(plugin.create, "m0", checked(plugin)) for plugin in plugins]
    until(lambda: world.emulator.faults()[0]["waiting"] == 2, "both look-ups, held")
    world.emulator.clear_faults()
    ids = {run.result()[0] for run in runs}
    assert ids == {training["model"] for training in world.emulator.trainings()}
    assert len(world.emulator.trainings()) == 1


def test_one_of_many_deleted_while_they_wait(world: World) -> None:
    """Waiting for many by lists, one that vanishes is told so, and the others go on."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    names = [f"m{number}" for number in range(5)]
    runs = {name: in_background(plugin.create, name, checked(plugin, name)) for name in names}
    until(lambda: len(world.emulator.trainings()) == 5, "five trainings")
    world.emulator.forget_requests()
    until(
        lambda: [r for r in world.emulator.requests("GET") if r["path"].endswith("/tunedModels")],
        "a list of the models",
    )
    (victim,) = [
        m["name"] for m in world.emulator.models() if m["name"].startswith("tunedModels/m3-")
    ]
    world.emulator.api("DELETE", f"/v1beta/{victim}")
    with pytest.raises(InitFailed, match=rf"{victim} was deleted outside this stack"):
        runs.pop("m3").result()
    assert not [name for name, run in runs.items() if run.done()]
    world.emulator.finish()
    assert {run.result()[1]["state"] for run in runs.values()} == {"ACTIVE"}
    assert len(world.emulator.trainings()) == 5


def test_a_model_that_is_read_late(world: World) -> None:
    """Reads that don't find yet what a create has just accepted are not taken for a deletion."""
    lag = {"method": "GET", "path": ANY_MODEL, "status": 404}
    world.emulator.fault(**lag, after=1, count=5)
    plugin = world.plugin()
    object_id, outputs = plugin.create("m0", checked(plugin))
    assert outputs["state"] == "ACTIVE"
    assert world.emulator.faults()[0]["hits"] == 5
    assert [training["model"] for training in world.emulator.trainings()] == [object_id]


class Waits(threading.Event):
    """A cancel that never comes; a wait for it takes no time, and turns the clock on."""

    now = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        """Let that time pass."""
        self.now += timeout or 0.0
        return False


def make(emulator: Emulator) -> Any:
    """Create a model in this process, on a clock of its own."""
    waits = Waits()
    call = Call(
        urn="urn:pulumi:test::numbers::x::m0",
        cancel=waits,
        state=lambda: StackState("lineage-1"),
        clock=lambda: waits.now,
    )
    examples = read(NEWS["trainingData"])
    inputs = {**NEWS, "trainingData": examples.summary()}
    session = Session(Config.from_mapping({"emulator": emulator.url}, {}))
    return FindOrCreate(TunedModelKind(), session, call, inputs, lambda: examples).run()


def test_our_own_id_is_taken_and_not_shown_yet(emulator: Emulator) -> None:
    """A 409 for a training of ours that reads don't show yet is waited for, not trained again."""
    emulator.fault(method="POST", path="/tunedModels$", status=503, work=True)
    emulator.fault(method="GET", path=ANY_MODEL, status=404, after=1, count=5)
    made = make(emulator)
    assert made.adopted
    assert len(emulator.requests("POST", "/tunedModels")) == 2
    assert [training["model"] for training in emulator.trainings()] == [made.obj["name"]]


def test_an_id_that_stays_taken(emulator: Emulator) -> None:
    """An id that Google says is taken, and never shows, costs an attempt, not the run."""
    emulator.fault(method="POST", path="/tunedModels$", status=409)
    made = make(emulator)
    assert not made.adopted
    posts = emulator.requests("POST", "/tunedModels")
    assert len({post["query"] for post in posts}) == 2
    assert [training["model"] for training in emulator.trainings()] == [made.obj["name"]]


def test_an_operation_that_vanished(world: World) -> None:
    """A failed training whose operation is gone is a failure in the state, with what is known."""
    world.emulator.fail_trainings("broken", "No.")
    world.emulator.fault(method="GET", path="/operations", status=404, count=-1)
    plugin = world.plugin()
    with pytest.raises(InitFailed, match=r"failed: Google.* not retried automatically") as stored:
        plugin.create("m0", checked(plugin, displayName="broken"))
    assert stored.value.properties["state"] == "FAILED"
    assert len(world.emulator.trainings()) == 1


def test_clocks_that_differ(world: World) -> None:
    """A server a day ahead changes nothing: its times are only ever compared with each other."""
    world.emulator.advance(86_400)
    first = world.plugin()
    inputs = checked(first, timeouts={"create": "1h"})
    object_id, _ = first.create("m0", inputs)
    second = world.plugin()
    again, outputs = second.create("m0", checked(second, timeouts={"create": "1h"}))
    assert again == object_id
    assert second.read("m0", object_id, outputs, inputs)[0] == object_id
    # Another run: the one that took the model over leaves it alone.
    world.plugin().delete("m0", object_id, outputs)
    assert world.emulator.models() == []
    assert len(world.emulator.trainings()) == 1


def test_an_accepted_create_is_not_sent_again(world: World) -> None:
    """After a 503 the look-up finds what Google had accepted, and the create isn't sent again.

    For a tuned model a second POST would meet its own id; what has no id of the client's choosing
    would be trained twice.
    """
    world.emulator.fault(method="POST", path="/tunedModels$", status=503, work=True)
    plugin = world.plugin()
    plugin.create("m0", checked(plugin))
    assert len(world.emulator.requests("POST", "/tunedModels")) == 1


def test_a_stranger_under_our_id(world: World) -> None:
    """A model under our id that was trained otherwise is left alone: the next id is ours.

    Eight characters of a hash may collide, and anybody may choose any id.
    """
    first = world.plugin()
    object_id, _ = first.create("m0", checked(first))
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    stranger = world.plugin()
    stranger.create(
        "theirs",
        checked(
            stranger,
            "theirs",
            tunedModelId=object_id.removeprefix("tunedModels/"),
            hyperparameters={"epochCount": 3, "batchSize": 1},
        ),
    )
    second = world.plugin()
    ours, _ = second.create("m0", checked(second, displayName="ours"))
    assert ours != object_id
    names = {model["name"]: model.get("displayName") for model in world.emulator.models()}
    assert names[ours] == "ours"
    assert names[object_id] != "ours"
