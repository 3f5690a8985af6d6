"""A Google that is a table of routes, and the command line run against it in this process."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from typer.testing import CliRunner

from pulumi_google_tuning.cli.app import app

NOWHERE = "http://127.0.0.1:9"
EMULATOR = ("--emulator", NOWHERE)


class Google(BaseAdapter):
    """Answers `METHOD /path` with what `routes` has; 404 for anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[str, Any] = {}
        self.sent: list[str] = []
        self.bodies: list[Any] = []
        self.queries: list[str] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Answer from the table: JSON, bytes, (HTTP status, JSON), or a function giving one."""
        url = urlsplit(request.url or "")
        asked = f"{request.method} {url.path}"
        self.sent.append(asked)
        self.queries.append(url.query)
        self.bodies.append(json.loads(request.body) if request.body else None)
        said = self.routes.get(asked, refused(404, "NOT_FOUND", f"{url.path} is not there"))
        if callable(said):
            said = said()
        code, body = said if isinstance(said, tuple) else (200, said)
        response = requests.Response()
        response.status_code = code
        response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response.headers = CaseInsensitiveDict()
        response.url, response.request = request.url or "", request
        return response

    def close(self) -> None:
        """Nothing is open."""


def refused(
    code: int, status: str, message: str, reason: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Make Google's error envelope."""
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}
    details = [info] if reason else []
    return code, {"error": {"code": code, "status": status, "message": message, "details": details}}


def run(*words: str, given: str | None = None) -> Any:
    """Run `google-tuning` with these words; `given` is typed in."""
    result = CliRunner().invoke(app, list(words), input=given, prog_name="google-tuning")
    failure = result.exception
    assert failure is None or isinstance(failure, SystemExit), repr(failure)
    return result
