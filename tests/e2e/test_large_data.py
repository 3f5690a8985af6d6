"""Twenty thousand examples: what travels to the engine and what stands in the state is small."""

from __future__ import annotations

import json

from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

PROGRAM = """
model = tuning.TunedModel(
    "m0",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data="train.jsonl",
    display_name="large",
    description="d" * 500,
    hyperparameters={"epoch_count": 5, "batch_size": 16},
)
seen = tuning.get_tuned_model_output(model.name)
pulumi.export("all points", seen.apply(lambda seen: len(seen.snapshots)))
"""
STATE_LIMIT_BYTES = 8 * 1024


def test_the_state_is_small_and_complete(project: Project, emulator: Emulator) -> None:
    """A training of 6,250 steps fits in 8 KB of state, as an unfinished object and as a model."""
    rows = (json.dumps({"text_input": f"question {n}", "output": f"{n}"}) for n in range(20_000))
    (project.folder / "train.jsonl").write_text("\n".join(rows))
    project.program(PROGRAM)
    emulator.fail_trainings("large", "Out of luck.")
    project.up(expect=RESOURCE_ERROR)
    (failed,) = project.resources()
    assert "Out of luck." in failed["initErrors"][0]
    assert 2 < len(failed["outputs"]["lossCurve"]["steps"]) <= 25
    assert len(json.dumps(failed)) < STATE_LIMIT_BYTES

    emulator.settings(failTrainings=[])
    program = (project.folder / "__main__.py").read_text()
    (project.folder / "__main__.py").write_text(program.replace("epoch_count", "epochCount"))
    project.up(expect=RESOURCE_ERROR)
    (project.folder / "__main__.py").write_text(program.replace("16}", '16}, revision="2"'))
    project.up()
    (made,) = project.resources()
    assert made["outputs"]["totalSteps"] == 6250
    assert len(made["outputs"]["lossCurve"]["steps"]) == 25
    assert project.outputs()["all points"] > 1000
    assert len(json.dumps(made)) < STATE_LIMIT_BYTES
    assert "question 19999" not in json.dumps(project.export())
    assert len(emulator.trainings()) == 2
