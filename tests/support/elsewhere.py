"""Objects that somebody made without this provider, and life cycles to take them in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import requests

from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.call import Call, Change, NotReady, Ready
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.placed import PlacedLifecycle
from pulumi_google_tuning.lifecycle.polling import Pace, Poller
from pulumi_google_tuning.lifecycle.run import Run
from support import job_world
from support.emulator import Emulator

BASE = "models/gemini-1.5-flash-001-tuning"
PAIRS = [{"textInput": str(number), "output": str(number + 1)} for number in range(15)]
SETTINGS = {"epochCount": 5, "batchSize": 4, "learningRate": 0.001}
PARENT = f"projects/{job_world.PROJECT}/locations/us-central1"
URI = "gs://my-data/sets/train.jsonl"


class Elsewhere:
    """What others made on an emulator, with the REST API alone."""

    def __init__(self, emulator: Emulator, **config: str) -> None:
        self.emulator = emulator
        given = {"emulator": emulator.url, "project": job_world.PROJECT, **config}
        self.config = Config.from_mapping({key: one for key, one in given.items() if one}, {})
        self.session = Session(self.config)

    def model(self, model_id: str = "numbers", **body: Any) -> str:
        """Tune a model."""
        task = {
            "hyperparameters": SETTINGS,
            "trainingData": {"examples": {"examples": PAIRS}},
        }
        self.session.send(
            "POST",
            "/v1beta/tunedModels",
            params={"tunedModelId": model_id},
            body={"baseModel": BASE, "displayName": model_id, "tuningTask": task, **body},
        )
        return f"tunedModels/{model_id}"

    def permission(self, model: str) -> str:
        """Grant access to a model."""
        body = {"granteeType": "USER", "emailAddress": "Ann@example.com", "role": "READER"}
        return str(self.session.send("POST", f"/v1beta/{model}/permissions", body=body)["name"])

    def rows(self, uri: str = URI, rows: list[tuple[str, str]] | None = None) -> str:
        """Upload a dataset, and return its text."""
        text = "".join(f"{json.dumps(job_world.row(*one))}\n" for one in rows or job_world.ROWS)
        bucket, name = uri.removeprefix("gs://").split("/", 1)
        done = requests.post(
            f"{self.emulator.url}/upload/storage/v1/b/{bucket}/o",
            data=text.encode(),
            params={"uploadType": "media", "name": name},
        )
        assert done.ok, done.text
        return text

    def job(self, uri: str = URI, version: str = "v1", **body: Any) -> str:
        """Tune on Vertex AI."""
        spec = {"trainingDatasetUri": uri, "hyperParameters": {"epochCount": "2"}}
        asked = {
            "baseModel": "gemini-3.5-flash",
            "supervisedTuningSpec": spec,
            "tunedModelDisplayName": "numbers",
            "labels": {"team": "nlp"},
            **body,
        }
        made = vertex.ask(self.session, "POST", version, f"{PARENT}/tuningJobs", body=asked)
        return str(made["name"])


@dataclass
class Taken:
    """One resource of a kind, from its import on; each step is in the same run until `again`."""

    kind: Kind
    elsewhere: Elsewhere
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    run: Run = field(default_factory=Run)
    secret: frozenset[str] = frozenset()

    @property
    def life(self) -> PlacedLifecycle:
        """Return the kind's life cycle."""
        session, config = self.elsewhere.session, self.elsewhere.config

        def poller(kind: Kind, values: Any) -> Poller:
            return Poller(lambda key: kind.get(session, key, values), lambda _: {}, Pace(0.02))

        return PlacedLifecycle(self.kind, session, poller, config, lambda: self.life)

    @property
    def call(self) -> Call:
        """Return a call of this run."""
        urn = f"urn:pulumi:s::p::google-tuning:{self.kind.schema.title}::it"
        return Call(
            urn=urn,
            run=self.run,
            say=self.said.append,
            warn=self.warned.append,
            secret_inputs=self.secret,
        )

    def again(self) -> None:
        """Begin another run."""
        self.run = Run()
        self.said.clear()
        self.warned.clear()

    def take_in(self, object_id: str) -> Ready | NotReady:
        """Import."""
        return self.life.take_in(self.call, object_id)

    def check(self, olds: Any, news: Any) -> dict[str, Any]:
        """Check, and return the inputs; nothing is wrong with them."""
        checked = self.life.check(self.call, olds, news)
        assert checked.failures == []
        return checked.inputs

    def diff(self, taken: Ready | NotReady, news: Any) -> Change:
        """Check the program and compare it with what was imported."""
        inputs = self.check(taken.inputs, news)
        return self.life.diff(self.call, taken.id, taken.inputs, taken.outputs, inputs)

    def update(self, taken: Ready | NotReady, news: Any) -> Ready | NotReady:
        """Update to what the program says, and return it with the inputs as the state has them."""
        inputs = self.check(taken.inputs, news)
        made = self.life.update(self.call, taken.id, taken.inputs, taken.outputs, inputs)
        return type(made)(**{**vars(made), "inputs": inputs})
