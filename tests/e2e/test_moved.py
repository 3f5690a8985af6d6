"""A configuration that names another place than the one where an object was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

REFRESHED = "options:\n  refresh: always\n"
NUMBERS = """
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[[str(number), str(number + 1)] for number in range(15)],
)
tuning.TunedModelPermission("team", tuned_model=model.name, grantee_type="EVERYONE", role="READER")
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Emulator]:
    """Yield a second emulator, on which there is nothing."""
    folder = tmp_path / "other"
    folder.mkdir()
    running = Emulator(folder)
    try:
        yield running
    finally:
        running.kill()


def _always_refresh(project: Project) -> None:
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write(REFRESHED)


def test_another_server_is_never_taken_for_a_deletion(
    project: Project, emulator: Emulator, other: Emulator
) -> None:
    """Another address is an error that names both, in preview and up, however often it is run."""
    _always_refresh(project)
    project.program(NUMBERS)
    project.up()
    (model,) = project.resources()
    assert model["outputs"]["place"] == {"server": emulator.url}

    project.config("emulator", other.url)
    for run in (project.preview, project.up, project.up):
        said = run(expect=RESOURCE_ERROR).text
        assert f"was created at {emulator.url}, but the configuration now says {other.url}" in said
        assert f"`pulumi config set google-tuning:emulator {emulator.url}`" in said
        assert "deleted outside" not in said
    assert not other.trainings()

    project.config("emulator", emulator.url)
    assert "unchanged" in project.preview("--expect-no-changes").text
    assert len(emulator.trainings()) == 1
