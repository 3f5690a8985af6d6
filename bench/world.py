"""An emulator, and projects of its users, for as long as a row is measured."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.emulator import Emulator
from support.project import Project

from bench.watched import Used, Watched

# So that no resource of any row waits for its turn.
_PARALLEL: Final = "300"
UP: Final = ("up", "--yes", "--suppress-progress")
# As a preview of the same would only be measured a second time.
UP_ALONE: Final = (*UP, "--skip-preview")
PREVIEW: Final = ("preview", "--suppress-progress")


@dataclass
class World:
    """A running emulator and a folder for what is made."""

    emulator: Emulator
    folder: Path

    def project(self, name: str = "numbers") -> Project:
        """Make a project that polls as by default, in the emulator's project of Google Cloud."""
        project = Project(self.folder / name, self.emulator.url)
        project.config("pollSeconds", None)
        project.config("project", "my-project")
        project.environment["PULUMI_PARALLEL"] = _PARALLEL
        return project


@contextmanager
def world(training_seconds: float = 0.1) -> Iterator[World]:
    """Have an emulator whose trainings take so long."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        emulator = Emulator(Path(folder), training_seconds=training_seconds)
        try:
            yield World(emulator, Path(folder))
        finally:
            emulator.stop()


def measured(project: Project, *words: str, code: int = 0) -> Used:
    """Run the CLI to its end, and give what it used; any other exit code is an error."""
    used = Watched(lambda: project.start(*words)).end()
    assert used.code == code, f"{words} ended {used.code}\n{used.text}"
    return used


def command(*words: str, folder: Path | None = None) -> Used:
    """Run a command to its end, and give what it used."""
    used = Watched(
        lambda: subprocess.Popen(
            words,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
    ).end()
    assert used.code == 0, f"{words} ended {used.code}\n{used.text}"
    return used


def state_bytes(project: Project, kind: str) -> int:
    """Return the size of the largest resource of this type in the state."""
    return max(len(json.dumps(one)) for one in project.resources(kind))
