"""A project whose state is kept elsewhere than in a folder."""

from __future__ import annotations

from support.emulator import Emulator
from support.interruption import LONG, Interrupted
from support.project import OK, Project
from support.trainings import Models
from support.waiting import until


def move(project: Project, url: str, stack: str = "test", **environment: str) -> None:
    """Have the project's stack in another backend, with these variables."""
    project.environment |= {"PULUMI_BACKEND_URL": url, **environment}
    project.run("stack", "init", stack, expect=OK)


def kill_while_it_trains(project: Project, emulator: Emulator) -> None:
    """Run `up`, and kill -9 it once its training was accepted; that goes on for ever."""
    emulator.settings(trainingSeconds=LONG)
    run = Interrupted(project, emulator)
    try:
        until(lambda: emulator.trainings() or run.over, "an accepted training")
        assert not run.over, run.text
        run.kill_both()
        run.wait()
    finally:
        run.cleanup()


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
