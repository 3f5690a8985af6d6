"""The stack's state: lineage and rows of this stack, and of no other one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.doors.shared.stack_state import StackReader, read_state
from pulumi_google_tuning.doors.shared.tokens import PROVIDER_TYPE, one_form
from pulumi_google_tuning.lifecycle.call import Row

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/tunedModel:TunedModel::m"
PROVIDER = "pulumi:providers:pulumi-python"


def deployment(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return an exported deployment."""
    return {"version": 3, "deployment": {"resources": list(resources)}}


def provider(name: str = "default", id_: str = "random", stack: str = "dev") -> dict[str, Any]:
    """Return a provider as the state has it."""
    urn = f"urn:pulumi:{stack}::shop::{PROVIDER}::{name}"
    return {"urn": urn, "type": PROVIDER, "id": id_}


def test_the_picture() -> None:
    """Lineage is the default provider's id; rows are the resources that have an id."""
    model: dict[str, Any] = {"urn": URN, "type": "t", "id": "tunedModels/m-1", "delete": True}
    model["inputs"] = {"revision": "2"}
    model["outputs"] = {"createTime": "2026-01-01T00:00:00Z"}
    found = read_state(deployment(provider("a", "other"), provider(), model), URN, PROVIDER_TYPE)
    assert found is not None
    assert found.lineage == "random"
    assert [row.id for row in found.rows] == ["other", "random", "tunedModels/m-1"]
    assert found.rows[-1] == Row(
        URN, "tunedModels/m-1", "2026-01-01T00:00:00Z", {"revision": "2"}, True, URN
    )


def test_rows_are_known_in_one_form_and_told_as_they_are_stored() -> None:
    """Rows and pending creates of an earlier type compare as today's do; a command names theirs."""
    first = URN.replace("tunedModel:", "google-tuning:")
    rows = [provider(), *({"urn": urn, "type": "t", "id": "m-1"} for urn in (URN, first))]
    exported = deployment(*rows)
    exported["deployment"]["pending_operations"] = [
        {"type": "creating", "resource": {"urn": first}}
    ]
    found = read_state(exported, URN, PROVIDER_TYPE, one_form)
    assert found is not None
    assert [row.urn for row in found.rows[1:]] == [one_form(URN)] * 2
    assert [row.address for row in found.rows[1:]] == [URN, first]
    assert found.pending == {one_form(URN)}


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


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a `pulumi` on PATH; return the file in which it notes what it was asked."""
    asked = folder / "asked"
    (folder / "state.json").write_text(json.dumps(deployment(provider())))
    (folder / "pulumi").write_text(f"#!/bin/sh\necho $* >>{asked}\n{script}\n")
    (folder / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return asked


def test_each_organisation_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The stack is read in the organisation that the reference tells, and in no other one."""
    asked = answer(tmp_path, monkeypatch, f"cat {tmp_path}/state.json")
    reader = StackReader(PROVIDER_TYPE)
    for organization in (None, "acme", "acme", None):
        reader.start(URN, organization)
        found = reader.get(organization)
        assert found is not None
        assert found.lineage == "random"
    assert reader.get("night") is None
    assert asked.read_text().splitlines() == [
        "stack export --stack organization/shop/dev",
        "stack export --stack acme/shop/dev",
    ]


def test_the_short_name_is_asked_where_the_full_one_isnt_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The oldest layout of a file backend knows no projects."""
    script = f'case "$*" in */*) exit 255;; esac; cat {tmp_path}/state.json'
    asked = answer(tmp_path, monkeypatch, script)
    reader = StackReader(PROVIDER_TYPE)
    reader.start(URN, None)
    assert reader.get(None) is not None
    assert asked.read_text().splitlines()[-1] == "stack export --stack dev"


def test_a_command_that_hangs_is_waited_for_with_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It ends within the bound, and the row says what is waited for."""
    answer(tmp_path, monkeypatch, "sleep 600")
    reader = StackReader(PROVIDER_TYPE, seconds=3.0)
    reader.start(URN, None)
    rows: list[str] = []
    assert reader.get(None, rows.append) is None
    assert rows == ["waiting for this stack's state (`pulumi stack export`)"]
