"""An emulator as a process of its own.

Nothing here may import pulumi: its google.rpc protos and googleapis' can't live in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from contract_server import Server


@pytest.fixture(scope="session")
def _process() -> Iterator[Server]:
    # Trainings never end by themselves: a test completes, fails or advances them.
    running = Server("--training-seconds", "3600")
    yield running
    code, _, err = running.stop()
    assert (code, err) == (0, "")


@pytest.fixture
def server(_process: Server) -> Server:
    """Return an empty emulator, whose trainings end when the test says so."""
    _process.admin("POST", "reset")
    return _process


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Yield a function that starts an emulator of the test's own, with options."""
    started: list[Server] = []

    def one(*options: str) -> Server:
        started.append(Server(*options))
        return started[-1]

    yield one
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()
