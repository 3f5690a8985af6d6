"""`ignore_changes` and its like with the engine: both spellings, nested, and a misspelt one."""

from __future__ import annotations

from support.emulator import Emulator
from support.project import Project

PROGRAM = """
import os
epochs = int(os.environ.get("EPOCHS", "2"))
options = pulumi.ResourceOptions(
    ignore_changes=[os.environ["MODEL_PATH"]] if "MODEL_PATH" in os.environ else None,
    replace_on_changes=["display_name"] if "TITLE" in os.environ else None,
)
tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"]],
    hyperparameters={"epoch_count": epochs, "batch_size": 4},
    display_name=os.environ.get("TITLE"),
    opts=options,
)
turns = [{"role": "user", "parts": [{"text": "q"}]}, {"role": "model", "parts": [{"text": "a"}]}]
rows = tuning.TuningDataset("rows", source=[{"contents": turns}], bucket="my-bucket")
JOB_PATH = "supervised_tuning_spec.hyper_parameters.epoch_count"
tuning.TuningJob(
    "job",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": rows.uri,
        "hyper_parameters": {"epoch_count": epochs},
    },
    opts=pulumi.ResourceOptions(ignore_changes=[JOB_PATH] if "MODEL_PATH" in os.environ else None),
)
"""


def test_a_nested_field_is_ignored_in_both_spellings(project: Project, emulator: Emulator) -> None:
    """Other epochs train nothing again where they are ignored; a misspelt path is an error."""
    emulator.settings(trainingSeconds=0)
    project.config("project", "my-project")
    project.program(PROGRAM)
    project.up()
    assert "+-2 to replace" in project.preview(EPOCHS="3").text
    for path in ("hyperparameters.epoch_count", 'hyperparameters["epochCount"]'):
        project.preview("--expect-no-changes", EPOCHS="3", MODEL_PATH=path)

    refused = project.preview(expect=None, EPOCHS="3", MODEL_PATH="hyperparameters.epochs")
    assert refused.code != 0
    assert "TunedModel numbers: ignore_changes:" in refused.text
    assert '"hyperparameters.epochs" names no field; did you mean "epoch_count"?' in refused.text
    assert "Traceback" not in refused.text

    assert "+-1 to replace" in project.preview(TITLE="other").text
