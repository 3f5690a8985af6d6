"""The two resources that train, as the table of interrupted runs needs them: by one interface.

What differs is where their requests go, who judges, and what is left when all is well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from support.emulator import Emulator
from support.project import Project
from support.vertex import Vertex, rows

MODEL_PROGRAM = """
tuning.TunedModel(
    "m0",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "{answer}"], ["3", "4"]],
    hyperparameters={{"epoch_count": 10, "batch_size": 1}},{more}
)
"""
MODEL = r"/tunedModels/m0-[0-9a-f]+$"
_JOB_PROGRAM = """
tuning.TuningJob(
    "m0",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={{
        "training_dataset_uri": "gs://my-data/{answer}.jsonl",
        "hyper_parameters": {{"epoch_count": 1}},
    }},{more}
)
"""
_ENDED = ("SUCCEEDED", "PARTIALLY_SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED")


class Trainings(Protocol):
    """The trainings of one resource type, and the routes that its requests take.

    look_up: what is asked before the POST, `looks` times. poll: what is asked while it trains; so
    many as `early_reads` take this route before the first poll (a model's look-up, and the read of
    what was just made). first_undo, last_undo: with which a deletion begins and ends.
    """

    type_name: str
    look_up: Mapping[str, str]
    looks: int
    post: Mapping[str, str]
    poll: Mapping[str, str]
    early_reads: int
    first_undo: Mapping[str, str]
    last_undo: Mapping[str, str]

    def write(self, project: Project, answer: str, more: str = "") -> None:
        """Write a program that trains on this answer; `more` is text in its arguments."""

    def accepted(self) -> list[str]:
        """Name what was ever trained, oldest first."""

    def reads(self) -> list[dict[str, Any]]:
        """List the logged reads of what is trained."""

    def stand_midway(self, name: str) -> None:
        """Have a training stand at half of its steps."""

    def complete(self, name: str) -> None:
        """End a training with success, now."""

    def unfinished(self) -> list[str]:
        """Name what is still trained."""

    def assert_alone(self, name: str) -> None:
        """Assert that this one is ready, and that nothing of any other is left."""


class Models:
    """TunedModel."""

    type_name = "TunedModel"
    look_up: Mapping[str, str] = {"method": "GET", "path": MODEL}
    looks = 2  # under the identity of a run that couldn't read its state, and under its own
    post: Mapping[str, str] = {"method": "POST", "path": "/tunedModels$"}
    poll: Mapping[str, str] = look_up
    early_reads = 3
    first_undo: Mapping[str, str] = {"method": "DELETE", "path": MODEL}
    last_undo: Mapping[str, str] = first_undo

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def write(self, project: Project, answer: str, more: str = "") -> None:
        """Write the program."""
        project.program(MODEL_PROGRAM.format(answer=answer, more=more))

    def accepted(self) -> list[str]:
        """Name every model ever trained."""
        return [training["model"] for training in self._emulator.trainings()]

    def reads(self) -> list[dict[str, Any]]:
        """List the reads of a model."""
        return self._emulator.requests("GET", "/tunedModels/m0-")

    def stand_midway(self, name: str) -> None:
        """Stand at step 10 of 20."""
        self._emulator.progress(name, 10)

    def complete(self, name: str) -> None:
        """End the training."""
        self._emulator.complete(name)

    def unfinished(self) -> list[str]:
        """Name the models in state CREATING."""
        models = self._emulator.models()
        return [model["name"] for model in models if model["state"] == "CREATING"]

    def assert_alone(self, name: str) -> None:
        """Assert that the one model there is is this one, ACTIVE."""
        models = self._emulator.models()
        assert [(model["name"], model["state"]) for model in models] == [(name, "ACTIVE")], models


class Jobs:
    """TuningJob: a list is its look-up."""

    type_name = "TuningJob"
    look_up: Mapping[str, str] = {"method": "GET", "path": "/tuningJobs$"}
    looks = 1
    post: Mapping[str, str] = {"method": "POST", "path": "/tuningJobs$"}
    poll: Mapping[str, str] = {"method": "GET", "path": r"/tuningJobs/\d+$"}
    early_reads = 0
    first_undo: Mapping[str, str] = {"method": "POST", "path": r"/endpoints/\d+:undeployModel$"}
    last_undo: Mapping[str, str] = {"method": "DELETE", "path": r"/models/\d+$"}

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._vertex = Vertex(emulator)

    def write(self, project: Project, answer: str, more: str = "") -> None:
        """Write the program, and put the data where it says they are."""
        self._vertex.put_object(f"gs://my-data/{answer}.jsonl", rows(answer))
        project.config("project", "my-project")
        project.program(_JOB_PROGRAM.format(answer=answer, more=more))

    def accepted(self) -> list[str]:
        """Name every job ever accepted."""
        return [job["job"] for job in self._vertex.jobs()]

    def reads(self) -> list[dict[str, Any]]:
        """List the reads of a job."""
        return self._emulator.requests("GET", "/tuningJobs/")

    def stand_midway(self, name: str) -> None:
        """Stand at step 1 of 2."""
        self._vertex.progress(name, 1)

    def complete(self, name: str) -> None:
        """End the training."""
        self._vertex.complete(name)

    def unfinished(self) -> list[str]:
        """Name the jobs that haven't ended."""
        jobs = self._vertex.jobs()
        return [job["job"] for job in jobs if job["state"][len("JOB_STATE_") :] not in _ENDED]

    def assert_alone(self, name: str) -> None:
        """Assert that the job's model and its endpoint are all there is, and that they answer."""
        job = next(job for job in self._vertex.jobs() if job["job"] == name)
        assert job["state"] == "JOB_STATE_SUCCEEDED", job
        assert self._vertex.counts() == {"runningJobs": 0, "models": 1, "endpoints": 1}
        assert self._vertex.models() == [job["model"].partition("@")[0]]
        answer = job["trainingDatasetUri"].rpartition("/")[2].removesuffix(".jsonl")
        assert self._vertex.ask(job["endpoint"], "question 3?") == answer


KINDS: dict[str, type[Models | Jobs]] = {"model": Models, "job": Jobs}
"""By the name that the table's cells have."""
