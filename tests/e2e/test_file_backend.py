"""The state in a folder: what a kill can cut off, what mends it, and what avoids it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.doors import both
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


@pytest.mark.thorough
@both(native=False)
def test_a_full_disk_costs_no_training(project: Project, emulator: Emulator) -> None:
    """As docs/troubleshooting.md says: the `.bak` brings the state back, and a cancel the lock."""
    Models(emulator).write(project, "2")
    project.up()
    (state,) = project.folder.parent.rglob("stacks/*/test.json")
    for left in (500, 0):  # cut off, and empty
        state.write_text(state.read_text()[:left])
        run = project.up(expect=None)
        assert run.code != 0
        assert "failed to load checkpoint" in run.text
        assert "unexpected end of JSON input" in run.text
        told = orphans(project)
        assert told.returncode == 1
        assert "copy STACK.json.bak, which is beside it, over STACK.json" in told.stderr
        state.write_bytes(state.with_name("test.json.bak").read_bytes())
        assert "2 unchanged" in project.up("--refresh").text
    lock = state.parents[2] / "locks" / "organization" / "numbers" / "test" / "lock.json"
    lock.write_text("")
    assert "error: unexpected end of JSON input" in project.up(expect=None).text
    project.run("cancel", "--yes", expect=OK)
    assert "2 unchanged" in project.up().text
    assert len(emulator.trainings()) == 1


def orphans(project: Project) -> subprocess.CompletedProcess[str]:
    """Run `google-tuning orphans` on the stack."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("google-tuning")), "orphans", "--stack", "test"],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
    )
