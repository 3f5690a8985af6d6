"""The programs that are measured, by the way to the life cycle, and those that do nothing.

A way is a language and a door. The floor is a program with as many dynamic resources that do
nothing, on the host as the SDK has it: what Pulumi costs by itself.
"""

from __future__ import annotations

import json
import sysconfig
import venv
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't
from support import doors
from support.project import Project

BASE_MODEL: Final = "models/gemini-1.5-flash-001-tuning"
DYNAMIC: Final = "Python package"
NATIVE: Final = "native, Python"
YAML: Final = "native, YAML"
WAYS: Final = (DYNAMIC, NATIVE, YAML)

_FEW_ROWS: Final = 15
_MODELS: Final = """
for number in range({count}):
    tuning.TunedModel(
        f"m{{number}}",
        base_model={base_model!r},
        training_data={data},
        hyperparameters={{"epoch_count": 5, "batch_size": {batch}}},
    )
"""
_JOBS: Final = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
for number in range({count}):
    tuning.TuningJob(
        f"j{{number}}",
        base_model="gemini-3.5-flash",
        supervised_tuning_spec={{
            "training_dataset_uri": data.uri,
            "hyper_parameters": {{"epoch_count": 1}},
        }},
    )
"""
_DATASET: Final = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
pulumi.export("uri", data.uri)
"""
# Each has as much state as a model: the provider as the SDK stores it, twice.
_NOTHING: Final = """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Nothing(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        return CreateResult(props["word"], props)

class Anything(Resource):
    def __init__(self, name):
        super().__init__(Nothing(), name, {{"word": name}})

for number in range({count}):
    Anything(f"m{{number}}")
"""
_COMPONENTS: Final = """
import pulumi

for number in range({count}):
    pulumi.ComponentResource("some:thing:Component", f"m{{number}}")
"""
_SLEEP: Final = """
import time

time.sleep(3600)
"""


def models(project: Project, way: str, count: int, file: str | None = None, batch: int = 4) -> None:
    """Declare so many models, trained for 5 epochs on 15 rows or on those of a file."""
    if way == YAML:
        data: Any = {"trainingData": file} if file else {"examples": _examples()}
        model = {
            "baseModel": BASE_MODEL,
            "hyperparameters": {"epochCount": 5, "batchSize": batch},
            **data,
        }
        resource = {"type": "google-tuning:TunedModel", "properties": model}
        _yaml(project, {f"m{n}": resource for n in range(count)})
        return
    project.enter(doors.DYNAMIC if way == DYNAMIC else doors.NATIVE)
    source = repr(file) if file else f"[[str(n), str(n + 1)] for n in range({_FEW_ROWS})]"
    text = _MODELS.format(count=count, base_model=BASE_MODEL, data=source, batch=batch)
    project.program(text)


def jobs(project: Project, way: str, count: int) -> None:
    """Declare a data set from `train.jsonl`, and so many tuning jobs on it."""
    if way == YAML:
        spec = {"trainingDatasetUri": "${train.uri}", "hyperParameters": {"epochCount": 1}}
        job = {"baseModel": "gemini-3.5-flash", "supervisedTuningSpec": spec}
        resources = {
            f"j{n}": {"type": "google-tuning:TuningJob", "properties": job} for n in range(count)
        }
        _yaml(project, {"train": _dataset(), **resources})
        return
    project.enter(doors.DYNAMIC if way == DYNAMIC else doors.NATIVE)
    project.program(_JOBS.format(count=count))


def dataset(project: Project, way: str) -> None:
    """Declare a data set from `train.jsonl`."""
    if way == YAML:
        _yaml(project, {"train": _dataset()})
        return
    project.enter(doors.DYNAMIC if way == DYNAMIC else doors.NATIVE)
    project.program(_DATASET)


def nothing(project: Project, count: int) -> None:
    """Declare so many dynamic resources that do nothing."""
    _plain(project, _NOTHING.format(count=count))


def components(project: Project, count: int) -> None:
    """Declare so many resources that no plugin is asked about."""
    _plain(project, _COMPONENTS.format(count=count))


def sleep(project: Project) -> None:
    """Declare nothing, and never come to an end."""
    _plain(project, _SLEEP)


def _plain(project: Project, text: str) -> None:
    """Write a program that has nothing of this provider, in an environment without it.

    Where it is installed, each start of the SDK's host reads a part of it.
    """
    folder = project.folder / "without"
    if not folder.exists():
        venv.create(folder, symlinks=True)
        # A path alone: the .pth files that are there aren't read.
        (site,) = folder.glob("lib/python*/site-packages")
        (site / "sdk.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    file = project.folder / "Pulumi.yaml"
    declared = yaml.safe_load(file.read_text())
    declared["runtime"] = {"name": "python", "options": {"virtualenv": str(folder)}}
    file.write_text(yaml.safe_dump(declared))
    (project.folder / "__main__.py").write_text(text)


def _dataset() -> dict[str, Any]:
    given = {"source": "train.jsonl", "bucket": "my-data"}
    return {"type": "google-tuning:TuningDataset", "properties": given}


def _examples() -> list[dict[str, str]]:
    return [{"textInput": str(n), "output": str(n + 1)} for n in range(_FEW_ROWS)]


def _yaml(project: Project, resources: dict[str, Any]) -> None:
    project.enter(doors.NATIVE)
    file = project.folder / "Pulumi.yaml"
    declared = yaml.safe_load(file.read_text()) | {"runtime": "yaml", "resources": resources}
    file.write_text(json.dumps(declared))  # JSON is YAML, without anchors for what is repeated
