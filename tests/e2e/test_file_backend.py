"""The state in a folder: what a kill can cut off, what mends it, and what avoids it."""

from __future__ import annotations

from pathlib import Path

from support.emulator import Emulator
from support.other_backend import move
from support.project import OK, Project
from support.trainings import Models


def test_a_file_cut_off_beside_the_state(project: Project, tmp_path: Path) -> None:
    """An empty `.attrs` hides a whole state with the documented error; without it all is well."""
    folder = tmp_path / "plain"
    folder.mkdir()
    move(project, f"file://{folder}")
    (beside,) = folder.rglob("stacks/*/test.json.attrs")
    beside.write_text("")  # what a kill between its creation and its text leaves
    assert "failed to load checkpoint: EOF" in project.run("stack", "export").text
    beside.unlink()
    project.run("stack", "export", expect=OK)


def test_an_address_that_avoids_it(project: Project, emulator: Emulator) -> None:
    """With `?metadata=skip` an update writes no such file, so none can be cut off."""
    Models(emulator).write(project, "2")
    project.up()
    assert list(project.folder.parent.rglob("stacks/*/test.json"))
    assert not list(project.folder.parent.rglob("*.attrs"))
