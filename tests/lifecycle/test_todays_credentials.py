"""Credentials that Google refuses: today's configuration is asked for others, once for all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import made
from support.emulator import Emulator
from support.job_world import row
from support.made import Made
from support.plugin import Failed, Plugin
from support.waiting import in_background, until
from support.world import World

OLD, NEW = "ya29.old-not-a-real-one-0123456789", "ya29.new-not-a-real-one-0123456789"
OLD_KEY, NEW_KEY = "AIza" + "SyD3-old-not-a-real-key", "AIza" + "SyD3-new-not-a-real-key"
MANY = 10


@pytest.fixture
def thing(world: World) -> Made:
    """Return a model on an emulator that wants a credential, as Google does."""
    server = {"emulator": "", "geminiEndpoint": world.emulator.url}
    thing = made.model(world, accessToken=OLD, **server)
    world.emulator.settings(requireAuth=True, rejectedTokens=[OLD, OLD_KEY])
    world.emulator.forget_requests()
    return thing


def _today(thing: Made, **credential: str) -> None:
    """Set today's credential."""
    thing.world.today(geminiEndpoint=thing.world.emulator.url, **credential)


def _told(plugin: Plugin) -> str:
    """Return everything that the plugin said and wrote."""
    lines = "\n".join(line.message for line in plugin.engine.lines)
    plugin.process.terminate()
    return lines + "".join(plugin.process.communicate())


@pytest.mark.essential
def test_a_new_token_is_used(thing: Made) -> None:
    """A refresh of many with the last run's token asks for today's once, and is done with it."""
    plugin = thing.plugin()
    _today(thing, accessToken=NEW)
    reads = [in_background(thing.read, plugin) for _ in range(MANY)]
    assert {read.result()[0] for read in reads} == {thing.id}
    asked = [words for words in thing.world.asked() if words.startswith("config ")]
    assert asked == ["config --json --show-secrets --stack organization/numbers/test"]
    assert "place" in thing.update(plugin)
    thing.delete(plugin)
    assert thing.world.emulator.requests("DELETE", thing.id)
    told = _told(plugin)
    assert NEW not in told
    assert OLD not in told


@pytest.mark.parametrize(
    ("last", "today"),
    [
        ({"apiKey": OLD_KEY}, {"apiKey": NEW_KEY}),
        ({"accessToken": OLD}, {"apiKey": NEW_KEY}),
        ({"credentials": "key.json"}, {"accessToken": NEW}),
    ],
    ids=["key", "key for token", "token for a key file"],
)
def test_another_credential_is_used(
    thing: Made, last: dict[str, str], today: dict[str, str]
) -> None:
    """A rotated API key (a 400), another kind of credential, and a key file that is no more."""
    plugin = thing.plugin(**{"accessToken": "", **last})
    _today(thing, **today)
    assert thing.read(plugin)[0] == thing.id


def test_the_same_token_is_refused_once(thing: Made) -> None:
    """Where today's is the same, Google's own words stand, with the command to set another one."""
    plugin = thing.plugin()
    with pytest.raises(Failed) as failed:
        thing.read(plugin)
    assert "pulumi config set --secret google-tuning:accessToken" in str(failed.value)
    assert "could not be read" not in str(failed.value)
    assert len(thing.world.emulator.requests("GET", thing.id)) == 1


def test_a_configuration_that_cannot_be_read(thing: Made) -> None:
    """The sentence says so, and how the command is run with today's values."""
    plugin = thing.plugin()
    thing.world.no_config()
    with pytest.raises(Failed) as failed:
        thing.read(plugin)
    assert "Google answered 401" in str(failed.value)
    assert "Today's configuration could not be read (`pulumi config" in str(failed.value)
    assert "`--refresh=false`" in str(failed.value)
    assert OLD not in str(failed.value)


def test_a_token_goes_to_its_own_server_only(thing: Made, tmp_path: Path) -> None:
    """Today's token is for today's server: it is never sent to the last run's."""
    folder = tmp_path / "other"
    folder.mkdir()
    other = Emulator(folder)
    try:
        plugin = thing.plugin()
        thing.world.today(geminiEndpoint=other.url, accessToken=NEW)
        with pytest.raises(Failed) as failed:
            thing.read(plugin)
        assert f"the configuration now says {other.url}" in str(failed.value)
        sent: list[dict[str, Any]] = thing.world.emulator.requests()
        assert NEW not in json.dumps(sent)
        assert len(sent) == 1
    finally:
        other.kill()


def test_a_token_that_ends_in_an_upload(world: World) -> None:
    """An upload of hours outlives its token: it goes on with today's, at its offset."""
    server = {"emulator": "", "storageEndpoint": world.emulator.url}
    plugin = world.plugin("TuningDataset", accessToken=OLD, **server)
    world.today(accessToken=NEW, storageEndpoint=world.emulator.url)
    rows = [row("x" * 500_000 + str(number), "yes") for number in range(36)]  # three chunks
    source = world.folder / "train.jsonl"
    source.write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    inputs, failures = plugin.check("train", {"source": str(source), "bucket": "my-data"})
    assert failures == []
    world.emulator.fault(method="PUT", path="^/upload/storage/", after=1, hold=True, work=True)
    making = in_background(plugin.create, "train", inputs)
    until(lambda: any(f["waiting"] for f in world.emulator.faults()), "the second chunk")
    world.emulator.settings(requireAuth=True, rejectedTokens=[OLD])
    world.emulator.clear_faults()
    assert making.result()[1]["uri"].startswith("gs://my-data/")
    answers = [request["status"] for request in world.emulator.requests("PUT")]
    assert answers == [308, 308, 401, 200], "the third chunk alone was sent again"
    assert len([words for words in world.asked() if words.startswith("config ")]) == 1
    told = _told(plugin)
    assert NEW not in told
    assert OLD not in told
