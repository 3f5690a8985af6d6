"""The `pulumi` command, as the doors and the command line run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_google_tuning.doors.shared.pulumi_cli import PulumiError, stack_export


def command(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a `pulumi` on PATH that does what the script says."""
    (folder / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo error: no such stack >&2; exit 1", "`pulumi stack export --stack dev` failed: no "),
        ("echo oops", "did not print JSON"),
        ("echo '[]'", "did not print a state"),
        ("exec sleep 60", "did not finish within 0 s"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the command does, its caller gets a state or one error that names the command."""
    command(tmp_path, script, monkeypatch)
    with pytest.raises(PulumiError) as failed:
        stack_export("dev", seconds=0.2 if "sleep" in script else 120.0)
    assert "`pulumi stack export --stack dev`" in str(failed.value)
    assert said in str(failed.value)
    assert not failed.value.no_stack


def test_that_no_stack_is_selected_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line goes on without a stack where none is selected, and only there."""
    command(tmp_path, "echo error: no stack selected >&2; exit 255", monkeypatch)
    with pytest.raises(PulumiError) as failed:
        stack_export(None)
    assert failed.value.no_stack


@pytest.mark.parametrize("path", ["/nowhere", None])
def test_the_engine_comes_first(tmp_path: Path, path: str | None) -> None:
    """The engine is found among the ancestors, before what PATH has; no language host is taken.

    So is the folder in which it has found the project, wherever the plugin runs.
    """
    shell = Path(shutil.which("sh") or "").resolve()
    other = tmp_path / "bin" / "pulumi"
    other.parent.mkdir()
    for copy in (tmp_path / "pulumi", tmp_path / "pulumi-language-python", other):
        shutil.copy(shell, copy)
    ask = (
        "from pulumi_google_tuning.doors.shared import pulumi_cli as cli; "
        "print(*cli.candidates(), cli.engine_folder())"
    )
    plugin = f"{sys.executable} -c '{ask}'; true"
    host = f'{tmp_path}/pulumi-language-python -c "cd / && {plugin}"; true'
    said = subprocess.run(
        [tmp_path / "pulumi", "-c", host],
        cwd=tmp_path,
        env={**os.environ, "PATH": path or str(other.parent)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = [str(tmp_path / "pulumi"), *([] if path else [str(other)])]
    assert said.split() == [*found, str(tmp_path)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("up", None),
        ("up --config-file today.yaml", "today.yaml"),
        ("up --config-file=other.yaml --config-file=today.yaml --yes", "today.yaml"),
        ("up --config-file {folder}/today.yaml", "today.yaml"),
        ("up --config-file nowhere.yaml", None),
        ("up --config-file", None),
    ],
)
def test_the_engines_own_configuration_file(tmp_path: Path, words: str, found: str | None) -> None:
    """It is the last one of the engine's command line, in its folder, if there is such a file."""
    shutil.copy(Path(shutil.which("sh") or "").resolve(), tmp_path / "pulumi")
    (tmp_path / "today.yaml").touch()
    ask = 'import os; os.chdir("/"); from pulumi_google_tuning.doors.shared import pulumi_cli; '
    ask += "print(*pulumi_cli.config_file_option())"
    plugin = f"{sys.executable} -c '{ask}'; true"
    said = subprocess.run(
        [tmp_path / "pulumi", "-c", plugin, *words.format(folder=tmp_path).split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == (["--config-file", str(tmp_path / found)] if found else [])
