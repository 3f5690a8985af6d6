"""The functions in a program's preview and update."""

from __future__ import annotations

import pytest
from support.emulator import Emulator
from support.project import Project

DATA = '[["1", "2"], ["seven", "eight"]]'
PALM = {
    "baseModel": "models/text-bison-001",
    "displayName": "palm of hers",
    "tuningTask": {
        "trainingData": {"examples": {"examples": [{"textInput": "red", "output": "blue"}]}}
    },
}
PROGRAM = f"""
known = tuning.get_tuned_model("palm")
pulumi.export("known", [known.name, known.base_model, known.state])
mine = tuning.list_tuned_models(filter="hers")
pulumi.export("listed", [model.name for model in mine])
pulumi.export("text", tuning.generate_text("tunedModels/palm", "red").text)
model = tuning.TunedModel(
    "new",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data={DATA},
)
answer = tuning.generate_content_output(model=model.name, prompt="seven")
pulumi.export("answer", answer.apply(lambda said: said.text))
pulumi.export("state", tuning.get_tuned_model_output(model.name).apply(lambda seen: seen.state))
pulumi.export("losses", model.loss_curve.mean_losses)
shown = tuning.get_tuned_model_output(model.name)
pulumi.export("curve", shown.apply(lambda seen: seen.snapshots))
texts = tuning.generate_text_output(known.name, pulumi.Output.from_input("red"))
pulumi.export("same", texts.apply(lambda said: said.text))
everything = tuning.list_tuned_models_output(filter=model.name.apply(lambda _: "hers"))
pulumi.export("count", everything.apply(len))
secret = tuning.generate_content_output(model=model.name, prompt=pulumi.Output.secret("seven"))
pulumi.export("secret", secret.apply(lambda said: said.text))
"""


def test_functions_answer_in_a_preview_and_an_update(project: Project, emulator: Emulator) -> None:
    """What exists is read and asked in the preview; what is being made, when it is ready.

    A secret prompt gives a secret answer.
    """
    emulator.settings(trainingSeconds=0)
    emulator.api("POST", "/v1beta3/tunedModels", PALM, {"tunedModelId": "palm"})
    emulator.settings(trainingSeconds=0.5)
    project.program(PROGRAM)
    emulator.forget_requests()
    preview = project.preview()
    assert "tunedModels/palm" in preview.text
    assert "blue" in preview.text
    asked = [(r["method"], r["path"]) for r in emulator.requests()]
    assert ("POST", "/v1beta3/tunedModels/palm:generateText") in asked
    assert [path for _, path in asked if "generateContent" in path or "new" in path] == []

    project.up()
    seen = project.outputs()
    assert seen["known"] == ["tunedModels/palm", "models/text-bison-001", "ACTIVE"]
    assert seen["listed"] == ["tunedModels/palm"]
    assert (seen["text"], seen["same"], seen["count"]) == ("blue", "blue", 1)
    assert (seen["answer"], seen["state"]) == ("eight", "ACTIVE")
    assert seen["secret"] == "[secret]"
    assert seen["losses"] == [point["mean_loss"] for point in seen["curve"]]
    assert {"step", "mean_loss"} <= set(seen["curve"][0])
    assert list(emulator.requests("GET", "/v1beta/tunedModels"))[-1]["status"] == 200
    stored = project.resources("Stack")[0]["outputs"]
    assert "ciphertext" in stored["secret"]


@pytest.mark.parametrize(
    "call",
    [
        'tuning.get_tuned_model("nobody")',
        'tuning.get_tuned_model_output(pulumi.Output.from_input("nobody"))',
    ],
    ids=["plain", "output"],
)
def test_a_failing_function_ends_with_a_sentence(project: Project, call: str) -> None:
    """A failure ends the program with one sentence that names the function, and no traceback."""
    project.program(f'pulumi.export("seen", {call})\n')
    failed = project.preview(expect=None)
    assert failed.code != 0
    said = [line for line in failed.text.splitlines() if "get_tuned_model: " in line]
    assert said
    assert all("there is no tunedModels/nobody that these credentials can see" in s for s in said)
    assert "Traceback" not in failed.text
    assert "pulumi_google_tuning/" not in failed.text
