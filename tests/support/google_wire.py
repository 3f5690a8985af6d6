"""A scripted network, a clock, and Google's forms, for the tests of this folder."""

from __future__ import annotations

import json
import threading
from collections import deque
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.auth.credentials import Authenticator, resolve
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.envelope import api_error
from pulumi_google_tuning.google.request import RequestInfo

NEW_YEAR = 1767225600.0  # Thu, 01 Jan 2026 00:00:00 GMT
TOKEN_SERVER = "https://tokens.test/token"
_TOKEN_PLACES = ("https://tokens.test/", "https://oauth2.googleapis.com/")


class Clock:
    """Monotonic seconds from 1000 that only `sleep` moves; the wall clock runs with it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return monotonic seconds."""
        return self.now

    def wall(self) -> float:
        """Return seconds since 1970: 2026-01-01T00:00:00Z at the start."""
        return NEW_YEAR + self.now - 1000.0

    def sleep(self, seconds: float) -> None:
        """Let that time pass."""
        self.slept.append(seconds)
        self.now += seconds


class Wire(BaseAdapter):
    """Stands for the network: token servers answer token-1, token-2, …; the rest is scripted."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[requests.PreparedRequest] = []
        self.settings: list[dict[str, Any]] = []
        self.token_requests: list[requests.PreparedRequest] = []
        self.token_answers: deque[Any] = deque()
        self.iam_answers: deque[Any] = deque()
        self._script: deque[Any] = deque()
        self._lock = threading.Lock()

    def answers(self, *steps: Any) -> Wire:
        """Add answers, in order: a response, an exception, or a function of the request."""
        self._script.extend(steps)
        return self

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Play the next step; one call too many fails the test."""
        url = request.url or ""
        with self._lock:
            if url.startswith(_TOKEN_PLACES):
                self.token_requests.append(request)
                step = self.token_answers.popleft() if self.token_answers else self._token()
            elif url.startswith("https://iamcredentials.googleapis.com/"):
                self.token_requests.append(request)
                step = self.iam_answers.popleft()
            else:
                self.sent.append(request)
                self.settings.append(kwargs)
                if not self._script:
                    raise AssertionError(
                        f"unexpected call {len(self.sent)}: {request.method} {url}"
                    )
                step = self._script.popleft()
        if isinstance(step, Exception):
            raise step
        response: requests.Response = step(request) if callable(step) else step
        response.url, response.request = url, request
        return response

    def close(self) -> None:
        """Nothing is open."""

    def _token(self) -> requests.Response:
        name = f"token-{len(self.token_requests)}"
        return answer({"access_token": name, "expires_in": 3600, "token_type": "Bearer"})

    @property
    def headers(self) -> CaseInsensitiveDict[str]:
        """Return the headers of the last call."""
        return CaseInsensitiveDict(self.sent[-1].headers)


def answer(
    body: Any = None, code: int = 200, headers: dict[str, str] | None = None
) -> requests.Response:
    """Make an answer: JSON of anything but bytes."""
    response = requests.Response()
    response.status_code = code
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    response._content = content
    response._content_consumed = True  # type: ignore[attr-defined]
    response.headers = CaseInsensitiveDict(headers or {})
    return response


def refusal(
    code: int,
    status: str,
    message: str = "It did not work.",
    *details: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> requests.Response:
    """Make Google's error envelope."""
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return answer({"error": error}, code, headers)


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """Make the ErrorInfo detail."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


def service_account_key(private_key: str, token_uri: str = TOKEN_SERVER) -> dict[str, Any]:
    """Make a service account's key file."""
    return {
        "type": "service_account",
        "project_id": "of-the-key",
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": private_key,
        "client_email": "tuner@of-the-key.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": token_uri,
    }


def user_key(**more: Any) -> dict[str, Any]:
    """Make what `gcloud auth application-default login` writes."""
    return {
        "type": "authorized_user",
        "client_id": "client.apps.googleusercontent.com",
        "client_secret": "the-client-secret-of-gcloud",
        "refresh_token": "1//the-refresh-token-of-a-person",
    } | more


def fails(call: Any) -> GoogleTuningError:
    """Return the error that `call` ends with."""
    try:
        result = call()
    except GoogleTuningError as error:
        return error
    raise AssertionError(f"it answered {result!r}")


def read(
    response: Any,
    *,
    credential_type: str = "user",
    api: str = "gemini",
    method: str = "GET",
    path: str = "/v1beta/tunedModels/x",
    idempotent: bool = True,
    secrets: tuple[str, ...] = (),
    project: str | None = None,
) -> ApiError:
    """Read an answer to a call."""
    request = RequestInfo(
        method,
        path,
        api=api,
        idempotent=idempotent,
        credential_type=credential_type,
        project=project,
    )
    return api_error(response, request, secrets, NEW_YEAR)


def credentials_of(wire: Wire, **values: Any) -> Authenticator:
    """Return the credentials of a configuration, their token server on the wire."""
    return resolve(Config.from_mapping(values, {}), wire)
