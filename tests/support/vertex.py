"""Vertex AI and Cloud Storage of an emulator: what the tests ask, and what somebody else does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests

from support.emulator import Emulator
from support.project import Project

LABEL = "pulumi-google-tuning"
"""The label in which a job carries its identity."""
COUNT = 20

PROGRAM = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
job = tuning.TuningJob(
    "j0",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={{
        "training_dataset_uri": data.uri,
        "hyper_parameters": {{"epoch_count": {epochs}, "adapter_size": "ADAPTER_SIZE_FOUR"}},
    }},{more}
)
pulumi.export("job", job.name)
pulumi.export("state", job.state)
pulumi.export("uri", data.uri)
pulumi.export("made", job.tuned_model)
"""
"""A dataset from `train.jsonl` and a job `j0` on it; `more` is a line of arguments."""


def program(*lines: str, epochs: int = 2) -> str:
    """Return the program with more arguments of the job, one a line."""
    return PROGRAM.format(epochs=epochs, more="".join(f"\n    {line}," for line in lines))


def rows(answer: str = "yes", count: int = COUNT) -> str:
    """Return rows in Gemini's chat form, as JSON Lines: `question 3?`, and the answer."""
    turns = [
        [
            {"role": "user", "parts": [{"text": f"question {number}?"}]},
            {"role": "model", "parts": [{"text": answer}]},
        ]
        for number in range(count)
    ]
    return "".join(f"{json.dumps({'contents': contents})}\n" for contents in turns)


def declare(project: Project, *lines: str, answer: str = "yes", epochs: int = 2) -> None:
    """Write the data and the program, and say which project is tuned in."""
    (project.folder / "train.jsonl").write_text(rows(answer))
    project.config("project", "my-project")
    project.program(program(*lines, epochs=epochs))


class Vertex:
    """The jobs, models, endpoints and objects of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def jobs(self) -> list[dict[str, Any]]:
        """List every job ever accepted, oldest first: the judge of "one training"."""
        return list(self._emulator.admin("GET", "jobs")["jobs"])

    def counts(self) -> dict[str, int]:
        """Count what costs money now: `runningJobs`, `models`, `endpoints`."""
        return dict(self._emulator.admin("GET", "vertex")["counts"])

    def models(self) -> list[str]:
        """Name the models there are."""
        return list(self._emulator.admin("GET", "vertex")["models"])

    def endpoints(self) -> list[str]:
        """Name the endpoints there are."""
        return list(self._emulator.admin("GET", "vertex")["endpoints"])

    def nothing_left(self) -> bool:
        """Return whether no job runs, and no model, endpoint or object is left."""
        return not any(self.counts().values()) and not self._emulator.objects()

    def complete(self, job: str) -> None:
        """End a job with success, now."""
        self._emulator.admin("POST", f"jobs/{_number(job)}/complete", {})

    def fail(self, job: str, message: str) -> None:
        """End a job FAILED, now."""
        self._emulator.admin("POST", f"jobs/{_number(job)}/fail", {"message": message, "code": 3})

    def end(self, job: str, state: str) -> None:
        """End a job in a state: `EXPIRED`, `PARTIALLY_SUCCEEDED`, ..."""
        self._emulator.admin("POST", f"jobs/{_number(job)}/end", {"state": f"JOB_STATE_{state}"})

    def progress(self, job: str, steps: int) -> None:
        """Have a job stand at a step."""
        self._emulator.admin("POST", f"jobs/{_number(job)}/progress", {"completedSteps": steps})

    def ask(self, endpoint: str, text: str) -> str:
        """Ask an endpoint, as an application does."""
        body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
        said = self.call("POST", f"{endpoint}:generateContent", body)
        return str(said["candidates"][0]["content"]["parts"][0]["text"])

    def call(self, method: str, name: str, body: Any = None, **params: str) -> Any:
        """Call the API on a resource name as somebody else would."""
        return self._emulator.api(method, f"/v1/{name}", body, params)

    def undeploy_all(self, endpoint: str) -> None:
        """Take all models off an endpoint, as somebody else would."""
        for deployed in self.call("GET", endpoint).get("deployedModels", []):
            self.call("POST", f"{endpoint}:undeployModel", {"deployedModelId": deployed["id"]})

    def delete_endpoint(self, endpoint: str) -> None:
        """Delete an endpoint, as somebody else would."""
        self.undeploy_all(endpoint)
        self.call("DELETE", endpoint)

    def delete_object(self, uri: str) -> None:
        """Delete an object, as somebody else would."""
        bucket, name = uri.removeprefix("gs://").split("/", 1)
        where = f"/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
        done = requests.delete(f"{self._emulator.url}{where}")
        assert done.ok, done.text

    def put_object(self, uri: str, content: str) -> None:
        """Upload an object, as somebody else would."""
        bucket, name = uri.removeprefix("gs://").split("/", 1)
        done = requests.post(
            f"{self._emulator.url}/upload/storage/v1/b/{bucket}/o",
            params={"uploadType": "media", "name": name},
            data=content.encode(),
        )
        assert done.ok, done.text

    def train_elsewhere(self, uri: str, **more: Any) -> dict[str, Any]:
        """Tune a model as somebody else would, and give the job when it is done."""
        body: Mapping[str, Any] = {
            "baseModel": "gemini-3.5-flash",
            "supervisedTuningSpec": {"trainingDatasetUri": uri},
            **more,
        }
        path = "projects/my-project/locations/us-central1/tuningJobs"
        made = self.call("POST", path, body)
        self.complete(made["name"])
        return dict(self.call("GET", made["name"]))


def _number(job: str) -> str:
    return job.rpartition("/")[2]
