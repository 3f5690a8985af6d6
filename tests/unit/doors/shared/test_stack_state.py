"""The stack's state: lineage and ids of this stack, and of no other one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.doors.dynamic.tokens import PROVIDER_TYPE
from pulumi_google_tuning.doors.shared.stack_state import StackReader, read_state
from pulumi_google_tuning.lifecycle.call import StackState

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/google-tuning:TunedModel::m"
PROVIDER = "pulumi:providers:pulumi-python"


def deployment(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return an exported deployment."""
    return {"version": 3, "deployment": {"resources": list(resources)}}


def provider(name: str = "default", id_: str = "random", stack: str = "dev") -> dict[str, Any]:
    """Return a provider as the state has it."""
    urn = f"urn:pulumi:{stack}::shop::{PROVIDER}::{name}"
    return {"urn": urn, "type": PROVIDER, "id": id_}


def test_the_picture() -> None:
    """Lineage is the default provider's id; ids are those of all resources."""
    model: dict[str, Any] = {"urn": URN, "type": "t", "id": "tunedModels/m-1", "delete": True}
    model["outputs"] = {"createTime": "2026-01-01T00:00:00Z"}
    found = read_state(deployment(provider("a", "other"), provider(), model), URN, PROVIDER_TYPE)
    ids = {"other": None, "random": None, "tunedModels/m-1": "2026-01-01T00:00:00Z"}
    assert found == StackState("random", ids)


def test_another_stack_is_no_picture() -> None:
    """A stack of another name, or without a provider yet, tells nothing."""
    assert read_state(deployment(provider(stack="prod")), URN, PROVIDER_TYPE) is None
    assert read_state(deployment(), URN, PROVIDER_TYPE) is None
    assert read_state({}, URN, PROVIDER_TYPE) is None


def test_nothing_is_read_without_a_urn() -> None:
    """Where the host doesn't say the urn, there is no stack to read: fail closed."""
    reader = StackReader(PROVIDER_TYPE)
    reader.start(None, None)
    assert reader.get(None) is None


def test_each_organisation_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The stack is read in the organisation that the reference tells, and in no other one."""
    asked = tmp_path / "asked"
    exports = deployment(provider())
    said = json.dumps(exports)
    (tmp_path / "pulumi").write_text(f"#!/bin/sh\necho $* >>{asked}\necho '{said}'\n")
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    reader = StackReader(PROVIDER_TYPE)
    for organization in (None, "acme", "acme", None):
        reader.start(URN, organization)
        assert reader.get(organization) == StackState("random", {"random": None})
    assert reader.get("night") is None
    assert asked.read_text().splitlines() == [
        "stack export --stack dev",
        "stack export --stack acme/shop/dev",
    ]
