"""The emulator as a process of its own, and its admin surface."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from support import forks

ROOT = Path(__file__).resolve().parents[2]


class Emulator:
    """A running `python -m google_tuning_emulator` on a port of its own."""

    def __init__(self, folder: Path, *, training_seconds: float = 0.5) -> None:
        self._database = folder / "emulator.sqlite3"
        self._process: subprocess.Popen[str] | forks.Forked | None = None
        self.url = ""
        # One connection for all that a test asks, which is much where it polls.
        self._http = requests.Session()
        self._http.trust_env = False
        self.start()
        self.settings(trainingSeconds=training_seconds)

    def start(self) -> None:
        """Start it on its database, on any free port the first time and the same one later."""
        port = self.url.rsplit(":", 1)[-1] if self.url else "0"
        options = ["--port", port, "--db", str(self._database)]
        self._process = forks.start("emulator", options, ROOT, os.environ) or subprocess.Popen(
            [sys.executable, "-m", "google_tuning_emulator", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"the emulator said {line!r}"
        self.url = found.group()

    def stop(self) -> None:
        """End the process."""
        self._http.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """End the process without a word: what it held is broken off."""
        self._http.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def settings(self, **settings: Any) -> None:
        """Set how it behaves: trainingSeconds, requireAuth, ..."""
        self.admin("PUT", "settings", settings)

    def finish(self) -> None:
        """Let the trainings that run be over, and later ones be short."""
        self.settings(trainingSeconds=0.01)
        self.advance(10_000)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.admin("POST", "clock", {"advanceSeconds": seconds})

    def fault(self, **fault: Any) -> Any:
        """Script a fault; see emulator/README.md."""
        return self.admin("POST", "faults", fault)

    def faults(self) -> list[dict[str, Any]]:
        """List the faults, with `waiting`: the requests that each holds now."""
        return list(self.admin("GET", "faults")["faults"])

    def clear_faults(self) -> None:
        """Take all faults away."""
        self.admin("DELETE", "faults")

    def requests(self, method: str | None = None, path: str = "") -> list[dict[str, Any]]:
        """List the API requests so far, by method and a part of the path."""
        logged = self.admin("GET", "requests")["requests"]
        return [r for r in logged if path in r["path"] and method in {None, r["method"]}]

    def forget_requests(self) -> None:
        """Empty the request log."""
        self.admin("DELETE", "requests")

    def trainings(self) -> list[dict[str, Any]]:
        """List every training ever accepted, those of deleted models too."""
        return list(self.admin("GET", "trainings")["trainings"])

    def objects(self) -> list[dict[str, Any]]:
        """List the storage objects there are, each with the uploads that its name has seen."""
        return list(self.admin("GET", "objects")["objects"])

    def uploads(self) -> int:
        """Count the uploads ever completed, those of deleted objects too."""
        return int(self.admin("GET", "objects")["uploads"])

    def complete(self, name: str) -> None:
        """End a training with success, now."""
        self.admin("POST", f"models/{name.removeprefix('tunedModels/')}/complete")

    def progress(self, name: str, steps: int) -> None:
        """Have a training stand at a step."""
        route = f"models/{name.removeprefix('tunedModels/')}/progress"
        self.admin("POST", route, {"completedSteps": steps})

    def fail_trainings(self, display_name: str, message: str, code: int = 13) -> None:
        """Have trainings of models with this display name fail."""
        self.settings(
            failTrainings=[{"displayName": display_name, "message": message, "code": code}]
        )

    def jobs(self) -> list[dict[str, Any]]:
        """List every tuning job ever accepted."""
        return list(self.admin("GET", "jobs")["jobs"])

    def vertex(self) -> dict[str, Any]:
        """Tell what there is of Vertex AI now: `counts` and names."""
        return dict(self.admin("GET", "vertex"))

    def complete_job(self, name: str) -> None:
        """End a tuning job with success, now."""
        self.admin("POST", f"jobs/{_last(name)}/complete")

    def fail_job(self, name: str, message: str, code: int = 13) -> None:
        """End a tuning job with a failure, now."""
        self.admin("POST", f"jobs/{_last(name)}/fail", {"message": message, "code": code})

    def end_job(self, name: str, state: str) -> None:
        """End a tuning job in a state such as `JOB_STATE_EXPIRED`, now."""
        self.admin("POST", f"jobs/{_last(name)}/end", {"state": state})

    def progress_job(self, name: str, steps: int) -> None:
        """Have a tuning job stand at a step."""
        self.admin("POST", f"jobs/{_last(name)}/progress", {"completedSteps": steps})

    def api(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        """Call the API as somebody else would."""
        answer = self._http.request(method, f"{self.url}{path}", json=body, params=params)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def models(self) -> list[dict[str, Any]]:
        """List the tuned models there are."""
        listed = self.api("GET", "/v1beta/tunedModels", params={"pageSize": "1000"})
        return list(listed.get("tunedModels", []))

    def admin(self, method: str, route: str, body: Any = None) -> Any:
        """Call one of the emulator's own routes."""
        answer = self._http.request(
            method,
            f"{self.url}/_emulator/{route}",
            json=body,
            headers={"Content-Type": "application/json"},
        )
        assert answer.ok, f"{method} {route}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def _last(name: str) -> str:
    return name.rpartition("/")[2]
