"""Inputs that are nested hundreds of levels deep, with the real CLI."""

from __future__ import annotations

import pytest
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


DEEP = """
from pulumi import Output
deep = 1
for _ in range({levels}):
    deep = [deep]
"""
LATER = 'Output.from_input("x").apply(lambda _: deep)'
RESOURCE = """
tuning.TunedModel(
    "m", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]],
    hyperparameters={value},
)
"""
OF_RESOURCE = 'TunedModel "m": hyperparameters is nested more than 100 levels deep'
OF_FUNCTION = "generate_content: model is nested more than 100 levels deep"


@pytest.mark.parametrize(
    ("levels", "program", "said"),
    [
        # As deep as the SDK takes a value of an Output, and deeper.
        (200, RESOURCE.format(value=LATER), OF_RESOURCE),
        (2000, RESOURCE.format(value=f'{{"epoch_count": {LATER}}}'), OF_RESOURCE),
        (2000, f'tuning.generate_content_output(model={LATER}, prompt="x")', OF_FUNCTION),
        (2000, 'tuning.generate_content_output(model=deep, prompt="x")', OF_FUNCTION),
    ],
)
def test_a_deep_value_of_an_output_is_a_sentence(
    project: Project, levels: int, program: str, said: str
) -> None:
    """What is known only later says the same, and the value itself isn't shown."""
    project.program(DEEP.format(levels=levels) + program)
    run = project.preview(expect=None)
    assert run.code != 0
    assert said in run.text
    for word in ("Traceback", "Recursion", "[[[", "{[{["):
        assert word not in run.text
