"""The sweep, run as its reader runs it: 24 models from a grid through the Automation API."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import forks
from support.emulator import Emulator
from support.processes import cut_power, plugins_of
from support.project import ROOT, Project
from support.waiting import until

SWEEP = ROOT / "examples" / "sweep"
FILES = ("sweep.py", "grid.py", "ranking.py", "train.jsonl")
POINTS = 24

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path, emulator: Emulator) -> Iterator[Start]:
    """Yield a function that starts the sweep in a folder of its own; it ends with the test."""
    project = Project(tmp_path, emulator.url, "sweep")
    for name in FILES:
        shutil.copy(SWEEP / name, project.folder / name)
    started: list[subprocess.Popen[str]] = []

    def run(*words: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "sweep.py", "--stack", "test", *words],
                cwd=project.folder,
                env=forks.environment(project.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=(project.folder / "stderr.txt").open("w"),
                text=True,
                start_new_session=True,
            )
        )
        return started[-1]

    yield run
    for one in started:
        cut_power(one.pid)
        one.wait()


def printed(process: subprocess.Popen[str]) -> str:
    """Wait for its good end; give what it has printed."""
    out, _ = process.communicate()
    assert process.returncode == 0, out
    return out


def rows(text: str) -> list[list[str]]:
    """Return the chart's rows: rank, epochs, batch, rate, loss, bar and model."""
    return [line.split() for line in text.splitlines() if "tunedModels/" in line]


@pytest.mark.thorough
def test_a_sweep_that_is_killed_and_run_again(
    start: Start, emulator: Emulator, tmp_path: Path
) -> None:
    """Killed while all 24 train, it ends with 24 trainings, ranked; `--keep 3` leaves the best."""
    page = tmp_path / "sweep.html"
    emulator.settings(trainingSeconds=3600)
    first = start()
    until(lambda: len(emulator.trainings()) == POINTS or first.poll() is not None, "24 trainings")
    assert first.poll() is None
    cut_power(first.pid)
    first.communicate()
    until(lambda: not plugins_of(first.pid), "the plugins' end")
    emulator.finish()

    ranking = rows(printed(start()))
    assert len(ranking) == POINTS
    assert [float(row[4]) for row in ranking] == sorted(float(row[4]) for row in ranking)
    assert {row[-1] for row in ranking} == {model["name"] for model in emulator.models()}
    assert len({tuple(row[1:4]) for row in ranking}) == POINTS, "each point of the grid"
    assert [len(row[5]) for row in ranking] == sorted(len(row[5]) for row in ranking), "the bars"
    assert ranking[0][5] == "▏"
    assert set(ranking[-1][5]) == {"█"}

    kept = printed(start("--keep", "3", "--report", str(page)))
    drawn = page.read_text()
    assert [row[-1] for row in ranking if row[-1] not in drawn] == [], "the losers too"
    best = [row[-1] for row in ranking[:3]]
    assert sorted(model["name"] for model in emulator.models()) == sorted(best)
    assert "kept 3 of 24: " in kept
    assert [row[-1] for row in rows(printed(start()))] == best, "the losers stay deleted"
    assert len(emulator.trainings()) == POINTS

    printed(start("--destroy"))
    assert emulator.models() == []
