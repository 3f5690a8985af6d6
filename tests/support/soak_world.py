"""What a soak kills runs of: a model, or a data set and the job that is tuned on it; and troubles.

Each chain of ends (soak_chain.py) changes the data, so that a new training replaces the one before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from support import vertex
from support.doors import DYNAMIC
from support.emulator import Emulator
from support.interruption import LOOKS, Interrupted
from support.project import OK, Project
from support.trainings import Jobs, Models, Trainings
from support.waiting import until

# Longer than any chain, of the emulator's clock, which the chains themselves let pass.
LAG_SECONDS: Final = 150
FOREVER: Final = 100_000_000
"""The seconds of a training that only `let_go` ends."""
NOT_FOUND: Final = "404s"
LATE: Final = "a list that lags"
_SHORT_SECONDS: Final = 0.5
_PATIENCE: Final = "until Google's list must show it"
_UPS: Final = 4


class DatasetAndJob(Jobs):
    """A TuningDataset, and the TuningJob that is tuned on it."""

    def write(self, project: Project, answer: str, more: str = "") -> None:
        """Write the data and the program."""
        vertex.declare(project, *([more] if more else []), answer=answer, epochs=1)

    def assert_alone(self, name: str) -> None:
        """Assert that the job's model, its endpoint and its data are all there is."""
        job = next(job for job in self._vertex.jobs() if job["job"] == name)
        assert job["state"] == "JOB_STATE_SUCCEEDED", job
        there = self._emulator.vertex()
        assert there["counts"] == {"runningJobs": 0, "models": 1, "endpoints": 1}, (name, there)
        objects = [f"gs://{one['bucket']}/{one['name']}" for one in self._emulator.objects()]
        assert objects == [job["trainingDatasetUri"]], objects


@dataclass(frozen=True)
class Soaked:
    """A project whose runs are cut off, and the judge of its trainings."""

    name: str
    project: Project
    trainings: Trainings

    def declare(self, number: int) -> None:
        """Write a program with data of its own."""
        self.trainings.write(self.project, f"answer {number}")


MODEL: Final = "model"
JOB: Final = "data set and job"


def worlds(folder: Path, emulator: Emulator, door: str = DYNAMIC) -> tuple[Soaked, ...]:
    """Return a project of each sort, on one emulator."""
    models, jobs = (Project(folder, emulator.url, name, door) for name in ("models", "jobs"))
    return (
        Soaked(MODEL, models, Models(emulator)),
        Soaked(JOB, jobs, DatasetAndJob(emulator)),
    )


# -- troubles ------------------------------------------------------------------------------------


def _nothing(soaked: Soaked, emulator: Emulator, chance: random.Random) -> None:
    del soaked, emulator, chance


def _not_found(soaked: Soaked, emulator: Emulator, chance: random.Random) -> None:
    """Answer some reads of what there is with a 404: never four in a row."""
    for _ in range(chance.randint(1, 3)):
        count, after = chance.randint(1, 3), chance.randint(1, 8)
        emulator.fault(**soaked.trainings.poll, status=404, count=count, after=after)


def _late_list(soaked: Soaked, emulator: Emulator, chance: random.Random) -> None:
    del soaked, chance
    emulator.settings(listLagSeconds=LAG_SECONDS)


TROUBLES: Final[Mapping[str, Callable[[Soaked, Emulator, random.Random], None]]] = {
    "nothing else": _nothing,
    NOT_FOUND: _not_found,
    LATE: _late_list,
}


def be_well(emulator: Emulator) -> None:
    """Take all troubles away."""
    emulator.clear_faults()
    emulator.settings(listLagSeconds=0)


def let_go(soaked: Soaked, emulator: Emulator) -> None:
    """Have the training over, or a later one be short."""
    emulator.settings(trainingSeconds=_SHORT_SECONDS)
    for name in soaked.trainings.unfinished():
        soaked.trainings.complete(name)


# -- what a person does after it -----------------------------------------------------------------


def unlock(project: Project) -> None:
    """Take away the lock of a run that was killed, as `pulumi cancel` does on a file backend."""
    for lock in (project.folder.parent / "backend").glob(
        f".pulumi/locks/organization/{project.folder.name}/test/*.json"
    ):
        lock.unlink()


def patient(text: str) -> bool:
    """Return whether what a run said asks for minutes until the next one."""
    return _PATIENCE in text


def resumed(project: Project, emulator: Emulator, *words: str) -> None:
    """Run `up` until it ends well, doing what its words ask for: an unlock, or patience.

    The minutes in which a list is looked at pass at once: those of the emulator first, and those
    of the plugin once it has looked again.
    """
    said: list[str] = []
    for _ in range(_UPS):
        code, text = _up(project, emulator, *words)
        said.append(text)
        if code == 0:
            return
        if "pulumi cancel" in text:
            project.run("cancel", "--yes", expect=OK)
        if patient(text):
            emulator.advance(LAG_SECONDS)
    raise AssertionError(f"{_UPS} ups didn't end well:\n{'-----'.join(said)}")


def _up(project: Project, emulator: Emulator, *words: str) -> tuple[int, str]:
    run = Interrupted(project, emulator, *words)
    try:
        until(lambda: run.over or LOOKS in run.text, "a look at a list, or the run's end")
        if not run.over:
            pass_minutes(run, emulator)
        return run.wait(), run.text
    finally:
        run.cleanup()


def pass_minutes(run: Interrupted, emulator: Emulator) -> None:
    """Have the minutes pass in which a run looks for a job in a list, or be there at its end."""
    emulator.advance(LAG_SECONDS)
    before = _lists(emulator)
    until(lambda: run.over or _lists(emulator) > before, "a list that doesn't lag any more")
    run.let_two_hours_pass()


def _lists(emulator: Emulator) -> int:
    listed: list[dict[str, Any]] = emulator.requests("GET", "/tuningJobs")
    return sum(one["path"].endswith("/tuningJobs") for one in listed)
