"""A running emulator, and the bodies that tests send to it.

A module of its own: several suites have a conftest, and only one of them is "conftest".
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
BASE = "models/gemini-1.5-flash-001-tuning"


class Server:
    """A running emulator: its URL, its own routes, and plain calls of the API."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self.session = requests.Session()
        self.start()

    def start(self, port: int = 0) -> None:
        """Start the process and read the one line that it prints."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "google_tuning_emulator", "--port", str(port), *self._options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.fullmatch(r"emulator listening on (http://127\.0\.0\.1:(\d+))\n", line)
        assert found, f"the emulator said {line!r}"
        self.url, self.port = found[1], int(found[2])

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """End the process; return its exit code and what else it wrote."""
        self.session.close()
        self.process.send_signal(number)
        out, err = self.process.communicate()
        return self.process.returncode, out, err

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> requests.Response:
        """Call a route; the body is sent as JSON, or as it is when it is bytes."""
        data = {"data": body} if isinstance(body, bytes) else {"json": body}
        return self.session.request(method, self.url + path, **data, **kwargs)

    def ok(self, method: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        """Call a route that must succeed; return its JSON."""
        answer = self.call(method, path, body, **kwargs)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def error(self, method: str, path: str, body: Any = None, **kwargs: Any) -> dict[str, Any]:
        """Call a route that must fail; return the error of its envelope."""
        answer = self.call(method, path, body, **kwargs)
        envelope = answer.json()
        assert set(envelope) == {"error"}, envelope
        error: dict[str, Any] = envelope["error"]
        assert error["code"] == answer.status_code
        return error

    def admin(self, method: str, route: str, body: Any = None) -> Any:
        """Call one of the emulator's own routes."""
        given = {} if body is None and method == "POST" else body
        return self.ok(method, f"/_emulator/{route}", given)

    def create(self, model_id: str, version: str = "v1beta", **fields: Any) -> Any:
        """Create a tuned model from two examples, or from what the fields say."""
        query = f"?tunedModelId={model_id}" if model_id else ""
        return self.ok("POST", f"/{version}/tunedModels{query}", body(**fields))

    def trained(self, model_id: str, version: str = "v1beta", **fields: Any) -> Any:
        """Create a tuned model and finish its training; return the model."""
        self.create(model_id, version, **fields)
        self.admin("POST", f"models/{model_id}/complete")
        return self.ok("GET", f"/{version}/tunedModels/{model_id}")


def examples(count: int) -> list[dict[str, str]]:
    """Return so many examples: a number, and the next one."""
    return [{"textInput": str(n), "output": str(n + 1)} for n in range(1, count + 1)]


def body(count: int = 2, hyperparameters: Any = None, **fields: Any) -> dict[str, Any]:
    """Return the body of a create; a field given as None is left out."""
    task: dict[str, Any] = {"trainingData": {"examples": {"examples": examples(count)}}}
    if hyperparameters is not None:
        task["hyperparameters"] = hyperparameters
    whole = {"baseModel": BASE, "tuningTask": task, **fields}
    return {name: value for name, value in whole.items() if value is not None}
