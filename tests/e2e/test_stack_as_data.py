"""The root program: what `google-tuning:resources` holds becomes resources."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from support.emulator import ROOT, Emulator
from support.project import OK, Project
from support.vertex import Vertex, rows

DATA = "google-tuning:resources"

RESOURCES = """
permissions:
  everyone: {tunedModel: "${tunedModels['num.bers'].name}", granteeType: EVERYONE, role: READER}
tunedModels:
  num.bers: &trained
    baseModel: models/gemini-1.5-flash-001-tuning
    trainingData: data/train.jsonl
    hyperparameters: {epochCount: 10, batchSize: "${datasets.train.exampleCount}"}
  2:
    <<: *trained
    baseModel:
    tuned_model_source: ${tunedModels["num.bers"].name}
    trainingData: [["3", "${a.b.c} stays"]]
    description: from ${tunedModels["num.bers"].name} in $${steps}
    hyperparameters: {epochCount: 1, batchSize: 1}
datasets:
  train: {source: data/chat.jsonl, bucket: my-data}
tuningJobs:
  first:
    baseModel: gemini-3.5-flash
    project: my-project
    supervisedTuningSpec: {trainingDatasetUri: "${datasets.train.uri}"}
  next:
    preTunedModel: {tunedModelName: "${tuningJobs.first.tunedModel.model}"}
    project: my-project
    supervisedTuningSpec: {trainingDatasetUri: "${datasets.train.uri}"}
    description: >-
      after step ${tuningJobs.first.tuningDataStats.supervisedTuningDataStats.tuningStepCount}
"""
MODEL = """
tunedModels:
  m:
    baseModel: models/gemini-1.5-flash-001-tuning
    trainingData: [["1", "2"]]
    hyperparameters: {epochCount: 10, batchSize: 1}
"""


@pytest.fixture
def root(project: Project) -> Project:
    """Return a project with the root program and some data."""
    shutil.copy(ROOT / "__main__.py", project.folder)
    data = project.folder / "data"
    data.mkdir()
    (data / "train.jsonl").write_text('{"text_input": "1", "output": "2"}\n' * 3)
    (data / "chat.jsonl").write_text(rows())
    return project


def declare(project: Project, resources: str) -> int:
    """Write the data into the stack's file, as a GitOps repository has it; give its first line."""
    file = project.folder / "Pulumi.test.yaml"
    own = file.read_text().partition(f"  {DATA}:")[0]
    file.write_text(f"{own}  {DATA}:\n{indent(resources.strip(chr(10)), '    ')}\n")
    return own.count("\n") + 2


def test_a_stack_as_data(root: Project, emulator: Emulator) -> None:
    """All four sections are made in the order of their references, left alone, and destroyed.

    References reach nested arguments and nested outputs, and keep their type; names with dots,
    numbers as names, anchors and a key without a value are YAML like any other.
    """
    vertex = Vertex(emulator)
    declare(root, RESOURCES)
    root.preview()
    assert emulator.requests() == []
    root.up()
    outputs = root.outputs()
    numbers, more = outputs["tunedModels"]["num.bers"], outputs["tunedModels"]["2"]
    assert (numbers["state"], more["state"]) == ("ACTIVE", "ACTIVE")
    assert numbers["finalLoss"] > 0
    made = {model["name"]: model for model in emulator.models()}
    assert made[numbers["name"]]["tuningTask"]["hyperparameters"]["batchSize"] == 20
    assert made[more["name"]]["tunedModelSource"]["tunedModel"] == numbers["name"]
    assert made[more["name"]]["description"] == f"from {numbers['name']} in ${{steps}}"
    granted = emulator.api("GET", f"/v1beta/{numbers['name']}/permissions")["permissions"]
    assert [grant["role"] for grant in granted if grant["granteeType"] == "EVERYONE"] == ["READER"]

    place = "/v1/projects/my-project/locations/us-central1/tuningJobs"
    jobs = {job["name"]: job for job in emulator.api("GET", place)["tuningJobs"]}
    first, following = (jobs[outputs["tuningJobs"][name]["name"]] for name in ("first", "next"))
    uri = outputs["datasets"]["train"]["uri"]
    assert first["supervisedTuningSpec"]["trainingDatasetUri"] == uri
    tuned = outputs["tuningJobs"]["first"]["tunedModel"]["model"]
    assert following["preTunedModel"]["tunedModelName"] == tuned
    assert following["description"].startswith("after step ")
    assert following["description"].removeprefix("after step ").isdigit()

    root.up("--refresh", "--expect-no-changes")
    root.destroy()
    assert emulator.models() == []
    assert vertex.nothing_left()


def test_every_mistake_has_its_line(root: Project, emulator: Emulator) -> None:
    """Mistakes of all kinds come at once, with line and path, without a traceback or a request."""
    first = declare(
        root,
        """
grants: {}
tunedModels:
  m:
    baseModle: models/b
    trainingData: [["1", "2"]]
    hyperparameters: {epoch_count: 0}
  n:
    baseModel: models/b
    trainingData:
      data/nowhere.jsonl
permissions:
  team: {tunedModel: tunedModels/x, granteeType: GROUP, emailAddress: a@b.c, role: READER}
  copy: {tuned_model: tunedModels/x, granteeType: GROUP, emailAddress: A@B.c, role: WRITER}
""",
    )
    refused = root.preview(expect=None)
    assert refused.code != 0
    at = f"Pulumi.test.yaml:{{}}: {DATA}.{{}}"
    for line, path in (
        (0, "grants: isn't a section (there are: datasets, permissions, tunedModels, tuningJobs)"),
        (2, "tunedModels.m.baseModel: is required, or tunedModelSource instead"),
        (3, 'tunedModels.m.baseModle: isn\'t a field; did you mean "baseModel"?'),
        (5, "tunedModels.m.hyperparameters.epochCount: is 0; it must be at least 1"),
        (8, "tunedModels.n.trainingData: data/nowhere.jsonl"),
        (11, "permissions.team: names the same permission as permissions.copy"),
        (12, "permissions.copy: names the same permission as permissions.team"),
    ):
        assert at.format(first + line, path) in refused.text
    assert "has 7 mistakes, and nothing was declared" in refused.text
    assert "Traceback" not in refused.text
    assert emulator.requests() == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("tunedModels:\n  a: {}\n  a: {}\n", 'mapping key "a" already defined at line'),
        ("tunedModels:\n\ta: {}\n", ": found character that cannot start any token"),
        ("tunedModels: [a]\n", f"{DATA}.tunedModels: is a list; give a map of names"),
        ("[a]\n", f"{DATA}: is a list; give a map with any of datasets"),
        ("just words\n", f"{DATA} is a text; give a map with any of datasets"),
    ],
    ids=["a name twice", "a tab", "a section as a list", "all as a list", "all as a text"],
)
def test_yaml_that_holds_no_stack(root: Project, written: str, said: str) -> None:
    """What isn't a stack, or isn't YAML, ends in one sentence that says where."""
    declare(root, written)
    refused = root.preview(expect=None)
    assert refused.code != 0
    assert said in refused.text
    assert "Traceback" not in refused.text


@pytest.mark.parametrize("written", ["{}\n", "datasets: {}\n"])
def test_nothing_is_a_stack_too(root: Project, written: str) -> None:
    """An explicit `{}`, of the whole or of a section, declares nothing."""
    declare(root, written)
    root.up()
    assert root.resources() == []


def test_a_lost_stack_deletes_nothing(root: Project) -> None:
    """A misspelt key, a block without its content, one beside `config`: errors, with their lines.

    To Pulumi each of them is a stack without resources, and it would delete the model.
    """
    key = declare(root, MODEL) - 1
    root.up()
    file = root.folder / "Pulumi.test.yaml"
    right = file.read_text()
    for wrong, said in (
        (
            right.replace(DATA, DATA[:-1]),
            f":{key}: {DATA[:-1]} isn't a setting; did you mean \"res",
        ),
        (right.partition(DATA)[0] + f"{DATA}:\n", f":{key}: {DATA}: is empty"),
        (right.replace(f"  {DATA}", DATA), f":{key}: {DATA}: Pulumi reads nothing beside config"),
        (right.replace("  m:", "  # m:").partition("    baseModel")[0], "tunedModels: is empty"),
    ):
        file.write_text(wrong)
        refused = root.preview(expect=None)
        assert refused.code != 0
        assert said in refused.text
        assert "Traceback" not in refused.text
        assert "to delete" not in refused.text


def test_a_reference_to_what_is_not_there_yet(root: Project, emulator: Emulator) -> None:
    """An output without a value, of a job that isn't waited for, ends in a sentence."""
    emulator.settings(trainingSeconds=3600)
    job = "baseModel: gemini-3.5-flash, project: my-project, supervisedTuningSpec: "
    job += "{trainingDatasetUri: '${datasets.train.uri}'}"
    declare(
        root,
        f"""
datasets: {{train: {{source: data/chat.jsonl, bucket: my-data}}}}
tuningJobs:
  slow: {{{job}, wait: false}}
tunedModels:
  m:
    baseModel: models/gemini-1.5-flash-001-tuning
    trainingData: [["1", "2"]]
    description: ${{tuningJobs.slow.tunedModel.endpoint}}
""",
    )
    refused = root.up(expect=None)
    assert refused.code != 0
    said = "${tuningJobs.slow.tunedModel.endpoint} has no value: tuningJobs.slow does not have this"
    assert said in refused.text
    assert "Traceback" not in refused.text
    assert root.resources() == []


def test_options_of_an_entry(root: Project, emulator: Emulator) -> None:
    """A renamed row keeps its model by its old name, and one that is taken out leaves it there.

    Under `protect` a row that is taken out is an error of the preview; what is misspelt, too.
    """
    other = MODEL.strip("\n").replace("  m:", "  n:").removeprefix("tunedModels:\n")
    options = "    options: {{{}}}\n"
    kept = other + "\n" + options.format("retainOnDelete: true, dependsOn: [tunedModels.m]")
    declare(root, MODEL + options.format("protect: true") + kept)
    root.up()
    first, second = emulator.trainings()

    declare(root, "tunedModels: {}")
    refused = root.preview(expect=None)
    assert refused.code != 0
    assert "cannot be deleted" in refused.text

    wrong = MODEL + "    retainOnDelete: true\n" + options.format("protected: true")
    line = declare(root, wrong) + 5
    refused = root.preview(expect=None)
    at = f"Pulumi.test.yaml:{line}: {DATA}.tunedModels.m.retainOnDelete: is an option"
    assert at in refused.text
    assert 'm.options.protected: isn\'t an option; did you mean "protect"?' in refused.text

    renamed = MODEL.replace("  m:", "  k:") + "    displayName: another\n"
    declare(root, renamed + options.format("aliases: [m], ignoreChanges: [display_name]"))
    root.up()
    assert emulator.trainings() == [first, second]
    assert len(emulator.models()) == len([first, second])
    assert "another" not in json.dumps(emulator.models())
    assert [one["urn"].rsplit("::", 1)[1] for one in root.resources()] == ["k"]


def secret(project: Project, path: str, value: str, *words: str) -> None:
    """Keep one value of the data encrypted."""
    project.run("config", "set", "--secret", "--path", f"{DATA}.{path}", value, *words, expect=OK)


def inputs(project: Project) -> dict[str, Any]:
    """Return the model's stored inputs, secrets as they are stored."""
    (model,) = project.resources()
    return dict(model["inputs"])


def is_encrypted(value: Any) -> bool:
    """Return whether the state holds a value encrypted."""
    return isinstance(value, dict) and "ciphertext" in value


def test_one_secret_value(root: Project, emulator: Emulator) -> None:
    """A value set with `--secret --path` reaches Google, and stands in the state encrypted.

    Only that value does: names, order and everything else can still be read in a preview.
    """
    declare(root, MODEL)
    secret(root, "tunedModels.m.displayName", "the name of the rose")
    secret(root, "tunedModels.m.hyperparameters.batchSize", "1")
    secret(root, "tunedModels.m.trainingData[0][1]", "an answer that nobody may read")
    said = root.preview("--diff").text + root.up().text
    (model,) = emulator.models()
    assert model["displayName"] == "the name of the rose"
    assert model["tuningTask"]["hyperparameters"]["batchSize"] == 1
    stored = inputs(root)
    assert is_encrypted(stored["displayName"])
    assert is_encrypted(stored["hyperparameters"]["batchSize"])
    assert stored["baseModel"] == "models/gemini-1.5-flash-001-tuning"
    assert stored["hyperparameters"]["epochCount"] == 10
    shown = json.dumps(root.export())
    for word in ("rose", "nobody may read"):
        assert word not in said + shown
    # The engine keeps the configuration in its own resource, encrypted; the model has no example.
    opened = json.loads(root.run("stack", "export", "--show-secrets", expect=OK).text)
    (model,) = [r for r in opened["deployment"]["resources"] if r["type"].endswith(":TunedModel")]
    assert "the name of the rose" in json.dumps(model)
    assert "nobody may read" not in json.dumps(model)
    root.up("--refresh", "--expect-no-changes")


def test_a_secret_that_does_not_fit(root: Project, emulator: Emulator) -> None:
    """A mistake in a secret names its line, path and what is wanted, and never its value."""
    declare(root, MODEL)
    secret(root, "tunedModels.m.displayName", "all the king's horses and all the king's men, again")
    secret(root, "tunedModels.m.topK", "0")
    refused = root.preview(expect=None)
    assert f"{DATA}.tunedModels.m.displayName: its secret value is invalid (not shown)" in (
        refused.text
    )
    assert "at most 40 characters" in refused.text
    assert f"{DATA}.tunedModels.m.topK: its secret value is invalid (not shown)" in refused.text
    assert "horses" not in refused.text
    assert "[secret]" not in refused.text
    assert emulator.requests() == []


def test_a_secret_in_a_file_that_is_not_found(root: Project, tmp_path: Path) -> None:
    """With `--config-file` nobody can tell which value is the secret: all are kept encrypted."""
    declare(root, MODEL)
    secret(root, "tunedModels.m.displayName", "the name of the rose")
    elsewhere = tmp_path / "elsewhere.yaml"
    shutil.move(root.folder / "Pulumi.test.yaml", elsewhere)
    root.up("--config-file", str(elsewhere))
    stored = inputs(root)
    assert all(is_encrypted(stored[key]) for key in ("baseModel", "displayName"))
    assert "rose" not in json.dumps(root.export())

    elsewhere.write_text(elsewhere.read_text().replace("baseModel", "baseModle"))
    refused = root.preview("--config-file", str(elsewhere), expect=None)
    assert f"  {DATA}.tunedModels.m.baseModle: isn't a field" in refused.text


def test_paths_are_relative_to_the_project(root: Project, emulator: Emulator) -> None:
    """`main` and `stackConfigDir` move program and file elsewhere; paths start at Pulumi.yaml.

    In the state the path is relative, so that two checkouts agree.
    """
    inner, stacks = root.folder / "program", root.folder / "stacks"
    inner.mkdir()
    stacks.mkdir()
    first = declare(root, MODEL.replace('[["1", "2"]]', "data/train.jsonl") + "    tpoK: 1\n")
    shutil.move(root.folder / "__main__.py", inner)
    shutil.move(root.folder / "Pulumi.test.yaml", stacks)
    file = root.folder / "Pulumi.yaml"
    file.write_text(file.read_text() + "main: program\nstackConfigDir: stacks\n")
    refused = root.preview(expect=None)
    assert f"../stacks/Pulumi.test.yaml:{first + 5}: {DATA}.tunedModels.m.tpoK" in refused.text

    stack = stacks / "Pulumi.test.yaml"
    stack.write_text(stack.read_text().replace("    tpoK: 1\n", ""))
    root.up()
    assert inputs(root)["trainingData"]["path"] == "../data/train.jsonl"
    assert emulator.models()[0]["state"] == "ACTIVE"
    root.up("--refresh", "--expect-no-changes")
