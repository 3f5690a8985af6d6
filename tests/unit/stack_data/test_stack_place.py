"""Where the stack as data stands: folders, the file that is meant, its lines and its secrets."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from pulumi_google_tuning.stack_data.project import Project
from pulumi_google_tuning.stack_data.stack_file import StackFile

HEAD = "encryptionsalt: v1:x\nconfig:\n  other:key: 1\n  google-tuning:resources:"
DATA = """
# a comment
defaults: &defaults
  apiVersion: v1beta
  topK: 0x10
others: &others {apiVersion: v1beta3}
tunedModels:
  first:
    <<: [*defaults, *others]
    topK: 5
    hyperparameters: {batchSize: 4,
      epoch_count: 5}
    readerProjectNumbers:
      - 1
      - secure: v1:abc
  "a.b": *defaults
  3: {displayName: {secure: v1:def}, when: 2026-01-01}
"""
SAID: dict[str, Any] = {
    "defaults": {"apiVersion": "v1beta", "topK": 16},
    "others": {"apiVersion": "v1beta3"},
    "tunedModels": {
        "first": {
            "apiVersion": "v1beta",
            "topK": 5,
            "hyperparameters": {"epoch_count": 5, "batchSize": 4},
            "readerProjectNumbers": [1, "2"],
        },
        "a.b": {"apiVersion": "v1beta", "topK": 16},
        "3": {"displayName": "x", "when": "2026-01-01 00:00:00 +0000 UTC"},
    },
}


def write(folder: Path, text: str, name: str = "Pulumi.dev.yaml") -> None:
    """Write a stack's file that holds `text` as its resources."""
    (folder / name).write_text(f"{HEAD}{text}")


def stack_file(folder: Path, said: Any, stack: str = "dev") -> StackFile | None:
    """Find the stack's file in a folder."""
    return StackFile.find(Project(folder, folder, folder), stack, said)


def test_lines_and_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each path has the line of its key, through anchors and merges; `secure` marks a secret.

    What doesn't stand in the file has the line of what it is missing from.
    """
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "\n" + indent(DATA.strip("\n"), "    "))
    file = stack_file(tmp_path, SAID)
    assert file is not None
    assert file.name == "Pulumi.dev.yaml"
    first = ("tunedModels", "first")
    lines = {
        (): 4,
        ("tunedModels",): 10,
        first: 11,
        (*first, "apiVersion"): 7,
        (*first, "topK"): 13,
        (*first, "hyperparameters", "epochCount"): 15,
        (*first, "hyperparameters", "batchSize"): 14,
        (*first, "hyperparameters", "learningRate"): 14,
        (*first, "readerProjectNumbers", 1): 18,
        (*first, "baseModel"): 11,
        ("tunedModels", "a.b"): 19,
        ("tunedModels", "3", "displayName"): 20,
    }
    assert {path: file.line(path) for path in lines} == lines
    assert file.secrets == {
        (*first, "readerProjectNumbers", 1),
        ("tunedModels", "3", "displayName"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" {a: {b: 1}}\n", {"a": {"c": 1}}),
        (" {a: {b: 1}}\n", {"a": {"b": 1, "c": 1}}),
        (" {a: one}\n", {"a": "two"}),
        (" {a: [1, 2]}\n", {"a": [1]}),
        (" {a: [1]}\n", {"a": {"0": 1}}),
        (" {a: 1}\n", {"a": {"b": 1}}),
        (" {a: {secure: v1:x}}\n", {"a": {"secure": "v1:y"}}),
        (" {a: 1\n", {"a": 1}),
        ("x: 1\n", {"a": 1}),
    ],
)
def test_another_file_is_not_taken(tmp_path: Path, text: str, said: Any) -> None:
    """A file that doesn't hold what the engine read is another one: no lines, no secrets of it."""
    write(tmp_path, text)
    assert stack_file(tmp_path, said) is None
    assert stack_file(tmp_path / "nowhere", said) is None
    assert stack_file(tmp_path, said, "prod") is None


@pytest.mark.parametrize("text", [" '{json}'\n", " {json}\n", "\n    secure: v1:abc\n"])
def test_the_whole_in_one_value(tmp_path: Path, text: str) -> None:
    """The whole may be JSON, in a string or not, or one secret."""
    write(tmp_path, text.replace("{json}", json.dumps(SAID)))
    file = stack_file(tmp_path, SAID)
    assert file is not None
    assert file.line(("tunedModels", "first", "topK")) == 4
    assert file.secrets == ({()} if "secure" in text else set())


def test_the_forms_of_a_file_name(tmp_path: Path) -> None:
    """Pulumi reads .yaml, .yml and .json; a `/` in a stack's name is written as `-`."""
    whole = {"config": {"google-tuning:resources": SAID}}
    (tmp_path / "Pulumi.dev.json").write_text(json.dumps(whole))
    write(tmp_path, " {a: 1}\n", "Pulumi.a-b.yml")
    assert stack_file(tmp_path, SAID) is not None
    assert stack_file(tmp_path, {"a": 1}, "a/b") is not None


@pytest.mark.parametrize(
    ("said", "host", "config"),
    [
        ("name: x\n", "", ""),
        ("main: program/\nstackConfigDir: stacks\n", "program", "stacks"),
        ("main: program/app.py\n", "program", ""),
        ("- no map\n", "", ""),
        ("main: [\n", "", ""),
    ],
)
def test_the_folders_of_a_project(tmp_path: Path, said: str, host: str, config: str) -> None:
    """Providers run where `main` says, stacks' files are where `stackConfigDir` says."""
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "app.py").touch()
    (tmp_path / "Pulumi.yaml").write_text(said)
    found = Project.at(str(tmp_path))
    assert found == Project(tmp_path, tmp_path / host, tmp_path / config)


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path starts at the project, and is written for whoever reads it, relative as it was."""
    inner, elsewhere = tmp_path / "inner", tmp_path / "else" / "where"
    inner.mkdir()
    elsewhere.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path, inner, tmp_path)
    assert project.for_program("./data/a.jsonl") == "./data/a.jsonl"
    assert project.for_host("data/a.jsonl") == "../data/a.jsonl"
    assert project.for_host("/data/a.jsonl") == "/data/a.jsonl"
    monkeypatch.chdir(elsewhere)
    assert project.for_program("data/a.jsonl") == "../../data/a.jsonl"
    assert project.for_host("data/a.jsonl") == "../data/a.jsonl"
    assert Project.at(None).for_host("a.jsonl") == "a.jsonl"
