"""Google in a dictionary, with one value of one answer replaced by any other JSON value.

What answers is a table of requests and JSON; the real session, its parser and the real readers of
each resource stand before it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import requests

from pulumi_google_tuning.fields.values import Json
from support.google_wire import answer, refusal

Path = tuple[str | int, ...]
CREATED = "2026-01-01T00:00:00.000001Z"
PARENT = "projects/p/locations/us-central1"
JOB = f"{PARENT}/tuningJobs/7"
MODEL = f"{PARENT}/models/11"
ENDPOINT = f"{PARENT}/endpoints/21"

TUNED_MODEL: Json = {
    "name": "tunedModels/ID",
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "tunedModelSource": {"baseModel": "models/gemini-1.5-flash-001-tuning"},
    "displayName": "numbers",
    "state": "ACTIVE",
    "createTime": CREATED,
    "updateTime": CREATED,
    "temperature": 0.5,
    "topK": 40,
    "readerProjectNumbers": ["1"],
    "tuningTask": {
        "startTime": CREATED,
        "completeTime": CREATED,
        "hyperparameters": {"epochCount": 5, "batchSize": 4, "learningRate": 0.001},
        "snapshots": [
            {"step": 1, "epoch": 0, "meanLoss": 7.5, "computeTime": CREATED},
            {"step": 2, "epoch": 1, "meanLoss": 1.5, "computeTime": CREATED},
        ],
    },
}
OPERATION: Json = {
    "name": "tunedModels/ID/operations/1",
    "metadata": {"tunedModel": "tunedModels/ID", "totalSteps": 25, "completedPercent": 100},
    "done": True,
    "response": {"name": "tunedModels/ID"},
    "error": {"code": 13, "message": "it failed"},
}
PERMISSION: Json = {
    "name": "tunedModels/m/permissions/1",
    "granteeType": "USER",
    "emailAddress": "a@example.com",
    "role": "READER",
}
A_JOB: Json = {
    "name": JOB,
    "state": "JOB_STATE_SUCCEEDED",
    "createTime": CREATED,
    "endTime": CREATED,
    "labels": {"pulumi-google-tuning": "LABEL", "team": "nlp"},
    "baseModel": "gemini-3.5-flash",
    "tunedModelDisplayName": "numbers",
    "tuningJobMetadata": {"completedEpochCount": "1", "completedStepCount": "10"},
    "supervisedTuningSpec": {
        "trainingDatasetUri": "gs://b/t.jsonl",
        "hyperParameters": {"epochCount": "2", "learningRateMultiplier": 0.5},
    },
    "tuningDataStats": {
        "supervisedTuningDataStats": {"tuningDatasetExampleCount": "32", "tuningStepCount": "10"}
    },
    "tunedModel": {
        "model": f"{MODEL}@1",
        "endpoint": ENDPOINT,
        "checkpoints": [{"checkpointId": "1", "epoch": "1", "step": "10", "endpoint": ENDPOINT}],
    },
}
DEPLOYED: Json = {"id": "5", "model": MODEL, "modelVersionId": "1", "endpoint": ENDPOINT}
A_MODEL: Json = {
    "name": MODEL,
    "versionId": "1",
    "versionAliases": ["default"],
    "displayName": "numbers",
    "labels": {"pulumi-google-tuning": "LABEL", "team": "nlp"},
    "deployedModels": [{"endpoint": ENDPOINT, "deployedModelId": "5"}],
}
AN_ENDPOINT: Json = {
    "name": ENDPOINT,
    "displayName": "numbers",
    "labels": {"pulumi-google-tuning": "LABEL", "team": "nlp"},
    "deployedModels": [DEPLOYED],
}
A_VERTEX_OPERATION: Json = {"name": f"{PARENT}/operations/1", "done": True, "response": {}}
OBJECT: Json = {
    "generation": "17",
    "metageneration": "1",
    "size": "17",
    "crc32c": "CRC",
    "md5Hash": "MD5",
    "metadata": {"google-tuning-made": "true", "google-tuning-crc32c": "CRC", "REFERENCE": "x"},
}

ODD: tuple[Any, ...] = (
    None,
    True,
    "NaN",
    {"x": None},
    -1,
    "x/y",
    [None],
    float("nan"),
    10**320,
    "\ud800",
)


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Name every place in a JSON value, itself and the items of lists included."""
    yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*at, index))


def replaced(value: Any, at: Path, odd: Any) -> Any:
    """Return a copy with another value in one place."""
    if not at:
        return odd
    made = copy.deepcopy(value)
    here = made
    for step in at[:-1]:
        here = here[step]
    here[at[-1]] = odd
    return made


def nested(levels: int) -> Any:
    """Return an object in an object, so many times."""
    value: Any = {}
    for _ in range(levels):
        value = {"x": value}
    return value


class OddGoogle:
    """Answers by a table: (method, expression for the URL) → JSON, or a status code.

    It stands in the place of a session's connections (`http`): a test asks it thousands of times.
    """

    def __init__(self, table: dict[tuple[str, str], Any]) -> None:
        self.table = table
        self.sent: list[str] = []
        self.odd: tuple[tuple[str, str], Path, Any] | None = None
        self.seen: Callable[[str], None] = lambda _: None

    def request(self, method: str, url: str, **more: Any) -> requests.Response:
        """Answer."""
        url += "?" if more.get("params") else ""
        self.sent.append(f"{method} {url}")
        self.seen(self.sent[-1])
        for key, said in self.table.items():
            if key[0] == method and re.search(key[1], url):
                if isinstance(said, int):
                    return refusal(said, "NOT_FOUND")
                lies = self.odd is not None and self.odd[0] == key and self.odd[1] in paths(said)
                given = replaced(said, *self.odd[1:]) if self.odd and lies else said
                return answer(_text(given).encode("utf-8", "surrogatepass"))
        raise AssertionError(f"unexpected: {self.sent[-1]}")

    def count(self, method: str) -> int:
        """Count the requests of a method."""
        return sum(one.startswith(f"{method} ") for one in self.sent)


def _text(value: Any) -> str:
    """Write JSON; numbers of any length, which Python writes only when told to."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "1" + "0" * 4000 if value >= 10**4000 else str(value)
    if isinstance(value, dict):
        parts = (f"{json.dumps(key)}: {_text(item)}" for key, item in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value)
