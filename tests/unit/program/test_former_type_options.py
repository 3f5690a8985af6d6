"""The types under which a state may hold a resource of a Python program."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic.imports import _with_reference
from pulumi_google_tuning.doors.shared import tokens
from pulumi_google_tuning.program.former_types import aliased


def test_the_first_type_and_the_native_plugins() -> None:
    """A resource is found under its first type, and where it comes back from the native plugin."""
    former = tokens.former_token_of("TunedModel")
    types = [former, "google-tuning:index:TunedModel"]
    stack = f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"
    assert _aliases(former, None) == [f"{stack}::{one}::m" for one in types]
    parent: Any = object()  # its urn is known later
    assert _aliases(former, pulumi.ResourceOptions(parent=parent)) == types
    assert aliased(None, "m", None) is None


def _aliases(former: str | None, opts: pulumi.ResourceOptions | None) -> list[Any]:
    options = aliased(former, "m", opts)
    assert options is not None
    return [one.type_ if isinstance(one, pulumi.Alias) else one for one in options.aliases or ()]


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
