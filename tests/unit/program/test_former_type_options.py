"""The types under which a state may hold a resource of a Python program."""

from __future__ import annotations

import pulumi
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic.imports import _with_reference
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.program.former_types import aliased


def test_the_first_type_and_the_native_plugins() -> None:
    """A resource is found under its first type, and where it comes back from the native plugin."""
    options = aliased(tokens.former_token_of("TunedModel"), None)
    assert options is not None
    types = [one.type_ for one in options.aliases or () if isinstance(one, pulumi.Alias)]
    assert types == [tokens.former_token_of("TunedModel"), "google-tuning:index:TunedModel"]
    assert aliased(None, None) is None


@pytest.mark.parametrize(
    ("request_type", "inputs"),
    [(provider_pb2.ReadRequest, "inputs"), (provider_pb2.DeleteRequest, "old_inputs")],
)
def test_the_reference_comes_from_the_inputs(request_type: type, inputs: str) -> None:
    """What the native plugin wrote has the reference to the provider in its inputs alone."""
    mine, other = struct_pb2.Struct(), struct_pb2.Struct()
    mine["__provider"], other["__provider"] = "mine", "other"
    came_back = _with_reference(request_type(**{inputs: mine}))
    assert came_back.properties["__provider"] == "mine"
    stays = _with_reference(request_type(properties=other, **{inputs: mine}))
    assert stays.properties["__provider"] == "other"
    assert "__provider" not in _with_reference(request_type()).properties
