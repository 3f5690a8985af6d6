"""The preview of a patch: what a patch can't change stays known, and a plan of it can be kept."""

from __future__ import annotations

from support.doors import DYNAMIC, both
from support.emulator import Emulator
from support.project import Project

PROGRAM = """
import os
title = os.environ["TITLE"]
row = lambda text: {"contents": [{"role": "user", "parts": [{"text": text}]},
                                 {"role": "model", "parts": [{"text": "y"}]}]}
model = tuning.TunedModel(
    "figures",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"]],
    display_name=title,
)
data = tuning.TuningDataset(
    "rows",
    source=[row("a")],
    bucket="my-bucket",
    deletion_policy="RETAIN" if title == "new" else None,
)
job = tuning.TuningJob(
    "job",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={"training_dataset_uri": data.uri},
    tuned_model_display_name=title,
)
tuning.TunedModelPermission(
    "team",
    tuned_model=model.name,
    grantee_type="USER",
    email_address="a@example.com",
    role="READER",
    opts=pulumi.ResourceOptions(
        aliases=[pulumi.Alias(name="old-team")] if title == "new" else None
    ),
)
tuning.TuningJob(
    "further",
    pre_tuned_model={"tuned_model_name": job.tuned_model["model"]},
    supervised_tuning_spec={"training_dataset_uri": data.uri},
)
pulumi.export("name", model.name)
pulumi.export("updated", model.update_time)
pulumi.export("endpoint", job.tuned_model["endpoint"])
"""
ASKED = """
pulumi.export("answer", tuning.generate_content_output(job.tuned_model.endpoint, "a").text)
"""


@both(native=False)
def test_a_patch_shows_as_a_patch_alone(project: Project, emulator: Emulator, door: str) -> None:
    """New names of model and job, another policy of a dataset: what depends on them is unchanged.

    The stack has a secret, and one resource that is renamed. A saved plan of it can be carried
    out. Without the part of the dynamic door the preview says what is missing.
    """
    emulator.settings(trainingSeconds=0)
    project.config("project", "my-project")
    project.program(PROGRAM + ASKED if door == DYNAMIC else PROGRAM)
    project.up(TITLE="old")
    trained = len(emulator.trainings())

    missing = "a preview may show resources that depend on a patched resource as replaced"
    if door == DYNAMIC:
        without = project.preview(TITLE="new", PULUMI_GOOGLE_TUNING_DISABLE="stable").text
        assert without.partition("Diagnostics:")[2].count(missing) == 1
        assert "+-3 to replace" in without

    shown = project.preview("--save-plan", "plan.json", TITLE="new").text
    assert "~ 3 to update" in shown
    assert "3 unchanged" in shown
    assert "replace" not in shown
    assert missing not in shown

    done = project.up("--plan", "plan.json", TITLE="new").text
    assert "~ 3 updated" in done
    assert len(emulator.trainings()) == trained
    assert "6 unchanged" in project.preview(TITLE="new").text
