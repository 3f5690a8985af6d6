"""Where an object was made: no other place is taken for its own, and no 404 there for its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest
from support import made
from support.emulator import Emulator
from support.jumping_clock import JumpingClock
from support.made import Made
from support.plugin import Failed, Plugin
from support.waiting import until
from support.world import World


@pytest.fixture(params=made.KINDS, ids=lambda kind: kind.__name__)
def make(request: pytest.FixtureRequest, world: World) -> Callable[..., Made]:
    """Return what makes an object, for each kind."""
    return lambda **config: request.param(world, **config)


def refused(step: Callable[..., Any], *args: Any, **more: Any) -> str:
    """Return the sentence that a step ends with."""
    with pytest.raises(Failed) as failed:
        step(*args, **more)
    return str(failed.value)


def every_step(thing: Made, plugin: Plugin) -> Iterator[str]:
    """Yield the sentence of each step that another place must stop."""
    for step in (thing.read, thing.diff, thing.update, thing.delete):
        yield refused(step, plugin)


@pytest.mark.essential
def test_another_server(make: Callable[..., Made], other: Emulator) -> None:
    """Refresh, diff, update and delete are refused there and say what moved; put back, all is well.

    The refresh that follows has the wrong address still, as that of the last run: it takes today's.
    """
    thing = make()
    here = thing.world.emulator.url
    assert thing.outputs["place"]["server"] == here
    wrong = thing.plugin(emulator=other.url)
    for sentence in every_step(thing, wrong):
        assert f"{thing.id} was created at {here}" in sentence
        assert f"the configuration now says {other.url}" in sentence
        assert f"`pulumi config set google-tuning:emulator {here}`" in sentence
        assert "pulumi state delete 'urn:pulumi:test::numbers::" in sentence
    assert not [one for one in other.requests() if one["method"] != "GET"]

    back = thing.plugin(emulator=other.url)
    thing.world.today(emulator=here, **thing.config)
    other.forget_requests()
    object_id, outputs, _ = thing.read(back)
    assert (object_id, outputs["place"]) == (thing.id, thing.outputs["place"])
    assert not thing.diff(back).replaces
    thing.delete(back)
    assert thing.read(back)[0] == "", "at its own place it is gone"
    assert other.requests() == []


def test_the_same_server_by_another_name(make: Callable[..., Made]) -> None:
    """Localhost, or another port with the same data, move nothing; a place is filled in."""
    thing = make()
    emulator = thing.world.emulator
    place = thing.outputs.pop("place")
    local = thing.plugin(emulator=f"{emulator.url}/".replace("127.0.0.1", "localhost"))
    assert not thing.diff(local).replaces
    thing.outputs = thing.read(local)[1]
    assert thing.outputs["place"]["server"] == emulator.url.replace("127.0.0.1", "localhost")
    assert {**thing.outputs["place"], "server": emulator.url} == place

    emulator.stop()
    emulator.url = ""
    emulator.start()
    moved = thing.plugin()
    assert not thing.diff(moved).replaces
    object_id, outputs, _ = thing.read(moved)
    assert (object_id, outputs["place"]["server"]) == (thing.id, emulator.url)
    thing.outputs = outputs
    assert thing.update(moved)["place"]["server"] == emulator.url
    thing.delete(moved)
    assert thing.read(moved)[0] == ""


def test_the_emulator_taken_away(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without it the place is Google's: an error, also where there are no credentials for it."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    thing = made.model(world)
    for sentence in every_step(thing, thing.plugin(emulator="")):
        assert "the configuration now says https://generativelanguage.googleapis.com" in sentence
        assert f"`pulumi config set google-tuning:emulator {world.emulator.url}`" in sentence


def test_a_place_that_is_gone_and_left(world: World, other: Emulator) -> None:
    """A refresh of an emulator that ended says that the configuration has left it, and ways out."""
    thing = made.model(world)
    clock = JumpingClock(world.folder / "time-has-passed")
    plugin = thing.plugin(clock)
    thing.world.today(emulator=other.url, **thing.config)
    thing.world.emulator.kill()
    with futures.ThreadPoolExecutor() as threads:
        reading = threads.submit(refused, thing.read, plugin)
        # The minutes for which a server that doesn't answer is asked again.
        until(lambda: plugin.engine.said("retrying in"), "the row to say that it is asked again")
        clock.let_two_hours_pass()
        sentence = reading.result()
    assert f"the configuration now says {other.url}" in sentence
    assert "pulumi state delete" in sentence


def test_another_project(world: World) -> None:
    """Another project's id is an error; its number, and one set later, are looked for."""
    thing = made.job(world)
    assert thing.outputs["place"]["project"] == "my-project"
    sentence = refused(thing.diff, thing.plugin(project="your-project"))
    assert "project my-project" in sentence
    assert "`pulumi config set google-tuning:project my-project`" in sentence
    number = thing.id.split("/")[1]
    assert not thing.diff(thing.plugin(project=number)).replaces
    assert not thing.diff(thing.plugin(project="your-project"), project="my-project").replaces
    # Its name has the project, so it is read and deleted where it is.
    reader = thing.plugin(project="your-project")
    assert thing.read(reader)[1]["place"]["project"] == "my-project"

    counted = made.job(world, project=number)
    assert not counted.diff(counted.plugin(project="my-project")).replaces

    model = made.model(world, project="my-project")
    assert "project my-project" in refused(model.read, model.plugin(project="your-project"))
    assert "project my-project" in refused(model.diff, model.plugin(project="your-project"))
    without = made.model(world)
    assert not without.diff(without.plugin(project="my-project")).replaces
    assert without.read(without.plugin(project="my-project"))[0] == without.id


def test_another_location(world: World) -> None:
    """A job's location is an error where the configuration changes it, and none of a resource."""
    thing = made.job(world)
    assert thing.outputs["place"]["location"] == "us-central1"
    plugin = thing.plugin(location="europe-west4")
    sentence = refused(thing.diff, plugin)
    assert "location us-central1" in sentence
    assert "`pulumi config set google-tuning:location us-central1`" in sentence
    assert not thing.diff(plugin, location="us-central1").replaces
    assert thing.read(plugin)[1]["place"]["location"] == "us-central1"
    for free in (made.model(world), made.dataset(world)):
        assert not free.diff(free.plugin(location="europe-west4")).replaces
