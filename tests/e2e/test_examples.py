"""The examples, run as a reader runs them."""

from __future__ import annotations

import shutil

from support.emulator import ROOT, Emulator
from support.project import Project


def test_the_number_generator(project: Project, emulator: Emulator) -> None:
    """The tutorial's example ends ACTIVE and says eight after seven; a second up does nothing."""
    source = ROOT / "examples" / "number-generator"
    for name in ("__main__.py", "train.jsonl"):
        shutil.copy(source / name, project.folder / name)
    first = project.up()
    assert "trains 38 steps: 15 examples × 10 epochs / batch 4" in first.text
    outputs = project.outputs()
    (model,) = emulator.models()
    assert model["state"] == "ACTIVE"
    assert outputs["model"] == model["name"]
    assert outputs["loss"] > 0
    assert outputs["answer"] == "eight"
    project.up("--refresh", "--expect-no-changes")
    project.destroy()
    assert emulator.models() == []
    assert len(emulator.trainings()) == 1
