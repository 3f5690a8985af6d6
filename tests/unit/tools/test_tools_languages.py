"""The hosts of other languages and `gen-sdk`: built once a user, and only what the CLI lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.steps import building, languages
from tools.steps.faults import SetupError
from tools.steps.versions import BUILDING_GO, PINNED_CLI, parse, spell

SOURCES = Path(__file__).parents[3] / "tools" / "languages"
ALL = sorted(name for module in languages.MODULES for name in module.programs)


class Machine:
    """A pretended machine: a CLI with hosts of its own or none, and a go that builds or doesn't."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tools, self.ours = tmp_path / "tools", tmp_path / "venv"
        self.cli = tmp_path / "archive" / "pulumi"
        for folder in (self.tools, self.ours, self.cli.parent):
            folder.mkdir()
        self.cli.touch()
        self.environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": str(self.tools)}
        self.built: list[str] = []
        self.fails = False
        monkeypatch.setattr(building, "examine", lambda go: None if go else "there is no go")
        monkeypatch.setattr(languages.running, "at_length", self._run)

    def has(self, folder: Path, *names: str) -> None:
        """Put programs into a folder."""
        for name in names:
            (folder / name).write_text("#!/bin/sh\n")
            (folder / name).chmod(0o755)

    def ensure(self) -> list[str]:
        """Run the step, and return which programs `.venv/bin` has then."""
        languages.ensure(self.cli, self.ours, SOURCES, self.environment)
        return sorted(file.name for file in self.ours.iterdir())

    def _run(self, command: Sequence[str], log: Path, doing: str, **_: object) -> int:
        log.write_text("no space left\n")
        if self.fails:
            return 1
        target = Path(command[command.index("-o") + 1])
        names = [package.rpartition("/")[2] for package in command[command.index("-o") + 2 :]]
        self.built.extend(names)
        self.has(target, *names)
        return 0


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without anything."""
    return Machine(tmp_path, monkeypatch)


def test_all_is_built_once_a_user(machine: Machine) -> None:
    """The first checkout builds, the next one finds all in the cache."""
    machine.has(machine.tools, "go", "npm")
    assert machine.ensure() == ALL
    assert sorted(machine.built) == ALL
    for name in ALL:
        (machine.ours / name).unlink()
    assert machine.ensure() == ALL
    assert sorted(machine.built) == ALL


def test_the_clis_own_hosts_come_first(machine: Machine) -> None:
    """Of Pulumi's archive only `gen-sdk` is missing; a host of an earlier choice is taken away."""
    machine.has(machine.tools, "go", "npm")
    machine.ensure()
    machine.has(machine.cli.parent, *ALL)
    (machine.cli.parent / languages.GENERATOR).unlink()
    assert machine.ensure() == [languages.GENERATOR]


def test_without_go_and_npm_the_rest_goes_on(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing is told in a sentence each, and set-up doesn't fail."""
    assert machine.ensure() == []
    said = capsys.readouterr().out
    assert "can't be built, as there is no go: their tests are skipped" in said
    assert "there is no npm on PATH: the tests of TypeScript are skipped" in said


def test_a_build_that_fails_leaves_nothing(machine: Machine) -> None:
    """It ends with Go's own last words, and the next set-up builds again."""
    machine.has(machine.tools, "go", "npm")
    machine.fails = True
    with pytest.raises(SetupError, match=r"could not be built with .*go: no space left"):
        machine.ensure()
    machine.fails = False
    assert machine.ensure() == ALL


def test_another_pin_is_another_build(tmp_path: Path) -> None:
    """The cache's folder follows what pins the modules and our own source."""
    environment = {"XDG_CACHE_HOME": "/cache"}
    (tmp_path / "go.sum").write_text("one")
    first = languages._folder(tmp_path, environment)
    assert languages._folder(tmp_path, environment) == first
    (tmp_path / "go.sum").write_text("two")
    assert languages._folder(tmp_path, environment) != first


@pytest.mark.parametrize("module", languages.MODULES, ids=lambda module: module.name)
def test_the_versions_that_are_told_are_the_pinned_ones(module: languages.Module) -> None:
    """What a program says of itself is the version that its go.mod pins."""
    lines = (SOURCES / module.name / "go.mod").read_text().splitlines()
    assert parse(next(line for line in lines if line.startswith("go "))) == BUILDING_GO
    variable, _, version = module.linked.partition("=")
    pinned = [line.split()[-2] for line in lines if line.endswith(f" v{version}")]
    assert any(variable.startswith(f"{path}/") for path in pinned)


def test_gen_sdk_is_of_the_clis_version() -> None:
    """The code that writes the SDKs is that of the CLI that the tests run."""
    pins = (SOURCES / "current" / "go.mod").read_text()
    assert f"github.com/pulumi/pulumi/pkg/v3 v{spell(PINNED_CLI)}\n" in pins
