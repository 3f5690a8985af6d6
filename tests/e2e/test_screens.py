"""What an interactive terminal shows: read from a pseudo-terminal, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.emulator import Emulator
from support.project import Project
from support.screen import Screen

HEAD = """
parts = dict(base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]] * 20,
             hyperparameters={"epoch_count": 5, "batch_size": 4})
def after(one):
    return pulumi.ResourceOptions(depends_on=[one] if one else [])
last = None
"""
# The next one trains while the row of the one before it shows what came of it.
CHAIN = """
last = tuning.TunedModel("model-{0}", opts=after(last), **parts)
"""
MANY = """
for i in range(12):
    tuning.TunedModel(f"model-{i}", **parts)
"""
SHOWN_TYPE = "pulumi-python:dynamic:TunedModel"


def up(project: Project, columns: int) -> Iterator[str]:
    """Run an `up` on a screen of so many columns; yield the rows of models, of each frame."""
    screen = Screen(columns)
    command = ["pulumi", "up", "--yes", "--skip-preview"]
    assert screen.run(command, project.folder, project.environment) == 0
    for frame in screen.frames:
        yield from (line for line in frame if SHOWN_TYPE in line)


def holds_what_matters(rows: list[str], columns: int, name: str) -> None:
    """Check the row of a model that trains, and then is ready, while another one trains."""
    mine = [row for row in rows if f" {name} " in row]
    assert any("creating (" in row for row in mine)
    assert any("created (" in row for row in mine)
    # A note stays in the diagnostics: no row repeats it while something is done.
    assert not any("trains 25" in row for row in mine if "creat" in row)
    if columns >= 100:
        # How much of the loss fits depends on how long it took: `(1s)` or `(0.68s)`.
        assert any("ready: 25 steps, loss 0" in row for row in mine if "created (" in row)
    if columns >= 120:
        assert any(row.endswith(" s") for row in mine if "ready: 25 steps, loss 0." in row)
    # Its last progress is not what it ends with.
    assert "step " not in mine[-1]


def test_a_row_tells_what_matters(project: Project, emulator: Emulator) -> None:
    """At 80 columns the state of each model shows, at 100 how far it is and what came of it."""
    program = HEAD
    for i, columns in enumerate((100, 80, 120)):
        first, second = f"model-{2 * i}", f"model-{2 * i + 1}"
        program += CHAIN.format(2 * i) + CHAIN.format(2 * i + 1)
        project.program(program)
        holds_what_matters(list(up(project, columns)), columns, first)
        assert second in {row["urn"].rsplit("::", 1)[-1] for row in project.resources()}


@pytest.mark.thorough
@pytest.mark.parametrize("columns", [80, 100, 120])
def test_twelve_rows_tell_what_matters(project: Project, emulator: Emulator, columns: int) -> None:
    """So do twelve at once, each in a row of its own."""
    project.program(HEAD + MANY)
    rows = list(up(project, columns))
    for i in range(12):
        mine = [row for row in rows if f" model-{i} " in row]
        assert any("creating (" in row for row in mine)
        assert "created (" in mine[-1]
        assert "step " not in mine[-1]
    if columns >= 100:
        assert any("% loss " in row for row in rows)
