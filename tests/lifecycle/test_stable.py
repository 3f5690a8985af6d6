"""The plugin tells the program which outputs of a compared resource stay."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import provider_pb2
from support.plugin import Plugin
from support.world import World

from pulumi_google_tuning.doors.dynamic.stable import TOKEN, URN

pytestmark = pytest.mark.one_door("dynamic", "the native plugin answers previews of an update")

INPUTS = {"base_model": "models/gemini-1.5-flash-001-tuning", "training_data": [["1", "2"]]}


def _told(plugin: Plugin, name: str, token: str = TOKEN) -> dict[str, Any]:
    request = provider_pb2.InvokeRequest(tok=token)
    request.args.update({URN: plugin.urn(name)})
    answer = plugin.stub.Invoke(request)
    found: dict[str, Any] = json_format.MessageToDict(getattr(answer, "return"))
    return found


def test_a_patched_resource_keeps_what_no_patch_changes(world: World) -> None:
    """After the diff of a patch the name is told; of a replacement and of a stranger, nothing."""
    plugin = world.plugin()
    inputs, _ = plugin.check("m", INPUTS)
    object_id, outputs = plugin.create("m", inputs)

    answer = plugin.diff("m", object_id, outputs, inputs, {**inputs, "displayName": "new"})
    assert (list(answer.diffs), list(answer.replaces)) == (["displayName"], [])
    told = _told(plugin, "m")
    assert told["name"] == object_id
    assert told["state"] == "ACTIVE"
    assert "updateTime" not in told

    plugin.diff("m", object_id, outputs, inputs, {**inputs, "revision": "2"})
    assert _told(plugin, "m") == {}
    assert _told(plugin, "nobody") == {}
    with pytest.raises(grpc.RpcError, match="not implemented"):
        _told(plugin, "m", "other:index:function")
