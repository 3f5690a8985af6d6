"""A project whose state is kept elsewhere than in a folder."""

from __future__ import annotations

from support.emulator import Emulator
from support.interruption import kill_while_it_trains
from support.project import OK, Project
from support.trainings import Models


def move(project: Project, url: str, stack: str = "test", **environment: str) -> None:
    """Have the project's stack in another backend, with these variables."""
    project.environment |= {"PULUMI_BACKEND_URL": url, **environment}
    project.run("stack", "init", stack, expect=OK)


def killed_and_resumed(project: Project, emulator: Emulator) -> str:
    """Run `up`, kill -9 it while the model trains, and `up` again; give the model's name.

    What must be true is asserted here: the state stays locked until `pulumi cancel`, and then ends
    with the one training that was accepted before the kill.
    """
    trainings = Models(emulator)
    trainings.write(project, "2")
    kill_while_it_trains(project, emulator)
    locked = project.up(expect=None)
    assert locked.code != 0
    assert "the stack is currently locked by 1 lock(s)" in locked.text
    project.run("cancel", "--yes", expect=OK)
    emulator.finish()
    project.up()
    (name,) = trainings.accepted()
    (stored,) = project.resources()
    assert stored["id"] == name
    assert not stored.get("initErrors")
    project.preview("--refresh", "--expect-no-changes")
    return name
