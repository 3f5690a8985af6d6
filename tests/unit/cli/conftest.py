"""Fixtures of the command line's tests: no credentials, no project, no network, no `pulumi`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.cli_world import Google

from pulumi_google_tuning.cli.doctor import google_checks
from pulumi_google_tuning.cli.shared import session as sessions
from pulumi_google_tuning.cli.shared.session import InteractiveSession
from pulumi_google_tuning.google.session import Session


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in an empty folder, with no program on PATH."""
    for name in list(os.environ):
        if name.upper().startswith(("GOOGLE_", "GCE_", "CLOUDSDK_", "PULUMI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Google:
    """Return the Google that every command of the test talks to; nothing waits for a retry."""
    world = Google()

    def session(config: Any, **said: Any) -> Session:
        return InteractiveSession(config, adapter=world, sleep=lambda _: None, **said)

    for module in (sessions, google_checks):
        monkeypatch.setattr(module, "InteractiveSession", session)
    return world


@pytest.fixture
def pulumi(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that puts a `pulumi` on PATH: a shell script; it logs its words."""

    def make(body: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        log = tmp_path / "pulumi.log"
        command = folder / "pulumi"
        command.write_text(f'#!/bin/sh\necho "$@" >> {log}\n{body}\n')
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        return log

    return make
