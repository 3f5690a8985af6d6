"""The state in Cloud Storage, through the CLI's own Go client, on the emulator's storage."""

from __future__ import annotations

import pytest
from support.emulator import Emulator
from support.other_backend import killed_and_resumed, move
from support.project import Project


@pytest.mark.thorough
def test_a_killed_run_is_taken_up(project: Project, emulator: Emulator) -> None:
    """Up, kill -9, unlock, up: one training, in a state that stands in the bucket alone."""
    # Google's Go client takes the emulator's host without a scheme.
    move(
        project,
        "gs://my-state",
        STORAGE_EMULATOR_HOST=emulator.url.removeprefix("http://"),
        GOOGLE_OAUTH_ACCESS_TOKEN="nobody-looks-at-it",
    )
    killed_and_resumed(project, emulator)
    kept = {one["name"] for one in emulator.objects() if one["bucket"] == "my-state"}
    assert ".pulumi/stacks/numbers/test.json" in kept
    assert not [name for name in kept if name.startswith(".pulumi/locks/")]
    project.destroy()
    assert emulator.models() == []
    assert len(emulator.trainings()) == 1
