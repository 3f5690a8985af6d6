"""A preview that has nothing to do does little: it reads no state and loads no client."""

from __future__ import annotations

from pathlib import Path

from support import dear_modules, doors, noted_starts
from support.emulator import Emulator
from support.noted_starts import Noted
from support.project import OK, Project

MODEL = """
tuning.TunedModel("m", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]])
"""
LIFECYCLE = "pulumi_google_tuning.lifecycle.lifecycle"
DEAR = dear_modules.DEAR | {"pulumi_google_tuning.lifecycle.adoption"}


def test_nothing_to_do(project: Project, emulator: Emulator, tmp_path: Path) -> None:
    """The run that creates exports the state once; through no door does a preview after it."""
    project.program(MODEL)
    up = ("up", "--yes", "--skip-preview")
    _, plugin = _noted(project, tmp_path / "up", "pulumi.dynamic", *up)
    assert len([words for words in plugin.ran if "stack export" in words]) == 1

    preview = ("preview", "--expect-no-changes")
    program, plugin = _noted(project, tmp_path / "dynamic", "pulumi.dynamic", *preview)
    assert LIFECYCLE in plugin.imported - program.imported
    assert plugin.ran == program.ran == ()
    assert DEAR & (program.imported | plugin.imported) == set()

    project.enter(doors.NATIVE)  # which takes the stack over as it is
    project.program(MODEL)
    _, plugin = _noted(project, tmp_path / "native", "pulumi-resource-google-tuning", *preview)
    assert LIFECYCLE in plugin.imported
    assert plugin.ran == ()
    assert (DEAR | {"pulumi.resource"}) & plugin.imported == set()
    assert len(emulator.trainings()) == 1


def _noted(project: Project, folder: Path, plugin: str, *words: str) -> tuple[Noted, Noted]:
    """Run a command; return what the program and the plugin imported and ran."""
    project.run(*words, expect=OK, **noted_starts.environment(folder))
    noted = noted_starts.read(folder)
    (program,) = [one for one in noted if "run_program.py" in one.started]
    (served,) = [one for one in noted if plugin in one.started]
    return program, served
