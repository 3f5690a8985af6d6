"""The engine's own parallelism, which the program can only warn of."""

from __future__ import annotations

from support.emulator import Emulator
from support.project import Project

PROGRAM = """
for number in range(4):
    tuning.TunedModel(
        f"m{number}",
        base_model="models/gemini-1.5-flash-001-tuning",
        training_data=[["1", "2"]],
    )
"""


def test_models_that_would_queue_are_warned_of(project: Project, emulator: Emulator) -> None:
    """More models than Pulumi works on at once give one warning with the exact command."""
    project.program(PROGRAM)
    queued = project.preview(PULUMI_PARALLEL="3")
    assert "warning: This program trains more than 3 models" in queued.text
    assert "`PULUMI_PARALLEL=300 pulumi up`" in queued.text
    assert "trains more than" not in project.preview(PULUMI_PARALLEL="4").text
    assert emulator.requests() == []
