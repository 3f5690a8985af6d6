"""SIGTERM to all processes of a run, as systemd and CI runners send it: nothing is forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from support.emulator import Emulator
from support.interrupted_table import training
from support.interruption import LONG, PROGRAM, Interrupted, finish, settled
from support.project import VENV, Project
from support.trainings import Models

_WRAPPER = f'#!/bin/sh\n{VENV}/bin/python -u -m pulumi.dynamic "$@"\n'
"""As Pulumi's own: the shell waits for Python and isn't replaced by it."""


@pytest.fixture
def wrapped(project: Project) -> None:
    """Have the plugin run below a shell, as with Pulumi's own wrapper."""
    tools = project.folder / "tools"
    tools.mkdir()
    wrapper = tools / "pulumi-resource-pulumi-python"
    wrapper.write_text(_WRAPPER)
    wrapper.chmod(0o755)
    project.environment["PATH"] = f"{tools}{os.pathsep}{project.environment['PATH']}"


@pytest.mark.usefixtures("wrapped")
def test_sigterm_to_all_stores_what_trains(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """The plugin takes SIGTERM as a Cancel: the state has the model, and the next up waits on."""
    models = Models(emulator)
    emulator.settings(trainingSeconds=LONG)
    project.program(PROGRAM.format(answer="2", more=""))
    run = start()
    name = training(models, run)
    run.terminate_all()
    assert run.wait() != 0
    assert f"{name}: interrupted while it trains" in run.text
    (stored,) = project.resources()
    assert stored["id"] == name
    models.complete(name)
    emulator.finish()
    finish(project)
    settled(project, emulator, trainings=1)
