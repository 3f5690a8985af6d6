"""N models of the same training time: wall time, requests while waiting, memory, state, no-op."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.cloud import Cloud
from support.emulator import Emulator
from support.other_backend import move
from support.processes import plugins_of
from support.project import Project

PROGRAM = """
for number in range({count}):
    tuning.TunedModel(
        f"m{{number}}",
        base_model="models/gemini-1.5-flash-001-tuning",
        training_data=[[str(n), str(n + 1)] for n in range(15)],
        hyperparameters={{"epoch_count": 5, "batch_size": 4}},
    )
"""
# What the engine and its backend cost by themselves: as much state, and nothing to do for it.
NOTHING = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Nothing(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        return CreateResult(props["word"], props)

class Anything(Resource):
    def __init__(self, name):
        super().__init__(Nothing(), name, {{"word": name, "padding": "x" * 360}})

for number in range({count}):
    Anything(f"m{{number}}")
"""
CLIENT = Path(__file__).with_name("google_client.py")
Row = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to train N models; from `slow_from` models on it takes too long to measure."""

    name: str
    run: Callable[[Emulator, int, Path], Row]
    slow_from: int | None = None
    trains: bool = True


def measure(way: Way, count: int, training_seconds: float, folder: Path) -> Row:
    """Train `count` models this way on an emulator of its own."""
    emulator = Emulator(folder, training_seconds=training_seconds)
    try:
        begin = time.monotonic()
        row = way.run(emulator, count, folder)
        wall = row.pop("wallSeconds", time.monotonic() - begin)
        assert len(emulator.trainings()) == (count if way.trains else 0)
    finally:
        emulator.stop()
    return {
        "way": way.name,
        "models": count,
        "trainingSeconds": training_seconds,
        "wallSeconds": round(wall, 2),
        "wallOverTraining": round(wall / training_seconds, 2),
        **row,
    }


def line(row: Row) -> str:
    """Return a row of the table."""
    rest = ", ".join(
        f"{name} {row[name]}"
        for name in row
        if name not in {"way", "models", "trainingSeconds", "wallSeconds", "wallOverTraining"}
    )
    return (
        f"{row['way']:<28} {row['models']:>4} models {row['wallSeconds']:>7.1f} s  "
        f"x {row['wallOverTraining']:<6} {rest}"
    )


def _upgraded(emulator: Emulator, count: int, folder: Path) -> Row:
    return _pulumi(emulator, count, folder, "")


def _journaled(emulator: Emulator, count: int, folder: Path) -> Row:
    """As with Pulumi Cloud: the engine sends what a step did, not the whole state."""
    with closing(Cloud()) as cloud:
        return _pulumi(emulator, count, folder, "", cloud.url)


def _stock(emulator: Emulator, count: int, folder: Path) -> Row:
    # The request stays: without urns, equal models could not be told apart.
    return _pulumi(emulator, count, folder, "workers,partial,progress,cancel,preview,engine")


def _pulumi(
    emulator: Emulator, count: int, folder: Path, disable: str, backend: str | None = None
) -> Row:
    project = Project(folder, emulator.url)
    if backend is not None:
        move(project, backend, PULUMI_ACCESS_TOKEN="any")
    project.run("config", "rm", "google-tuning:pollSeconds")
    project.program(PROGRAM.format(count=count))
    environment = {"PULUMI_PARALLEL": "300", "PULUMI_GOOGLE_TUNING_DISABLE": disable}
    begin = time.monotonic()
    up = project.start("up", "--yes", "--skip-preview", "--suppress-progress", **environment)
    memory = Memory(up)
    text, _ = up.communicate()
    wall = time.monotonic() - begin
    assert up.returncode == 0, text
    polls = [r for r in emulator.requests("GET") if r["path"].endswith("/tunedModels")]
    begin = time.monotonic()
    project.up("--suppress-progress", **environment)
    sizes = [len(json.dumps(resource)) for resource in project.resources()]
    return {
        "wallSeconds": wall,
        "lists": len(polls),
        "pluginMiB": round(memory.peak_kib / 1024),
        "noChangeSeconds": round(time.monotonic() - begin, 1),
        "stateBytes": max(sizes),
    }


class Memory(threading.Thread):
    """Watches the plugin's resident memory until the run ends."""

    def __init__(self, run: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.peak_kib = 0
        self._run = run
        self.start()

    def run(self) -> None:
        """Look ten times a second."""
        while self._run.poll() is None:
            for process in plugins_of(self._run.pid):
                said = subprocess.run(
                    ["ps", "-o", "rss=", "-p", str(process)],
                    capture_output=True,
                    text=True,
                    check=False,
                ).stdout.strip()
                self.peak_kib = max(self.peak_kib, int(said or 0))
            time.sleep(0.1)


def _nothing(emulator: Emulator, count: int, folder: Path) -> Row:
    project = Project(folder, emulator.url)
    project.program(NOTHING.format(count=count))
    seconds = []
    for _ in range(2):
        begin = time.monotonic()
        project.up("--suppress-progress", PULUMI_PARALLEL="300")
        seconds.append(time.monotonic() - begin)
    sizes = [len(json.dumps(resource)) for resource in project.resources("Resource")]
    assert len(sizes) == count
    return {
        "wallSeconds": seconds[0],
        "noChangeSeconds": round(seconds[1], 1),
        "stateBytes": max(sizes),
    }


def _client(emulator: Emulator, count: int, folder: Path) -> Row:
    del folder
    begin = time.monotonic()
    subprocess.run([sys.executable, str(CLIENT), emulator.url, str(count)], check=True)
    wall = time.monotonic() - begin
    return {"wallSeconds": wall, "reads": len(emulator.requests("GET"))}


WAYS = (
    Way("this provider", _upgraded),
    Way("the same, state as a journal", _journaled),
    Way("the stock dynamic host", _stock, slow_from=50),
    Way("the engine, nothing to do", _nothing, trains=False),
    Way("Google's client, a thread each", _client, slow_from=1000),
)
