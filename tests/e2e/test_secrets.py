"""Credentials and secret data: in no state, no output of the CLI, no log."""

from __future__ import annotations

import json

from support.emulator import Emulator
from support.project import OK, RESOURCE_ERROR, Project

TOKEN = "ya29.a0Ae4lvC1-not-a-real-one-0123456789"
KEY = "AIza" + "SyD3-not-a-real-key-0123456789abcdef"
QUESTION = "a question that nobody else may read"
PROGRAM = f"""
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=pulumi.Output.secret([["{QUESTION}", "an answer"]]),
    hyperparameters={{"epoch_count": 10, "batch_size": 1}},
)
pulumi.export("listed", [seen.name for seen in tuning.list_tuned_models()])
"""


def test_credentials_and_secret_data_stay_out(project: Project, emulator: Emulator) -> None:
    """A credential is used and stands nowhere, also when Google refuses it or fails the call.

    Nor does an example of secret training data, while its digest and count are there.
    """
    emulator.settings(requireAuth=True)
    project.run("config", "rm", "google-tuning:emulator", expect=OK)
    project.config("geminiEndpoint", emulator.url)
    project.program(PROGRAM)

    keep(project, "accessToken")
    emulator.fault(method="POST", path="tunedModels$", status=400, message=f"no: {TOKEN}")
    failed = project.up(expect=RESOURCE_ERROR)
    assert "no: [secret]" in failed.text
    made = project.up()
    project.run("config", "rm", "google-tuning:accessToken", expect=OK)

    keep(project, "apiKey")
    emulator.settings(rejectedTokens=[KEY])
    refused = project.up(expect=None)
    assert refused.code != 0
    assert "list_tuned_models: " in refused.text
    emulator.settings(rejectedTokens=[])
    patched = project.up("--refresh")

    state = json.dumps(project.export())
    # Decrypted, or examples that were stored as a secret would pass unseen. (The engine itself
    # keeps the configuration in the state, encrypted.)
    shown = project.run("stack", "export", "--show-secrets", expect=OK).text
    assert emulator.trainings()[0]["model"] in shown
    assert QUESTION not in shown
    (model,) = project.resources()
    assert model["outputs"]["exampleCount"] == 1
    sent = emulator.requests()
    assert {request["auth"] for request in sent} == {"bearer", "api-key"}
    said = "".join(run.text for run in (failed, made, refused, patched))
    for secret in (TOKEN, KEY):
        assert secret not in said + state + json.dumps(sent)
    project.destroy()
    assert len(emulator.trainings()) == 1


def keep(project: Project, key: str) -> None:
    """Keep a credential in the stack's configuration, encrypted."""
    secret = {"accessToken": TOKEN, "apiKey": KEY}[key]
    project.run("config", "set", "--secret", f"google-tuning:{key}", secret, expect=OK)
