"""Secret inputs with the real CLI: kept encrypted, told in no preview, refused where they can't."""

from __future__ import annotations

import json

from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

PROGRAM = """
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"]],
    hyperparameters={{"epoch_count": pulumi.Output.secret({epochs}), "batch_size": 1}},
    revision=pulumi.Output.secret("{revision}"),
    display_name="numbers",
)
tuning.TunedModelPermission(
    "someone",
    tuned_model=model.name,
    grantee_type="USER",
    email_address=pulumi.Output.secret("{email}"),
    role="{role}",
)
"""
REFUSED = """
tuning.TunedModel(
    "mine",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"]],
    tuned_model_id=pulumi.Output.secret("a-secret-id"),
    temperature=pulumi.Output.secret(77.125),
)
"""
FIRST = {"epochs": 7713, "revision": "first-secret", "email": "first-secret@example.com"}
SECOND = {"epochs": 9917, "revision": "second-secret", "email": "second-secret@example.com"}
SECRETS = [str(value) for values in (FIRST, SECOND) for value in values.values()]


def test_no_preview_tells_a_secret_value(project: Project, emulator: Emulator) -> None:
    """What was secret and what is: neither the old nor the new value, numbers neither.

    After a refresh too, which gives the inputs back. A number that isn't secret is told.
    """
    emulator.settings(trainingSeconds=0)
    project.program(PROGRAM.format(**FIRST, role="READER"))
    made = project.up()
    project.run("refresh", "--yes", "--skip-preview", expect=(0,))
    project.program(PROGRAM.format(**SECOND, role="READER"))
    preview = project.preview()
    assert "trains again: hyperparameters changed, revision changed" in preview.text
    again = project.up()
    project.program(
        PROGRAM.format(**SECOND, role="READER").replace('"batch_size": 1', '"batch_size": 2')
    )
    third = project.preview()
    for run in (made, preview, again, third):
        assert not [secret for secret in SECRETS if secret in run.text]
    state = json.dumps(project.export())
    # (How many epochs it were stands in the steps and the loss curve, which are Google's.)
    assert not [secret for secret in SECRETS if secret in state and not secret.isdigit()]
    assert len(emulator.trainings()) == 2

    project.program(REFUSED)
    refused = project.preview(expect=None)
    assert refused.code in RESOURCE_ERROR
    assert "can't be kept secret: it is part of the model's name" in refused.text
    assert "its secret value is invalid (not shown)" in refused.text
    assert "a-secret-id" not in refused.text
    assert "77.125" not in refused.text
