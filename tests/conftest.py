"""Fixtures of the suites that need an emulator or a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.project import Project


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give an emulator of this test's own, whose trainings take half a second."""
    running = Emulator(tmp_path)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def project(tmp_path: Path, emulator: Emulator) -> Project:
    """Give an empty project on that emulator."""
    return Project(tmp_path, emulator.url)
