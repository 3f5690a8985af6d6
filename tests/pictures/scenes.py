"""What the pictures of docs/images show: each scene is a real run of the CLI on the emulator."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml
from pyte.screens import Char
from support.emulator import ROOT, Emulator
from support.project import Project
from support.screen import Cells, Screen

COLUMNS = 100
_BASE = "models/gemini-1.5-flash-001-tuning"
Scene = Callable[[Path, Emulator], tuple[str, Cells]]


def _root_project(folder: Path, emulator: Emulator) -> Project:
    """Return the root project as `make up` has it, with its stack's file, on this emulator."""
    project = Project(folder, emulator.url, "tuning")
    shutil.copy(ROOT / "__main__.py", project.folder)
    data = Path("examples") / "sentiment-vertex" / "train.jsonl"
    (project.folder / data).parent.mkdir(parents=True)
    shutil.copy(ROOT / data, project.folder / data)
    return project


def _configured(project: Project, config: dict[str, object]) -> None:
    stack = project.folder / "Pulumi.test.yaml"
    settings = yaml.safe_load(stack.read_text())
    settings["config"] = {**settings["config"], **config}
    stack.write_text(yaml.safe_dump(settings, sort_keys=False))


def _shown(project: Project, *words: str) -> Screen:
    screen = Screen(COLUMNS, coloured=True)
    screen.run(["pulumi", *words], project.folder, project.environment)
    return screen


def demo(folder: Path, emulator: Emulator) -> tuple[str, Cells]:
    """Return the end of the default demo: a dataset, a job, and what its endpoint answers."""
    project = _root_project(folder, emulator)
    config = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())["config"]
    del config["google-tuning:emulator"]
    _configured(project, config)
    cells = _shown(project, "up", "--yes", "--skip-preview").cells[-1]
    return "pulumi up", _left_out(cells, "    datasets", "Resources:")


def progress(folder: Path, emulator: Emulator) -> tuple[str, Cells]:
    """Return a frame in the middle of six trainings, where each row has its own step."""
    project = _root_project(folder, emulator)
    data = ROOT / "examples" / "number-generator" / "train.jsonl"
    shutil.copy(data, project.folder / "train.jsonl")
    emulator.settings(trainingSeconds=20)
    models = {
        f"numbers-{rate}": {
            "baseModel": _BASE,
            "trainingData": "train.jsonl",
            "hyperparameters": {"epochCount": 10, "batchSize": size, "learningRate": rate / 1000},
        }
        for rate, size in ((1, 1), (2, 2), (3, 4), (4, 1), (5, 2), (6, 4))
    }
    _configured(project, {"google-tuning:resources": {"tunedModels": models}})
    screen = _shown(project, "up", "--yes", "--skip-preview")
    return "pulumi up", max(screen.cells, key=_percentages)


def preview(folder: Path, emulator: Emulator) -> tuple[str, Cells]:
    """Return a preview that fails: a row of the data has a mistake."""
    project = _root_project(folder, emulator)
    config = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text())["config"]
    del config["google-tuning:emulator"]
    _configured(project, config)
    data = project.folder / "examples" / "sentiment-vertex" / "train.jsonl"
    rows = data.read_text().splitlines()
    rows[211] = rows[211].replace('"role": "model"', '"role": "modle"', 1)
    data.write_text("\n".join(rows) + "\n")
    return "pulumi preview", _shown(project, "preview").cells[-1]


def drift(folder: Path, emulator: Emulator) -> tuple[str, Cells]:
    """Return a preview that says what somebody else changed."""
    project = _root_project(folder, emulator)
    data = ROOT / "examples" / "number-generator" / "train.jsonl"
    shutil.copy(data, project.folder / "train.jsonl")
    model = {"baseModel": _BASE, "trainingData": "train.jsonl", "displayName": "numbers"}
    _configured(project, {"google-tuning:resources": {"tunedModels": {"numbers": model}}})
    project.up()
    (made,) = emulator.models()
    change = {"displayName": "numbers of the week"}
    emulator.api("PATCH", f"/v1beta/{made['name']}", change, {"updateMask": "displayName"})
    words = ("preview", "--refresh", "--expect-no-changes")
    return f"pulumi {' '.join(words)}", _shown(project, *words).cells[-1]


def _left_out(cells: Cells, first: str, after: str) -> Cells:
    """Return a screen with one line `…` in place of those from `first` up to `after`."""
    lines = list(map(_line, cells))
    start = next(i for i, line in enumerate(lines) if line.startswith(first))
    end = next(i for i, line in enumerate(lines) if line.startswith(after))
    blank = cells[start][0]
    marked = [blank._replace(data=" ")] * 4 + [blank._replace(data="…")]
    padding = [blank._replace(data=" ")] * (len(cells[0]) - len(marked))
    return [*cells[:start], [*marked, *padding], cells[end - 1], *cells[end:]]


def _percentages(cells: Cells) -> tuple[int, int]:
    shown = [line for line in map(_line, cells) if "creating" in line]
    steps = {int(step) for line in shown for step in re.findall(r"step (\d+)/", line)}
    return sum("% loss" in line for line in shown), len(steps)


def _line(row: list[Char]) -> str:
    return "".join(cell.data for cell in row).rstrip()


SCENES: dict[str, Scene] = {"demo": demo, "progress": progress, "preview": preview, "drift": drift}
