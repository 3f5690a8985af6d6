"""Tuning jobs in a world: data in the emulated bucket, plugins that tune, what is left."""

from __future__ import annotations

import json
from typing import Any

import requests

from support.plugin import Plugin
from support.world import World

PROJECT = "my-project"
PARENT = f"projects/{PROJECT}/locations/us-central1"
URI = "gs://my-data/train.jsonl"
ROWS = [(f"What comes after {number}?", str(number + 1)) for number in range(32)]
NEWS: dict[str, Any] = {
    "base_model": "gemini-3.5-flash",
    "supervised_tuning_spec": {
        "training_dataset_uri": URI,
        "hyper_parameters": {"epoch_count": "2", "learning_rate_multiplier": 0.7},
    },
    "tuned_model_display_name": "numbers",
    "description": "counts",
    "labels": {"team": "nlp"},
}


class JobWorld:
    """A world whose plugins are of TuningJob."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.emulator = world.emulator
        self.put(URI, [json.dumps(row(*one)) for one in ROWS])

    def put(self, uri: str, lines: list[str]) -> None:
        """Put a dataset into its bucket."""
        bucket, name = uri.removeprefix("gs://").split("/", 1)
        done = requests.post(
            f"{self.emulator.url}/upload/storage/v1/b/{bucket}/o",
            data="\n".join(lines).encode(),
            params={"uploadType": "media", "name": name},
        )
        assert done.ok, done.text

    def plugin(self, **config: str) -> Plugin:
        """Start a plugin."""
        return self.world.plugin("TuningJob", **{"project": PROJECT, **config})

    def names(self) -> list[str]:
        """Name every job ever accepted, by the number at its name's end."""
        return [job["job"] for job in self.emulator.jobs()]

    def counts(self) -> dict[str, int]:
        """Count what costs money: running jobs, models, endpoints."""
        found: dict[str, int] = self.emulator.vertex()["counts"]
        return found

    def api(self, method: str, name: str, body: Any = None, **params: str) -> Any:
        """Do what somebody else does."""
        return self.emulator.api(method, f"/v1/{name}", body, params)


NOTHING = {"runningJobs": 0, "models": 0, "endpoints": 0}


def row(question: str, answer: str) -> dict[str, Any]:
    """Return a row in Gemini's chat form."""
    return {
        "contents": [
            {"role": "user", "parts": [{"text": question}]},
            {"role": "model", "parts": [{"text": answer}]},
        ]
    }


def checked(plugin: Plugin, name: str = "numbers", **changes: Any) -> dict[str, Any]:
    """Check NEWS with changes; None takes a key away."""
    news = {key: value for key, value in {**NEWS, **changes}.items() if value is not None}
    inputs, failures = plugin.check(name, news)
    assert failures == []
    return inputs
