"""A tuned model's life with the real CLI: made, left alone, patched, trained again, destroyed."""

from __future__ import annotations

import json
import re

from support.doors import DYNAMIC, both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, UNEXPECTED_CHANGES, Project

EXAMPLES = [[str(number), str(number + 1)] for number in range(15)]
MODEL = """
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data={data},
    hyperparameters={{"epoch_count": 10, "batch_size": 4}},
    display_name={display_name!r},{more}
)
pulumi.export("name", model.name)
pulumi.export("state", model.state)
pulumi.export("steps", model.total_steps)
pulumi.export("loss", model.final_loss)
"""


def declare(
    project: Project,
    *,
    display_name: str = "numbers",
    examples: list[list[str]] | None = None,
    more: str = "",
) -> None:
    """Write a program with one model."""
    data = json.dumps(EXAMPLES if examples is None else examples)
    project.program(
        MODEL.format(data=data, display_name=display_name, more=f"\n    {more}" if more else "")
    )


@both()
def test_from_up_to_destroy(project: Project, emulator: Emulator, door: str) -> None:
    """One training an input: up trains, up again does nothing, a name is patched, data retrains."""
    declare(project)
    preview = project.preview()
    assert "trains 38 steps: 15 examples × 10 epochs / batch 4" in preview.text
    assert emulator.requests() == []

    project.up()
    first = project.outputs()
    assert first["state"] == "ACTIVE"
    assert first["steps"] == 38
    assert first["loss"] > 0
    assert first["name"].startswith("tunedModels/numbers-")

    again = project.up("--expect-no-changes")
    assert "1 unchanged" in again.text or "2 unchanged" in again.text
    project.preview("--refresh", "--expect-no-changes")

    declare(project, display_name="renamed")
    assert "patches displayName" in project.preview().text
    project.up()
    assert project.outputs()["name"] == first["name"]
    assert [model["displayName"] for model in emulator.models()] == ["renamed"]
    patches = emulator.requests("PATCH")
    assert [patch["query"] for patch in patches] == ["updateMask=displayName"]
    assert len(emulator.trainings()) == 1

    changed = [*EXAMPLES[:-1], ["fourteen", "fifteen"]]
    declare(project, display_name="renamed", examples=changed)
    preview = project.preview("--diff")
    # The dynamic host shows the value whole, and the native plugin what of it changes.
    assert ("exampleCount" if door == DYNAMIC else "~ sha256:") in preview.text
    assert "sketch" not in preview.text
    assert "1 changed of 15 examples" in preview.text or "+1 −1 of 15" in preview.text
    data = "trainingData" if door == DYNAMIC else "examples"
    assert f"trains again: {data} (sha256 " in preview.text
    assert f"replaces {first['name']}" in preview.text
    project.up()
    second = project.outputs()
    assert second["name"] != first["name"]
    assert [model["name"] for model in emulator.models()] == [second["name"]]
    assert len(emulator.trainings()) == 2

    project.destroy()
    assert emulator.models() == []
    assert project.resources() == []


@both()
def test_drift_is_seen_and_mended(project: Project, emulator: Emulator) -> None:
    """A field changed elsewhere ends a drift check with 7, and an up puts it back."""
    declare(project)
    project.up()
    name = project.outputs()["name"]
    emulator.api("PATCH", f"/v1beta/{name}", {"displayName": "hers"}, {"updateMask": "displayName"})
    seen = project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES)
    assert "patches displayName" in seen.text
    project.up("--refresh")
    assert [model["displayName"] for model in emulator.models()] == ["numbers"]
    project.preview("--refresh", "--expect-no-changes")
    assert len(emulator.trainings()) == 1


@both(native=False)
def test_what_the_program_leaves_out_is_no_drift(project: Project, emulator: Emulator) -> None:
    """A default that Google filled in, and another's write to it, never show as a change."""
    declare(project)
    project.up()
    name = project.outputs()["name"]
    emulator.api("PATCH", f"/v1beta/{name}", {"topK": 7}, {"updateMask": "topK"})
    project.preview("--refresh", "--expect-no-changes")


@both()
def test_a_model_deleted_elsewhere_is_made_again(project: Project, emulator: Emulator) -> None:
    """A model that is gone shows as a create, and an up trains it again."""
    declare(project)
    project.up()
    emulator.api("DELETE", f"/v1beta/{project.outputs()['name']}")
    project.preview("--refresh", "--expect-no-changes", expect=UNEXPECTED_CHANGES)
    project.up("--refresh")
    assert [model["state"] for model in emulator.models()] == ["ACTIVE"]
    assert len(emulator.trainings()) == 2


@both()
def test_a_failed_training_is_reported_and_not_retried(
    project: Project, emulator: Emulator
) -> None:
    """A failure ends with 4 and Google's words; only a change of the inputs trains again."""
    emulator.fail_trainings("numbers", "The dataset is too small.")
    declare(project)
    for _ in range(2):
        failed = project.up(expect=RESOURCE_ERROR)
        assert 'failed: Google said: "The dataset is too small."' in failed.text
        assert "change `revision`" in failed.text
        assert "Traceback" not in failed.text.split("Resources:")[0] or _ours_only(failed.text)
        assert len(emulator.trainings()) == 1
    emulator.settings(failTrainings=[])
    declare(project, more='revision="2",')
    project.up()
    assert len(emulator.trainings()) == 2
    assert [model["state"] for model in emulator.models()] == ["ACTIVE"]


def _ours_only(text: str) -> bool:
    """Return whether no frame of the provider is in a traceback of the program's."""
    return "pulumi_google_tuning/" not in text


@both(native=False)
def test_a_call_that_goes_on_is_told(project: Project, emulator: Emulator) -> None:
    """While Google doesn't answer, the row says why it waits, and the run ends well after it."""
    later = {"status": 503, "message": "The service is down.", "headers": {"Retry-After": "2"}}
    emulator.fault(method="GET", path="/tunedModels/", **later)
    declare(project)
    said = project.up().text
    assert re.search(r'retrying in \d s: Google answered 503 .*"The service is down\."', said)


@both(native=False)
def test_a_failed_training_is_cleaned_up(project: Project, emulator: Emulator) -> None:
    """Destroy removes a model whose training failed."""
    emulator.fail_trainings("numbers", "No.")
    declare(project)
    project.up(expect=RESOURCE_ERROR)
    project.destroy()
    assert emulator.models() == []


@both()
def test_bad_data_stops_a_preview_before_anything_is_sent(
    project: Project, emulator: Emulator
) -> None:
    """Every bad row and every bad field is named at once, and the request log stays empty."""
    rows = ['{"text_input": "1", "output": "2"}', '{"text_input": "", "output": "3"}', "{nonsense"]
    (project.folder / "train.jsonl").write_text("\n".join(rows))
    project.program(
        MODEL.format(data='"train.jsonl"', display_name="x" * 41, more="\n    temperature=2,")
    )
    refused = project.preview(expect=None)
    assert refused.code != 0
    for said in ("train.jsonl:2", "train.jsonl:3", "displayName", "temperature"):
        assert said in refused.text
    assert emulator.requests() == []
    assert "Traceback" not in refused.text


@both(native=False)
def test_not_waiting_returns_at_once_and_never_drifts(project: Project, emulator: Emulator) -> None:
    """wait=False returns while it trains, and neither the training nor its end is a change."""
    emulator.settings(trainingSeconds=3600)
    declare(project, more="wait=False,")
    project.up()
    assert project.outputs()["state"] == "CREATING"
    project.preview("--refresh", "--expect-no-changes")
    emulator.finish()
    project.preview("--refresh", "--expect-no-changes")


@both()
def test_the_form_of_the_data_is_no_change(project: Project, emulator: Emulator) -> None:
    """The same examples in another format, spelling or place don't train again."""
    declare(project)
    project.up()
    lines = ["output,input", *(f"{answer},{ask}" for ask, answer in EXAMPLES)]
    (project.folder / "data.csv").write_text("\r\n".join(lines))
    rows = [{"output": answer, "textInput": ask} for ask, answer in EXAMPLES]
    (project.folder / "data.json").write_text(json.dumps(rows, indent=2))
    for data in ('"data.csv"', 'pulumi.FileAsset("data.json")', '"data.json"'):
        project.program(MODEL.format(data=data, display_name="numbers", more=""))
        project.up("--expect-no-changes")
    assert len(emulator.trainings()) == 1
