"""What the native plugin answers beside a resource's life: of itself, its provider, functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2
from support import made
from support.native_plugin import PROVIDER_URN, NativePlugin
from support.plugin import UNKNOWN, Failed, Secret
from support.waiting import in_background, until
from support.world import World

pytestmark = [pytest.mark.essential, pytest.mark.one_door("native", "the engine's own protocol")]


@pytest.fixture
def plugin(world: World) -> NativePlugin:
    """Return a plugin process."""
    return world.native_plugin()


def test_what_it_says_of_itself(plugin: NativePlugin) -> None:
    """It takes secrets as such, knows its version and its schema, and stands for no other one."""
    stub = plugin.stub
    assert plugin.handshake.accept_secrets
    assert not plugin.handshake.supports_autonaming_configuration, "a name is part of the identity"
    info = stub.GetPluginInfo(empty_pb2.Empty())
    assert info.version[:1].isdigit()
    schema = json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert schema["name"] == "google-tuning"
    assert "google-tuning:index:TunedModel" in schema["resources"]
    mapping = stub.GetMapping(provider_pb2.GetMappingRequest(key="terraform"))
    assert (mapping.provider, mapping.data) == ("", b"")
    assert not stub.GetMappings(provider_pb2.GetMappingsRequest(key="terraform")).providers


def test_what_is_asked_before_it_is_configured(world: World) -> None:
    """The engine starts a process for the schema alone: everything else is one sentence there."""
    plugin = world.native_plugin(configured=False)
    assert plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema
    for ask in (
        lambda: plugin.check("numbers", made.MODEL),
        lambda: plugin.invoke("listTunedModels", {}),
        lambda: plugin.listed("google-tuning:index:TunedModel"),
    ):
        with pytest.raises(Failed, match=r"^google-tuning is not configured$"):
            ask()
    plugin.cancel()


def test_a_resource_and_a_function_that_there_is_not(plugin: NativePlugin) -> None:
    """Another version of the program's SDK may know more: it is one sentence with the name."""
    plugin.resource_type = "google-tuning:index:TunedVoice"
    with pytest.raises(Failed, match="google-tuning has no resource TunedVoice"):
        plugin.check("numbers", {})
    plugin.resource_type = "aws:s3/bucket:Bucket"
    with pytest.raises(Failed, match="no resource of the type 'aws:s3/bucket:Bucket'"):
        plugin.check("numbers", {})
    with pytest.raises(Failed, match="google-tuning has no function sing"):
        plugin.invoke("sing", {})


# -- its configuration -------------------------------------------------------------------------


def test_faults_of_a_configuration(plugin: NativePlugin) -> None:
    """All at once on the provider's row, by key and without a value, which may be a credential."""
    wrong = {"locaton": "x", "emulator": "no-url-at-all", "retrain": "perhaps", "maxCost": "much"}
    _, failures = plugin.check_config({**wrong, "accessToken": Secret("hush"), "apiKey": "hush"})
    assert {named for named, _ in failures} == {""}
    said = "\n".join(reason for _, reason in failures)
    for key in (
        "locaton",
        "emulator",
        "retrain",
        "maxCost",
        "apiKey and google-tuning:accessToken",
    ):
        assert f"google-tuning:{key}" in said
    assert "hush" not in said
    assert "no-url-at-all" not in said
    with pytest.raises(Failed, match="google-tuning:retrain"):
        plugin.configure({"retrain": "perhaps"}, "id")


def test_credentials_are_marked_however_they_come(plugin: NativePlugin) -> None:
    """What the stack's file has in plain text is encrypted in the state; what is unknown passes."""
    given = {"accessToken": "t", "project": Secret("p"), "location": UNKNOWN, "pollSeconds": "1"}
    inputs, failures = plugin.check_config(given)
    assert failures == []
    marked = {"accessToken": Secret("t"), "project": Secret("p")}
    assert inputs == {**given, **marked}


def test_another_configuration_never_replaces(plugin: NativePlugin) -> None:
    """What was made by a provider is replaced with it, trainings too: so it is only updated."""
    old = {"project": "a", "location": "us-central1", "emulator": "http://127.0.0.1:1"}
    for new in ({**old, "project": "b"}, {"apiKey": Secret("k")}, {}):
        change = plugin.diff_config(old, new)
        assert change.changes == change.DIFF_SOME
        assert not change.replaces
        assert not change.deleteBeforeReplace
        assert set(change.diffs) == {key for key in {**old, **new} if old.get(key) != new.get(key)}
    same = plugin.diff_config(old, old)
    assert (same.changes, list(same.diffs)) == (same.DIFF_NONE, [])


# -- functions and lists -----------------------------------------------------------------------


def test_functions(world: World) -> None:
    """They read; arguments that are wrong are failures with their paths, what Google says fails."""
    thing = made.model(world)
    plugin = world.native_plugin()
    answer, failures = plugin.invoke("generateContent", {"model": thing.id, "prompt": "7"})
    assert (answer["text"], failures) == ("8", [])
    found, failures = plugin.invoke("getTunedModel", {"name": thing.id})
    assert (found["name"], failures) == (thing.id, [])
    wrong = {"model": 5, "candidateCount": "many", "promt": "7"}
    answer, failures = plugin.invoke("generateText", wrong)
    assert answer == {}
    assert {path for path, _ in failures} == {"model", "candidateCount", "prompt", "promt"}
    assert "prompt" in dict(failures)["promt"], "the nearest name is told"
    with pytest.raises(Failed, match="tunedModels/nobody") as refused:
        plugin.invoke("getTunedModel", {"name": "tunedModels/nobody"})
    assert "\n" not in str(refused.value)


def test_lists(world: World) -> None:
    """What there is of a resource, by id and name; what Google can't list says so."""
    thing = made.model(world)
    plugin = world.native_plugin()
    token = "google-tuning:index:TunedModel"
    assert plugin.listed(token) == [(thing.id, thing.outputs.get("displayName", ""))]
    inputs, _ = plugin.check("other", {**made.MODEL, "displayName": "second"})
    other, _ = plugin.create("other", inputs)
    assert dict(plugin.listed(token))[other] == "second"
    assert len(plugin.listed(token, limit=1)) == 1
    assert plugin.listed(token, apiVersion="v1beta") == plugin.listed(token)
    with pytest.raises(Failed, match="TuningDataset can't be listed"):
        plugin.listed("google-tuning:index:TuningDataset")
    with pytest.raises(Failed, match="apiVersion"):
        plugin.listed(token, apiVersion="v9")


@pytest.mark.parametrize("what", ["a function", "a list"])
def test_ctrl_c_ends_what_only_reads(world: World, what: str) -> None:
    """A function and a list whose answer doesn't come hold no terminal."""
    plugin = world.native_plugin()
    world.emulator.fault(method="GET", path="/tunedModels", hold=True)
    ask: dict[str, Callable[[], Any]] = {
        "a function": lambda: plugin.invoke("listTunedModels", {}),
        "a list": lambda: plugin.listed("google-tuning:index:TunedModel"),
    }
    asking = in_background(ask[what])
    until(lambda: any(one["waiting"] for one in world.emulator.faults()), "the held read")
    plugin.cancel()
    with pytest.raises(Failed, match="interrupted"):
        asking.result()


# -- a process that somebody has started -------------------------------------------------------


def test_it_can_be_attached_to(world: World) -> None:
    """Started by hand, it serves one run after another and outlives their engines.

    Each run begins anew: a Cancel of the last one means nothing to the next.
    """
    plugin = world.native_plugin(attached=True)
    inputs, failures = plugin.check("numbers", made.MODEL)
    assert failures == []
    object_id, outputs = plugin.create("numbers", inputs)
    world.state({plugin.urn("numbers"): object_id}, inputs=inputs)
    plugin.cancel()
    plugin.engine.stop()

    plugin.attach()
    plugin.configure(plugin.config, "lineage-1")
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == object_id
    change = plugin.diff("numbers", object_id, outputs, inputs, {**inputs, "revision": "2"})
    assert list(change.replaces) == ["revision"]
    assert plugin.engine.said("trains again"), "the second engine hears it"
    assert plugin.process.poll() is None
    assert len(world.emulator.trainings()) == 1


def test_two_providers_of_one_run_are_told_apart_by_nobody(world: World) -> None:
    """The protocol doesn't say whose a call is: the second one is refused, and the next run not."""
    plugin = world.native_plugin(attached=True)
    other = PROVIDER_URN.replace("::default", "::other")
    with pytest.raises(Failed, match="Debug a program with one google-tuning provider"):
        plugin.configure(plugin.config, "id-2", other)
    plugin.configure(plugin.config, "lineage-1")  # the same one again is no other
    plugin.attach()
    plugin.configure(plugin.config, "id-2", other)
