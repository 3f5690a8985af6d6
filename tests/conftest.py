"""Fixtures of the suites that need an emulator or a project."""

from __future__ import annotations

import functools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import doors, forks, vault
from support.emulator import Emulator
from support.interrupted_table import Cell, one_training
from support.interruption import Interrupted
from support.project import Project

# A shell's background job ignores Ctrl-C, and so would every process that a test starts and presses
# it for.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast a machine is mustn't decide what passes: no deadline, and no health check that has one.
# `make test-all` takes `--hypothesis-profile thorough`. CI's own profile is the parent in CI.
UNTIMED = settings(settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", UNTIMED, max_examples=20)
settings.register_profile("thorough", UNTIMED, max_examples=200)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option for those who doubt forks."""
    parser.addoption(
        "--real-processes",
        action="store_true",
        help="start every process, and encrypt every stack, as users do: no forks, no key server",
    )


@pytest.fixture(scope="session")
def forked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have this worker's processes forked from one that is warm, and its stacks' keys served."""
    if request.config.getoption("--real-processes"):
        yield
        return
    with vault.served(), forks.served():
        yield


@pytest.fixture
def emulator(forked: None, tmp_path: Path) -> Iterator[Emulator]:
    """Yield an emulator of this test's own, whose trainings take half a second."""
    running = Emulator(tmp_path)
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture
def other(forked: None, tmp_path: Path) -> Iterator[Emulator]:
    """Yield a second emulator, on which there is nothing."""
    folder = tmp_path / "other"
    folder.mkdir()
    running = Emulator(folder)
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture
def door() -> str:
    """Return the door of a test that names none: `doors.both` names one after the other."""
    return doors.DYNAMIC


@pytest.fixture
def project(tmp_path: Path, emulator: Emulator, door: str) -> Project:
    """Return an empty project on that emulator."""
    return Project(tmp_path, emulator.url, door=door)


@pytest.fixture
def start(project: Project, emulator: Emulator) -> Iterator[Callable[..., Interrupted]]:
    """Yield a function that starts an `up`; what it started ends with the test."""
    started: list[Interrupted] = []

    def up(*, forked: bool = True) -> Interrupted:
        started.append(Interrupted(project, emulator, forked=forked))
        return started[-1]

    yield up
    for run in started:
        run.cleanup()


@pytest.fixture
def cell(project: Project, emulator: Emulator, start: Callable[..., Interrupted]) -> Cell:
    """Return what runs one cell of the table of interrupted runs."""
    return functools.partial(one_training, project, emulator, start)
