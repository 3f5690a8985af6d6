"""Inputs that are nested hundreds of levels deep, with the real CLI."""

from __future__ import annotations

from support.project import Project

PROGRAM = """
value = 1
for _ in range(400):
    value = {"a": value}
tuning.TunedModel(
    "m", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]],
    hyperparameters=value,
)
"""


def test_four_hundred_maps_are_a_sentence(project: Project) -> None:
    """What Pulumi shows is the argument's name and the limit, and no traceback."""
    project.program(PROGRAM)
    run = project.preview(expect=None)
    assert run.code != 0
    assert 'TunedModel "m": hyperparameters is nested more than 100 levels deep' in run.text
    assert "Traceback" not in run.text
    assert "Recursion" not in run.text
