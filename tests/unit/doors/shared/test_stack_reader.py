"""The reader of the stack's state: by which names it asks, how long, and what it believes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pulumi_google_tuning.doors.shared import pulumi_cli
from pulumi_google_tuning.doors.shared.processes import Process
from pulumi_google_tuning.doors.shared.stack_reader import ProviderReader, StackReader
from pulumi_google_tuning.lifecycle.call import StackState

URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/tunedModel:TunedModel::m"
PROVIDER_TYPE = "pulumi:providers:pulumi-python"
NATIVE_TYPE = "pulumi:providers:google-tuning"
NATIVE_URN = f"urn:pulumi:dev::shop::{NATIVE_TYPE}::default"


def exported(type_: str = PROVIDER_TYPE, id_: str = "random") -> str:
    """Return an exported state that has one provider."""
    urn = f"urn:pulumi:dev::shop::{type_}::default"
    resources = [{"urn": urn, "type": type_, "id": id_}]
    return json.dumps({"version": 3, "deployment": {"resources": resources}})


def test_nothing_is_read_without_a_urn() -> None:
    """Where the host doesn't say the urn, there is no stack to read: fail closed."""
    reader = StackReader(PROVIDER_TYPE)
    reader.start(None, None)
    assert reader.get(None, None) is None


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a `pulumi` on PATH; return the file in which it notes what it was asked."""
    asked = folder / "asked"
    (folder / "state.json").write_text(exported())
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
        found = reader.get(URN, organization)
        assert found is not None
        assert found.lineage == "random"
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
    assert reader.get(URN, None) is not None  # who asks begins
    assert asked.read_text().splitlines()[-1] == "stack export --stack dev"


def test_a_command_that_hangs_is_waited_for_with_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It ends within the bound, and the row says what is waited for."""
    answer(tmp_path, monkeypatch, "sleep 600")
    reader = StackReader(PROVIDER_TYPE, seconds=3.0)
    rows: list[str] = []
    assert reader.get(URN, None, rows.append) is None
    assert rows == ["waiting for this stack's state (`pulumi stack export`)"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Have a CLI with stacks of the name `dev` here and there; return what it was asked.

    The short name leads to another one, the selected stack is ours.
    """
    (tmp_path / "mine.json").write_text(exported(NATIVE_TYPE, "mine"))
    (tmp_path / "theirs.json").write_text(exported(NATIVE_TYPE, "theirs"))
    stacks = 'case "$*" in */*) exit 255;; *dev) cat theirs.json;; *) cat mine.json;; esac'
    monkeypatch.setattr(pulumi_cli, "engine_stack", lambda: None)
    monkeypatch.setattr(pulumi_cli, "engine_folder", lambda: tmp_path)
    return answer(tmp_path, monkeypatch, f"cd {tmp_path}; {stacks}")


def read(reader: ProviderReader) -> StackState | None:
    """Read to the end."""
    return reader.get()


def test_a_stack_of_the_same_name_is_not_taken_for_ours(asked: Path) -> None:
    """The state that has the very provider is looked for by every name, the selected one last."""
    found = read(ProviderReader(NATIVE_URN, "mine"))
    assert found is not None
    assert (found.lineage, found.read, [row.id for row in found.rows]) == ("mine", True, ["mine"])
    assert asked.read_text().splitlines() == [
        "stack export --stack organization/shop/dev",
        "stack export --stack dev",
        "stack export",
    ]


def test_the_lineage_is_known_where_no_state_is_ours(asked: Path) -> None:
    """What the engine says of the provider needs no export; its rows do."""
    assert read(ProviderReader(NATIVE_URN, "elsewhere")) == StackState("elsewhere", read=False)
    assert len(asked.read_text().splitlines()) == 6


def test_the_engines_own_word_is_asked_first(monkeypatch: pytest.MonkeyPatch, asked: Path) -> None:
    """`--stack acme/dev` names the organisation; what it leads to is verified as well."""
    monkeypatch.setattr(pulumi_cli, "engine_stack", lambda: "acme/dev")
    found = read(ProviderReader(NATIVE_URN, "mine"))
    assert found is not None
    assert found.read
    assert asked.read_text().splitlines()[0] == "stack export --stack acme/dev"


def test_a_provider_that_is_only_to_be_made_has_no_state(asked: Path) -> None:
    """In the first preview its id isn't known; nothing is asked, and no create comes."""
    reader = ProviderReader(NATIVE_URN, None)
    assert read(reader) is None
    assert reader.settle(1.0) is None
    assert not asked.exists()


def test_a_check_waits_for_the_state_no_longer_than_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What isn't read yet is no state that can't be read: nothing is concluded from it."""
    answer(tmp_path, monkeypatch, f"while ! test -f {tmp_path}/go; do sleep 0.05; done; exit 255")
    reader = ProviderReader(NATIVE_URN, "mine")
    assert reader.settle(0.05) is None
    (tmp_path / "go").touch()
    assert reader.settle(60.0) == StackState("mine", read=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pulumi", "up", "--stack", "acme/dev"), "acme/dev"),
        (("pulumi", "up", "--stack=acme/dev", "-y"), "acme/dev"),
        (("pulumi", "-s", "a", "up", "-s", "acme/dev"), "acme/dev"),
        (("pulumi", "up", "-sacme/dev"), "acme/dev"),
        (("pulumi", "up", "--skip-preview"), None),
    ],
)
def test_the_stack_that_the_engine_was_told(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str | None
) -> None:
    """As Pulumi reads its command line: the last mention counts, in all its spellings."""
    process = Process(1, 0, "", words)
    monkeypatch.setattr(pulumi_cli, "engine", lambda: process)
    assert pulumi_cli.engine_stack() == told
