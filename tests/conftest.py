"""Fixtures of the suites that need an emulator or a project."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.interrupted_table import Cell, one_training
from support.interruption import Interrupted
from support.project import Project


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give an emulator of this test's own, whose trainings take half a second."""
    running = Emulator(tmp_path)
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture
def project(tmp_path: Path, emulator: Emulator) -> Project:
    """Give an empty project on that emulator."""
    return Project(tmp_path, emulator.url)


@pytest.fixture
def start(project: Project, emulator: Emulator) -> Iterator[Callable[[], Interrupted]]:
    """Give a function that starts an `up`; what it started ends with the test."""
    started: list[Interrupted] = []

    def up() -> Interrupted:
        started.append(Interrupted(project, emulator))
        return started[-1]

    yield up
    for run in started:
        run.cleanup()


@pytest.fixture
def cell(project: Project, emulator: Emulator, start: Callable[[], Interrupted]) -> Cell:
    """Give what runs one cell of the table of interrupted runs."""
    return functools.partial(one_training, project, emulator, start)
