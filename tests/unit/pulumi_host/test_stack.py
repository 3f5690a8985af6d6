"""The stack's picture: lineage and ids of this stack, and of no other one."""

from __future__ import annotations

from typing import Any

from pulumi_google_tuning.lifecycle.call import Stack
from pulumi_google_tuning.pulumi_host._stack import StackReader, picture

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/google-tuning:TunedModel::m"
PROVIDER = "pulumi:providers:pulumi-python"


def deployment(*resources: dict[str, Any]) -> dict[str, Any]:
    """Give an exported deployment."""
    return {"version": 3, "deployment": {"resources": list(resources)}}


def provider(name: str = "default", id_: str = "random", stack: str = "dev") -> dict[str, Any]:
    """Give a provider as the state has it."""
    urn = f"urn:pulumi:{stack}::shop::{PROVIDER}::{name}"
    return {"urn": urn, "type": PROVIDER, "id": id_}


def test_the_picture() -> None:
    """Lineage is the default provider's id; ids are those of all resources."""
    model: dict[str, Any] = {"urn": URN, "type": "t", "id": "tunedModels/m-1", "delete": True}
    model["outputs"] = {"createTime": "2026-01-01T00:00:00Z"}
    found = picture(deployment(provider("a", "other"), provider(), model), URN)
    ids = {"other": None, "random": None, "tunedModels/m-1": "2026-01-01T00:00:00Z"}
    assert found == Stack("random", ids)


def test_another_stack_is_no_picture() -> None:
    """A stack of another name, or without a provider yet, tells nothing."""
    assert picture(deployment(provider(stack="prod")), URN) is None
    assert picture(deployment(), URN) is None
    assert picture({}, URN) is None


def test_nothing_is_read_without_a_urn() -> None:
    """Where the host doesn't say the urn, there is no stack to read: fail closed."""
    reader = StackReader()
    reader.start(None)
    assert reader.get() is None
