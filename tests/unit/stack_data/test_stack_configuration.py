"""What stands around the stack as data: each way to lose it by an edit, told with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import config

from pulumi_google_tuning.stack_data import configuration
from pulumi_google_tuning.stack_data.configuration import mistakes, repeated_key
from pulumi_google_tuning.stack_data.declare import StackDataError, declare
from pulumi_google_tuning.stack_data.project import Project

MISSING = "google-tuning:resources: isn't set"
EMPTY = "google-tuning:resources: is empty, so all resources of the stack would be deleted"


@pytest.fixture(autouse=True)
def heard() -> Iterator[Callable[[dict[str, Any]], None]]:
    """Set what the engine gave, and take it back."""
    before = config.CONFIG.get()

    def give(said: dict[str, Any]) -> None:
        config.CONFIG.set(said)

    yield give
    config.CONFIG.set(before)


def engine_of(text: str) -> dict[str, str]:
    """Return what the engine makes of a stack's file: the first document's `config`."""
    first = next(iter(yaml.safe_load_all(text)), None) or {}
    return {
        (key if ":" in key else f"root:{key}"): ""
        if value is None
        else value
        if isinstance(value, str)
        else json.dumps(value)
        for key, value in (first.get("config") or {}).items()
    }


GOOD = "  google-tuning:resources: {}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("config: {}\n", 0, MISSING),
        ("", 0, MISSING),
        ("config:\n  google-tuning:resources:\n", 2, EMPTY),
        ("config:\n  google-tuning:resources: ''\n", 2, EMPTY),
        ("config:\n  google-tuning:resources:\n    # tunedModels: {}\n", 2, EMPTY),
        (
            "config:\n  google-tuning:resource: {}\n",
            2,
            'google-tuning:resource isn\'t a setting; did you mean "resources"?',
        ),
        (
            "config:\n  pulumi-google-tuning:resources: {}\n",
            2,
            "pulumi-google-tuning:resources: has no effect; did you mean google-tuning:resources?",
        ),
        ("config:\n  google_tunning:resources: {}\n", 2, "did you mean google-tuning:resources?"),
        (
            "config:\n  resources: {}\n",
            2,
            "resources: has no effect in the project's own namespace. Write google-tuning:re",
        ),
        (
            "config:\n  google-tuning:resources:\n  tunedModels: {}\n",
            3,
            "tunedModels: has no effect in the project's own namespace. Indent it under google-tun",
        ),
        (
            "google-tuning:resources: {}\n",
            1,
            "google-tuning:resources: Pulumi reads nothing beside config. Move it into config",
        ),
        (
            "confg:\n  google-tuning:resources: {}\n",
            1,
            "confg: Pulumi reads nothing here, so google-tuning:resources has no effect; did you",
        ),
        (
            f"config:\n{GOOD}tunedModels: {{}}\n",
            3,
            "tunedModels: Pulumi reads nothing beside config",
        ),
        (
            f"config:\n{GOOD}google-tuning:delete: deny\n",
            3,
            "google-tuning:delete: Pulumi reads nothing beside",
        ),
        (f"config:\n{GOOD}---\nconfig: {{}}\n", 4, "another document begins here, but Pulumi"),
        (
            f"config:\n  google-tuning:retrain: denny\n{GOOD}",
            2,
            'google-tuning:retrain is "denny", not one of "allow", "deny"; did you mean "deny"?',
        ),
        (f"config:\n  google-tuning:delete:\n{GOOD}", 2, "google-tuning:delete is empty"),
        (
            f"config:\n  google-tuning:delet: deny\n{GOOD}",
            2,
            'google-tuning:delet isn\'t a setting; did you mean "delete"?',
        ),
        (
            f"config:\n  delete: deny\n{GOOD}",
            2,
            "delete: has no effect in the project's own namespace",
        ),
        (
            f"config:\n{GOOD}  googletuning:delete: deny\n",
            3,
            "googletuning:delete: has no effect; did you mean google-tuning:delete?",
        ),
        (
            f"config:\n  google-tuning:apiKey: a\n  google-tuning:accessToken: b\n{GOOD}",
            0,
            "are set together, but only one of them can be used",
        ),
    ],
)
def test_a_mistake_has_its_line(
    tmp_path: Path,
    heard: Callable[[dict[str, Any]], None],
    text: str,
    line: int,
    said: str,
) -> None:
    """A stack as data that isn't found, and every key that isn't heard, are told where they are."""
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    heard(engine_of(text))
    project = Project(tmp_path, tmp_path, tmp_path)
    found, _ = mistakes(project, "root", "dev", wanted=True)
    assert any(one.line == line and said in one.text for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        f"config:\n{GOOD}",
        f"encryptionsalt: v1:x\nenvironment: [a]\nconfig:\n{GOOD}  delete: mine\n",
        f"config:\n{GOOD}  other:resources: x\n  google-native:project: p\n  location: here\n",
        f"x-more: &more\n  google-tuning:delete: deny\nconfig:\n  <<: *more\n{GOOD}",
        f"---\nconfig:\n{GOOD}---\n",
        f"config:\n  google-tuning:pollSeconds: 5\n{GOOD}",
    ],
)
def test_nothing_is_wrong(
    tmp_path: Path, heard: Callable[[dict[str, Any]], None], text: str
) -> None:
    """Other packages' keys, the project's own and Pulumi's are left alone."""
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    heard(engine_of(text))
    project = Project(tmp_path, tmp_path, tmp_path)
    assert mistakes(project, "root", "dev", wanted=True)[0] == []


def test_the_wrong_stack(tmp_path: Path, heard: Callable[[dict[str, Any]], None]) -> None:
    """Where another stack's file has the data, it is named."""
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n{GOOD}")
    heard({})
    (one,) = mistakes(Project(tmp_path, tmp_path, tmp_path), "root", "prod", wanted=True)[0]
    assert f"{MISSING} (Pulumi.dev.yaml has it, and this stack is prod), so" in one.text
    assert mistakes(Project(tmp_path, tmp_path, tmp_path), "root", "prod", wanted=False)[0] == []


def test_another_file_is_not_judged(
    tmp_path: Path, heard: Callable[[dict[str, Any]], None]
) -> None:
    """With `--config-file` the file beside the project isn't the engine's: it is left alone."""
    (tmp_path / "Pulumi.dev.yaml").write_text("google-tuning:resources: {}\n")
    heard({"google-tuning:resources": "{}", "google-tuning:retrian": "deny"})
    (one,) = mistakes(Project(tmp_path, tmp_path, tmp_path), "root", "dev", wanted=True)[0]
    assert (one.line, one.text.partition(" ")[0]) == (0, "google-tuning:retrian")


def test_a_key_twice_in_json(tmp_path: Path, heard: Callable[[dict[str, Any]], None]) -> None:
    """JSON takes the last of two equal keys, in a file and in a text: neither is declared."""
    data = '{"tunedModels": {"a": {}, "a": {}}}'
    text = f'{{"config": {{\n"google-tuning:resources": {data}}}}}'
    (tmp_path / "Pulumi.dev.json").write_text(text)
    heard({"google-tuning:resources": '{"tunedModels": {"a": {}}}'})
    (one,) = mistakes(Project(tmp_path, tmp_path, tmp_path), "root", "dev", wanted=True)[0]
    assert (one.line, one.text) == (2, "a: appears twice, first in line 2. Keep one")
    assert repeated_key(data) == "a"
    assert repeated_key('[{"a": {"b": 1}, "b": {"a": 1}}]') is None


def test_declare_refuses_what_is_not_there(
    monkeypatch: pytest.MonkeyPatch, heard: Callable[[dict[str, Any]], None]
) -> None:
    """`declare()` raises without data; `declare({})` means none, and still hears of other keys."""
    monkeypatch.setattr(pulumi, "get_project", lambda: "root")
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    heard({})
    with pytest.raises(StackDataError, match=MISSING):
        declare()
    assert declare({}) == {}
    heard({"google-tuning:delet": "deny"})
    with pytest.raises(StackDataError, match="delet isn't a setting"):
        declare({})
    assert configuration.heard() == {"google-tuning:delet": "deny"}


@pytest.mark.parametrize("levels", [90, 1500])
def test_a_file_of_any_depth_is_read(
    tmp_path: Path, heard: Callable[[dict[str, Any]], None], levels: int
) -> None:
    """How deep the data is nested is said of the data: what stands around it is read all the same.

    What an anchor stands for is judged once.
    """
    nested = "[" * levels + "]" * levels
    data = f"  google-tuning:resources: {{tunedModels: {{a: &a {{x: {nested}, x: 1}}, b: *a}}}}\n"
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n{data}tunedModels: {{}}\n")
    heard({"google-tuning:resources": "{}"})
    project = Project(tmp_path, tmp_path, tmp_path)
    found, _ = mistakes(project, "root", "dev", wanted=True)
    assert sorted((one.line, one.text.partition(":")[0]) for one in found) == [
        (2, "x"),
        (3, "tunedModels"),
    ]
