"""The state in a real PostgreSQL server, as teams keep it who have no Pulumi Cloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.emulator import Emulator
from support.other_backend import killed_and_resumed, move
from support.postgres import Postgres, programs
from support.project import Project


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """Yield a server of this test's own."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()


def test_a_killed_run_is_taken_up(project: Project, emulator: Emulator, postgres: Postgres) -> None:
    """Up, kill -9, unlock, up: one training, in a state that stands in the database alone."""
    move(project, postgres.url)
    name = killed_and_resumed(project, emulator)
    # The backend keeps bytes as base64 in JSON.
    stored = postgres.sql(
        "SELECT convert_from(decode(data->>'data', 'base64'), 'UTF8') FROM pulumi_state"
        " WHERE key LIKE '%/stacks/numbers/test.json'"
    )
    assert name in stored
    project.destroy()
    assert emulator.models() == []
    assert len(emulator.trainings()) == 1
