"""Both doors beside each other: training at scale, nothing to do, a start, the plugin's memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import yaml
from support import doors
from support.emulator import Emulator
from support.project import Project

from bench.scale import PROGRAM, Memory, Row

# The least of so many: what else the machine does only adds to it.
_REPEATS: Final = 7
_EXECUTABLE: Final = Path(sys.prefix) / "bin" / "pulumi-resource-google-tuning"
_EXAMPLES: Final = [{"textInput": str(n), "output": str(n + 1)} for n in range(15)]
_PARALLEL: Final = {"PULUMI_PARALLEL": "300"}


def _dynamic(project: Project, count: int) -> None:
    project.program(PROGRAM.format(count=count))


def _native(project: Project, count: int) -> None:
    project.enter(doors.NATIVE)
    project.program(PROGRAM.format(count=count))


def _yaml(project: Project, count: int) -> None:
    model = {
        "type": "google-tuning:TunedModel",
        "properties": {
            "baseModel": "models/gemini-1.5-flash-001-tuning",
            "examples": _EXAMPLES,
            "hyperparameters": {"epochCount": 5, "batchSize": 4},
        },
    }
    project.enter(doors.NATIVE)
    file = project.folder / "Pulumi.yaml"
    declared: dict[str, Any] = yaml.safe_load(file.read_text())
    declared |= {"runtime": "yaml", "resources": {f"m{n}": model for n in range(count)}}
    file.write_text(json.dumps(declared))  # JSON is YAML, without anchors for what is repeated


WAYS: Final[dict[str, Callable[[Project, int], None]]] = {
    "dynamic, Python": _dynamic,
    "native, Python": _native,
    "native, YAML": _yaml,
}


def scale(way: str, count: int, training_seconds: float, folder: Path) -> Row:
    """Train `count` models this way, then converge and preview where there is nothing to do."""
    emulator = Emulator(folder, training_seconds=training_seconds)
    try:
        project = Project(folder, emulator.url)
        project.run("config", "rm", "google-tuning:pollSeconds")
        WAYS[way](project, count)
        begin = time.monotonic()
        words = ("up", "--yes", "--skip-preview", "--suppress-progress")
        up = project.start(*words, **_PARALLEL)
        memory = Memory(up)
        text, _ = up.communicate()
        wall = time.monotonic() - begin
        assert up.returncode == 0, text
        assert len(emulator.trainings()) == count
        quiet = [_timed(project, *words), _timed(project, "preview", "--suppress-progress")]
        assert len(emulator.trainings()) == count
    finally:
        emulator.stop()
    sizes = [len(json.dumps(resource)) for resource in project.resources()]
    return {
        "way": way,
        "models": count,
        "trainingSeconds": training_seconds,
        "wallSeconds": round(wall, 2),
        "wallOverTraining": round(wall / training_seconds, 2),
        "pluginMiB": round(memory.peak_kib / 1024),
        "noChangeUpSeconds": round(quiet[0], 2),
        "noChangePreviewSeconds": round(quiet[1], 2),
        "stateBytes": max(sizes),
    }


def commands(folder: Path) -> Iterable[Row]:
    """Measure each command on one model where there is nothing to do, the ways taking turns."""
    emulator = Emulator(folder, training_seconds=0.1)
    try:
        projects = {}
        for number, way in enumerate(WAYS):
            project = projects[way] = Project(folder / str(number), emulator.url)
            WAYS[way](project, 1)
            project.up()
        words = {"preview": ("preview",), "refresh": ("refresh", "--yes"), "up": ("up", "--yes")}
        least: dict[tuple[str, str], float] = {}
        for _ in range(_REPEATS):
            for name, command in words.items():
                for way, project in projects.items():
                    took = _timed(project, *command)
                    least[name, way] = min(took, least.get((name, way), took))
        for (name, way), seconds in least.items():
            ratio = round(seconds / least[name, "dynamic, Python"], 2)
            yield {"command": name, "way": way, "seconds": round(seconds, 2), "ratio": ratio}
    finally:
        emulator.stop()


def start() -> Row:
    """Measure the plugin from its start to the port that it prints."""
    least = float("inf")
    for _ in range(_REPEATS):
        begin = time.monotonic()
        with subprocess.Popen([str(_EXECUTABLE)], stdout=subprocess.PIPE, text=True) as plugin:
            assert plugin.stdout is not None
            assert plugin.stdout.readline().strip().isdigit()
            least = min(least, time.monotonic() - begin)
            plugin.kill()
    return {"command": "start of the plugin", "way": "native", "seconds": round(least, 2)}


def _timed(project: Project, *words: str) -> float:
    begin = time.monotonic()
    project.run(*words, expect=(0,), **_PARALLEL)
    return time.monotonic() - begin
