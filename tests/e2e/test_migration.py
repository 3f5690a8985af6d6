"""From Pulumi's dynamic provider to the native plugin: another runtime, and no other change."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support import yaml_program
from support.emulator import Emulator
from support.project import Project
from support.vertex import rows
from support.yaml_program import resource

from tools import sdk
from tools.steps.languages import GENERATOR

FAILED = (1, 4, 255)
SECRET = "a name that nobody sees"
HOST = "pulumi-python:dynamic/"
# Everything a stack may have: a secret, a parent of ours and one that is a component, an answer.
PROGRAM = f"""
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Team", name)

data = tuning.TuningDataset("d", source="chat.jsonl", bucket="my-data")
job = tuning.TuningJob("j", base_model="gemini-3.5-flash", tuned_model_display_name="sentiment",
    supervised_tuning_spec={{"training_dataset_uri": data.uri}})
model = tuning.TunedModel("m", base_model="models/gemini-1.5-flash-001-tuning",
    display_name=pulumi.Output.secret({SECRET!r}), training_data=[["1", "2"], ["3", "4"]],
    hyperparameters={{"epoch_count": 2, "batch_size": 1}},
    opts=pulumi.ResourceOptions(PARENT))
tuning.TunedModelPermission("g", tuned_model=model.name, grantee_type="EVERYONE", role="READER",
    opts=pulumi.ResourceOptions(parent=model))
pulumi.export("answer",
    tuning.generate_content_output(model=job.tuned_model.endpoint, prompt="good").text)
"""
EXAMPLES = [{"textInput": "1", "output": "2"}, {"textInput": "3", "output": "4"}]
YAML: dict[str, Any] = {
    "d": resource("TuningDataset", source="chat.jsonl", bucket="my-data"),
    "j": resource(
        "TuningJob",
        baseModel="gemini-3.5-flash",
        tunedModelDisplayName="sentiment",
        supervisedTuningSpec={"trainingDatasetUri": "${d.uri}"},
    ),
    "m": resource(
        "TunedModel",
        baseModel="models/gemini-1.5-flash-001-tuning",
        displayName={"fn::secret": SECRET},
        examples=EXAMPLES,
        hyperparameters={"epochCount": 2, "batchSize": 1},
    ),
    "g": resource(
        "TunedModelPermission",
        {"parent": "${m}"},
        tunedModel="${m.name}",
        granteeType="EVERYONE",
        role="READER",
    ),
}
ANSWER: dict[str, Any] = {
    "variables": {
        "answer": {
            "fn::invoke": {
                "function": "google-tuning:generateContent",
                "arguments": {"model": "${j.tunedModel.endpoint}", "prompt": "good"},
            }
        }
    },
    "outputs": {"answer": "${answer.text}"},
}


def changes(emulator: Emulator) -> list[str]:
    """Return what was sent that changes something."""
    return [
        f"{one['method']} {one['path']}"
        for one in emulator.requests()
        if one["method"] != "GET" and not one["path"].endswith(":generateContent")
    ]


def ours(project: Project) -> dict[str, str]:
    """Return the ids of our resources, by type and name."""
    return {
        f"{one['type'].rsplit(':', 1)[-1]} {one['urn'].rsplit('::', 1)[-1]}": one["id"]
        for one in project.deployment()["resources"]
        if "id" in one and "pulumi:providers:" not in one["type"]
    }


def with_first_types(project: Project) -> None:
    """Have the state hold the types of the first versions."""
    text = json.dumps(project.export())
    for name in ("TunedModelPermission", "TunedModel", "TuningDataset", "TuningJob"):
        today = f"{HOST}{name[0].lower()}{name[1:]}:{name}"
        text = text.replace(today, f"{HOST}google-tuning:{name}")
    file = project.folder / "first.json"
    file.write_text(text)
    project.run("stack", "import", "--file", str(file), expect=(0,))


@pytest.fixture
def dynamic(project: Project) -> Project:
    """Return a stack of the dynamic provider with a resource of each kind, which is up."""
    project.config("project", "my-project")
    (project.folder / "chat.jsonl").write_text(rows())
    project.program(PROGRAM.replace("PARENT", ""))
    project.config("retrain", "deny")
    project.config("delete", "deny")
    project.up()
    return project


@pytest.mark.parametrize("types", ["today", pytest.param("first", marks=pytest.mark.thorough)])
def test_a_dynamic_stack_moves_to_yaml(dynamic: Project, emulator: Emulator, types: str) -> None:
    """Another `runtime` and the same resources in YAML: all unchanged, nothing sent or trained.

    Secrets stay secret, and from then on drift, patches, denials and a destroy work as before.
    """
    if types == "first":
        with_first_types(dynamic)
    before = ours(dynamic)
    emulator.forget_requests()
    yaml_program.write(dynamic, YAML, **ANSWER)

    told = dynamic.preview("--expect-no-changes").text
    assert "5 unchanged" in told
    told += dynamic.up("--expect-no-changes").text
    assert (changes(emulator), ours(dynamic)) == ([], before)
    assert not [one for one in dynamic.deployment()["resources"] if HOST in one["type"]]
    assert SECRET not in told + json.dumps(dynamic.deployment())
    assert dynamic.outputs()["answer"] == "yes"

    # Somebody renames the model: drift; the next update puts it right, and the job's name with it.
    model = before["TunedModel m"]
    theirs, mask = {"displayName": "theirs"}, {"updateMask": "displayName"}
    emulator.api("PATCH", f"/v1beta/{model}", theirs, mask)
    drifted = dynamic.preview("--refresh", "--diff", "--expect-no-changes", expect=(7,)).text
    assert "1 to update" in drifted
    assert SECRET not in drifted
    renamed = {**YAML["j"]["properties"], "tunedModelDisplayName": "mood"}
    yaml_program.write(dynamic, {**YAML, "j": {**YAML["j"], "properties": renamed}}, **ANSWER)
    told = dynamic.up("--refresh").text
    assert "2 updated" in told
    assert SECRET not in told + json.dumps(dynamic.deployment())
    assert emulator.models()[0]["displayName"] == SECRET
    assert len(emulator.trainings()) == 1

    refused = dynamic.destroy(expect=FAILED).text
    assert "google-tuning:delete is deny, so the tuning job" in refused
    dynamic.config("delete", None)
    dynamic.up()
    dynamic.destroy()
    assert (emulator.models(), emulator.objects()) == ([], [])


def test_a_stack_goes_back(project: Project, emulator: Emulator) -> None:
    """A stack that the native plugin made is a Python program's without a training or a change.

    So is one that went there and is reverted. Refresh, patch and destroy work from then on.
    """
    project.config("project", "my-project")
    project.config("retrain", "deny")
    (project.folder / "chat.jsonl").write_text(rows())
    runtime = (project.folder / "Pulumi.yaml").read_text()
    yaml_program.write(project, YAML, **ANSWER)
    project.up()
    before = ours(project)
    emulator.forget_requests()

    (project.folder / "Pulumi.yaml").write_text(runtime)
    project.program(PROGRAM.replace("PARENT", ""))
    told = project.up("--expect-no-changes").text
    told += project.preview("--refresh", "--expect-no-changes").text
    assert (changes(emulator), ours(project)) == ([], before)
    assert SECRET not in told + json.dumps(project.deployment())
    project.program(PROGRAM.replace("PARENT", "").replace('"sentiment"', '"mood"'))
    assert "1 updated" in project.up().text
    project.destroy()
    assert (emulator.models(), emulator.objects()) == ([], [])
    assert (len(emulator.trainings()), len(emulator.jobs())) == (1, 1)


@pytest.mark.thorough
def test_a_python_program_moves_by_its_import(
    dynamic: Project, emulator: Emulator, tmp_path: Path
) -> None:
    """With the generated SDK in place of the package, the program's stack is unchanged."""
    if not (Path(sys.prefix) / "bin" / GENERATOR).exists():
        pytest.skip(f"{GENERATOR} is missing: see what `make setup-dev` says")
    sdk.generate(tmp_path / "sdk", local=True)
    installed = tmp_path / "sdk" / "python" / "pulumi_google_tuning_native-0.1.0.dist-info"
    installed.mkdir()  # what pip leaves of it, by which the SDK knows its version
    (installed / "METADATA").write_text("Name: pulumi_google_tuning_native\nVersion: 0.1.0\n")
    before = ours(dynamic)
    emulator.forget_requests()
    moved = PROGRAM.replace("PARENT", "").replace(
        'training_data=[["1", "2"], ["3", "4"]]',
        'examples=[{"text_input": "1", "output": "2"}, {"text_input": "3", "output": "4"}]',
    )
    (dynamic.folder / "__main__.py").write_text(
        f"import sys\nsys.path.insert(0, {str(tmp_path / 'sdk' / 'python')!r})\n"
        f"import pulumi\nimport pulumi_google_tuning_native as tuning\n{moved}"
    )
    told = dynamic.preview("--diff", "--expect-no-changes").text
    told += dynamic.up("--refresh", "--expect-no-changes").text
    assert (changes(emulator), ours(dynamic)) == ([], before)
    assert SECRET not in told + json.dumps(dynamic.deployment())
    dynamic.config("delete", None)
    dynamic.up()
    dynamic.destroy()
    assert (emulator.models(), emulator.objects()) == ([], [])
