"""Outputs that a Pulumi YAML program reads before the training has made any of them."""

from __future__ import annotations

from support import yaml_program
from support.emulator import Emulator
from support.project import Project
from support.yaml_program import resource

EMPTY: dict[str, list[float]] = {"steps": [], "epochs": [], "meanLosses": []}


def test_a_loss_curve_may_be_read_before_the_first_step(
    project: Project, emulator: Emulator
) -> None:
    """With `wait: false` a part of an output that isn't there would fail the program."""
    emulator.settings(trainingSeconds=3600)
    model = resource(
        "TunedModel",
        baseModel="models/gemini-1.5-flash-001-tuning",
        examples=[{"textInput": "1", "output": "2"}],
        wait=False,
    )
    outputs = {"steps": "${m.lossCurve.steps}", "curve": "${m.lossCurve}"}
    yaml_program.write(project, {"m": model}, outputs=outputs)
    project.up()
    assert project.outputs() == {"steps": [], "curve": EMPTY}
    emulator.advance(3600)
    project.run("refresh", "--yes", expect=(0,))
    project.up()
    assert len(project.outputs()["steps"]) == len(project.outputs()["curve"]["meanLosses"]) > 0
