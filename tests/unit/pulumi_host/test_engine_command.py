"""Which CLI runs, and which stack it was told: read from the process that started this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_google_tuning.pulumi_host import _engine_command
from pulumi_google_tuning.pulumi_host._engine_command import (
    EngineCommand,
    asked_ps,
    engine_command,
    stack_option,
)

ASK = "from pulumi_google_tuning.pulumi_host._engine_command import engine_command as e; print(e())"


@pytest.mark.parametrize(
    ("words", "stack"),
    [
        ("up --stack acme/shop/prod --yes", "acme/shop/prod"),
        ("up --stack=acme/shop/prod", "acme/shop/prod"),
        ("up -s prod", "prod"),
        ("up -sprod", "prod"),
        ("up -s=prod", "prod"),
        ("up -ys acme/prod", "acme/prod"),
        ("up -yfs=prod", "prod"),
        ("-C stacks up -s prod", "prod"),
        ("-Cstacks up --yes", None),
        ("up -mtests --yes", None),
        ("up --skip-preview --secrets-provider x", None),
        ("up --stack", None),
        ("up --stack=", None),
        ("up -- --stack prod", None),
        ("up", None),
        ("", None),
    ],
)
def test_the_option_is_read_as_the_cli_reads_it(words: str, stack: str | None) -> None:
    """Every spelling of `--stack` is understood, and no other option is taken for it."""
    assert stack_option(words.split()) == stack


def test_the_engine_is_found_behind_the_language_host(tmp_path: Path) -> None:
    """The nearest ancestor that is `pulumi` itself is the engine, and no `pulumi-language-...`."""
    shell = Path(shutil.which("sh") or "").resolve()
    for name in ("pulumi", "pulumi-language-python"):
        shutil.copy(shell, tmp_path / name)
    inner = f"{sys.executable} -c '{ASK}'; true"
    outer = f'{tmp_path}/pulumi-language-python -c "{inner}"; true'
    said = subprocess.run(
        [tmp_path / "pulumi", "-c", outer, "up", "--stack", "acme/shop/prod"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == str(EngineCommand(str(tmp_path / "pulumi"), "acme/shop/prod"))


def test_ps_says_the_same_as_proc() -> None:
    """Where there is no /proc, `ps` gives a process's parent and words."""
    if not Path("/proc/self/stat").exists() or shutil.which("ps") is None:
        pytest.skip("there are no two to compare")
    assert asked_ps(os.getpid()) == (
        os.getppid(),
        Path("/proc/self/cmdline").read_text().replace("\0", " ").split(),
    )


def test_nothing_is_known_where_no_engine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that no engine started, or whose ancestors can't be read, tells nothing."""
    assert engine_command() == EngineCommand()
    monkeypatch.setattr(_engine_command, "_process", lambda _: None)
    assert engine_command() == EngineCommand()
    monkeypatch.undo()
    assert asked_ps(2**22 + 1) is None
