"""Programs in YAML, Go, TypeScript and Python on the native plugin: examples/ and generated SDKs.

Pulumi's own hosts run them against an emulator. A machine without Go has no hosts, and one without
npm installs no packages: what misses them is skipped, and says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from support.emulator import ROOT, Emulator
from support.project import RESOURCE_ERROR, Project
from support.vertex import Vertex

from tools import sdk
from tools.steps import building
from tools.steps.languages import MODULES

SENTIMENT = ROOT / "examples" / "sentiment-vertex"
# Go compiles Pulumi's SDK for minutes; with the set-up's own options it was compiled already.
GO = {**building.VARIABLES, "GOFLAGS": "-trimpath"}
NPM = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
PYTHON = """
import pulumi
import pulumi_google_tuning_native as tuning

train = tuning.TuningDataset(
    "train", source="train.jsonl", bucket="my-tuning-data", prefix="sentiment"
)
job = tuning.TuningJob(
    "sentiment",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec=tuning.TuningJobSupervisedTuningSpecArgs(
        training_dataset_uri=train.uri,
        hyper_parameters=tuning.TuningJobSupervisedHyperParametersArgs(epoch_count=3),
    ),
)
review = "I had high hopes for these shoes, but the sole came off on my second run. Never again."
endpoint = job.tuned_model.apply(lambda made: made.endpoint)
said = tuning.generate_content_output(model=endpoint, prompt=review)
pulumi.export("job", job.name)
pulumi.export("endpoint", endpoint)
pulumi.export("sentiment", said.text)
"""
EVERYTHING = """
import pulumi
import pulumi_google_tuning_native as tuning

url = pulumi.Config("google-tuning").require("emulator")
west = tuning.Provider(
    "west", project="my-project", location="europe-west4", emulator=url, poll_seconds=0.1
)
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    display_name=pulumi.Output.secret("hush hush"),
    examples=[
        {"text_input": "1", "output": "2"},
        tuning.TrainingExampleArgs(text_input="seven", output="eight"),
    ],
    hyperparameters={"epoch_count": 3, "batch_size": 1},
)
tuning.TunedModelPermission(
    "reader",
    tuned_model=model.name,
    grantee_type="USER",
    email_address="reader@example.com",
    role="READER",
)


def row(number):
    said = (("user", f"question {number}?"), ("model", "yes"))
    return {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in said]}


data = tuning.TuningDataset(
    "rows",
    bucket="my-data",
    rows=[row(number) for number in range(20)],
    opts=pulumi.ResourceOptions(provider=west),
)
job = tuning.TuningJob(
    "job",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={
        "training_dataset_uri": data.uri, "hyper_parameters": {"epoch_count": 2}
    },
    labels={"snake_case": "stays", "camel-case": "stays"},
    opts=pulumi.ResourceOptions(provider=west),
)
said = tuning.generate_content_output(
    model=model.name, prompt="seven", generation_config={"maxOutputTokens": 5}
)
listed = job.name.apply(
    lambda name: tuning.list_tuning_jobs_output(project="my-project", location="europe-west4")
)
pulumi.export("job", job.name)
pulumi.export("answer", said.text)
pulumi.export("listed", listed.tuning_jobs[0].name)
pulumi.export("epochs", tuning.get_tuned_model_output(name=model.name).hyperparameters.epoch_count)
pulumi.export("step", model.loss_curve.steps[0])
pulumi.export("read", tuning.get_tuning_job_output(name=job.name).state)
"""
HOSTS = {name for module in MODULES for name in module.programs}


def _needs(*names: str) -> None:
    """Skip a test where the set-up said that these are missing."""
    for name in names:
        if shutil.which(name, path=f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"):
            continue
        assert name in {*HOSTS, "go", "npm"}
        pytest.skip(f"{name} is missing: see what `make setup-dev` says")


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the SDKs as `pulumi package add` makes them."""
    _needs("gen-sdk")
    folder = tmp_path_factory.mktemp("sdks")
    sdk.generate(folder, local=True)
    return folder


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the SDKs and packages of a release."""
    _needs("gen-sdk", "npm")
    folder = tmp_path_factory.mktemp("packed")
    sdk.generate(folder)
    sdk.pack(folder)
    return folder


def _installed(packed: Path, folder: Path) -> Path:
    """Return a folder with what pip installs of Python's SDK."""
    (wheel,) = packed.glob("pulumi_google_tuning_native-*-py3-none-any.whl")
    shutil.unpack_archive(wheel, folder / "installed", "zip")
    return folder / "installed"


def _example(folder: Path, emulator: Emulator, name: str) -> Project:
    """Return a stack of an example project, as its README sets it up."""
    project = Project(folder, emulator.url, f"sentiment-{name}")
    source = ROOT / "examples" / name
    left = shutil.ignore_patterns("Pulumi.*.yaml", "sdks", "node_modules", "README.md")
    shutil.copytree(source, project.folder, ignore=left, dirs_exist_ok=True)
    project.config("project", "my-project")
    stack = project.folder / "Pulumi.test.yaml"
    stack.write_text(f"{stack.read_text()}  sentiment-{name}:bucket: my-tuning-data\n")
    return project


def _from_data_to_an_answer(project: Project, emulator: Emulator, **environment: str) -> None:
    """Hold a project to its promise: preview, one training, an answer, no change, nothing left."""
    vertex = Vertex(emulator)
    said = project.preview(**environment).text
    assert "500 rows, 0.2 MB: about 28,000 tokens per epoch" in said
    assert "tunes gemini-3.5-flash for 3 epochs" in said
    assert vertex.jobs() == []
    assert emulator.uploads() == 0
    project.up(**environment)
    (job,) = vertex.jobs()
    (stack,) = project.resources("Stack")
    outputs = stack["outputs"]
    assert outputs["sentiment"] == "negative"
    assert (outputs["job"], outputs["endpoint"]) == (job["job"], job["endpoint"])
    project.up("--refresh", "--expect-no-changes", **environment)
    project.destroy()
    assert vertex.nothing_left()
    assert len(vertex.jobs()) == 1


def test_yaml_from_data_to_an_answer(tmp_path: Path, emulator: Emulator) -> None:
    """The example in YAML trains once and answers; a mistake in it is told in the preview."""
    _needs("pulumi-language-yaml")
    project = _example(tmp_path, emulator, "yaml")
    _from_data_to_an_answer(project, emulator)
    program = project.folder / "Pulumi.yaml"
    program.write_text(program.read_text().replace("epochCount: 3", "epochCounts: 3"))
    said = project.preview(expect=RESOURCE_ERROR).text
    assert "epochCounts" in said
    assert "are: epochCount, batchSize" in said


@pytest.mark.thorough
def test_go_from_data_to_an_answer(tmp_path: Path, emulator: Emulator, sdks: Path) -> None:
    """The example in Go compiles with the generated SDK, trains once and answers."""
    _needs("pulumi-language-go", "go")
    project = _example(tmp_path, emulator, "go")
    sdk.add_to(project.folder, sdks / "go")
    vet = ["go", "vet", "pulumi-google-tuning.dev/sdk/go/..."]
    subprocess.run(vet, cwd=project.folder, env={**os.environ, **GO}, check=True)
    _from_data_to_an_answer(project, emulator, **GO)


@pytest.mark.thorough
def test_typescript_from_data_to_an_answer(tmp_path: Path, emulator: Emulator, sdks: Path) -> None:
    """The example in TypeScript compiles, with the generated SDK, trains once and answers."""
    _needs("pulumi-language-nodejs", "npm")
    project = _example(tmp_path, emulator, "typescript")
    sdk.add_to(project.folder, sdks / "nodejs")
    for command in (NPM, ["npm", "run", "check"]):
        subprocess.run(command, cwd=project.folder, check=True)
    assert (project.folder / sdk.ADDED / "bin" / "index.js").is_file()
    _from_data_to_an_answer(project, emulator)


@pytest.mark.thorough
def test_python_from_data_to_an_answer(tmp_path: Path, emulator: Emulator, packed: Path) -> None:
    """A Python program with the generated SDK trains once and answers."""
    installed = _installed(packed, tmp_path)
    project = Project(tmp_path, emulator.url)
    shutil.copy(SENTIMENT / "train.jsonl", project.folder)
    (project.folder / "__main__.py").write_text(PYTHON)
    project.config("project", "my-project")
    project.environment["PYTHONPATH"] = str(installed)
    _from_data_to_an_answer(project, emulator)


@pytest.mark.thorough
def test_python_has_every_resource(tmp_path: Path, emulator: Emulator, packed: Path) -> None:
    """Each resource and function works in the generated SDK's own forms, and then nothing changes.

    Rows and examples as lists, nested arguments as dicts and classes, a provider of its own for
    another location, a secret, and free keys that no translation of names may touch.
    """
    project = Project(tmp_path, emulator.url)
    (project.folder / "__main__.py").write_text(EVERYTHING)
    project.environment["PYTHONPATH"] = str(_installed(packed, tmp_path))
    project.up()
    (stack,) = project.resources("Stack")
    outputs = stack["outputs"]
    job = outputs.pop("job")
    assert "/locations/europe-west4/" in job
    assert outputs == {
        "answer": "eight",
        "listed": job,
        "epochs": 3,
        "step": 1,
        "read": "JOB_STATE_SUCCEEDED",
    }
    (declared,) = project.resources("TuningJob")
    assert declared["inputs"]["labels"] == {"snake_case": "stays", "camel-case": "stays"}
    assert "hush hush" not in json.dumps(project.deployment())
    project.up("--refresh", "--expect-no-changes")
    project.destroy()
    assert emulator.models() == []
    assert Vertex(emulator).nothing_left()


@pytest.mark.thorough
def test_the_sdks_are_published_typed(tmp_path: Path, packed: Path) -> None:
    """Python's is a wheel that type checkers read; Node's runs nothing when it is installed."""
    target = _installed(packed, tmp_path)
    (tmp_path / "program.py").write_text(PYTHON)
    # What Pulumi generates isn't strict itself, so only the program's own lines are held to it.
    own = ["--strict", "--follow-imports=silent", "program.py"]
    mypy = [sys.executable, "-m", "mypy", "--cache-dir", os.devnull, *own]
    checked = subprocess.run(
        mypy,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    (package,) = packed.glob("pulumi-google-tuning-*.tgz")
    with tarfile.open(package) as archive:
        archive.extractall(tmp_path, filter="data")
    npm = tmp_path / "package"
    assert json.loads((npm / "package.json").read_text())["scripts"] == {"build": "tsc"}
    assert (npm / "index.d.ts").is_file()
    (npm / "node_modules").symlink_to(packed / "nodejs" / "node_modules")
    use = "const t = require('.'); if (!t.TuningJob || !t.generateContentOutput) process.exit(1)"
    subprocess.run(["node", "-e", use], cwd=npm, check=True)


def test_the_sdks_have_everything(sdks: Path) -> None:
    """Each language has every resource and every function of the schema."""
    spec = json.loads(sdk.SCHEMA.read_text())
    names = {token.rpartition(":")[2] for token in [*spec["resources"], *spec["functions"]]}
    for file in ("nodejs/{}.ts", "go/googletuning/{}.go"):
        made = {name for name in names if (sdks / file.format(name[0].lower() + name[1:])).exists()}
        assert made == names
    init = (sdks / "python" / "pulumi_google_tuning_native" / "__init__.py").read_text()
    assert init.count("\nfrom .") >= len(names)
