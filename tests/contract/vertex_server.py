"""Bodies and steps that the tests of the emulator's Vertex AI share."""

from __future__ import annotations

import json
from typing import Any

from contract_server import Server

PROJECT, NUMBER, LOCATION = "test-project", "123456789012", "us-central1"
BASE_MODEL = "gemini-2.5-flash"
URI = "gs://data/train.jsonl"
PLACE = f"projects/{NUMBER}/locations/{LOCATION}"


def path(rest: str, version: str = "v1", project: str = PROJECT) -> str:
    """Return the path of something in the tests' location."""
    return f"/{version}/projects/{project}/locations/{LOCATION}/{rest}"


def chat(question: str, answer: str) -> dict[str, Any]:
    """Return a row of Gemini's chat form."""
    return {
        "contents": [
            {"role": "user", "parts": [{"text": question}]},
            {"role": "model", "parts": [{"text": answer}]},
        ]
    }


def rows(count: int = 20) -> list[dict[str, Any]]:
    """Return so many rows: question 7 has answer 7."""
    return [chat(f"question {n}", f"answer {n}") for n in range(1, count + 1)]


def put_rows(server: Server, given: list[Any] | bytes | None = None, uri: str = URI) -> None:
    """Put a dataset into the emulated bucket."""
    bucket, _, name = uri.removeprefix("gs://").partition("/")
    content = (
        given
        if isinstance(given, bytes)
        else "".join(json.dumps(row) + "\n" for row in given or rows()).encode()
    )
    upload = f"/upload/storage/v1/b/{bucket}/o"
    server.ok("POST", upload, content, params={"uploadType": "media", "name": name})


def job_body(spec: str = "supervisedTuningSpec", **fields: Any) -> dict[str, Any]:
    """Return the body of a create; a field given as None is left out."""
    whole = {
        "baseModel": BASE_MODEL,
        spec: {"trainingDatasetUri": URI, "hyperParameters": {"epochCount": 2}},
        "tunedModelDisplayName": "numbers",
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


def create(server: Server, version: str = "v1", **fields: Any) -> dict[str, Any]:
    """Create a job on the dataset that is in the bucket."""
    made: dict[str, Any] = server.ok("POST", path("tuningJobs", version), job_body(**fields))
    return made


def act(server: Server, job: dict[str, Any], action: str, body: Any = None) -> dict[str, Any]:
    """Let the emulator complete, fail, end or hold a job; return the job then."""
    job_id = job["name"].rpartition("/")[2]
    done: dict[str, Any] = server.admin("POST", f"jobs/{job_id}/{action}", body or {})
    return done


def tuned(server: Server, version: str = "v1", **fields: Any) -> dict[str, Any]:
    """Create a job and let it succeed."""
    return act(server, create(server, version, **fields), "complete")


def get(server: Server, name: str, version: str = "v1") -> Any:
    """Read anything by its name."""
    return server.ok("GET", f"/{version}/{name}")
