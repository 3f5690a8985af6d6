"""The whole way over real sockets: a key's token from a local token server, then calls with it."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from google.auth import jwt
from support.google_wire import service_account_key

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


class Google(ThreadingHTTPServer):
    """A token server and an API on the loopback; the API refuses every token but the newest."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.assertions: list[str] = []
        self.newest = ""
        self.calls: list[tuple[str, str, dict[str, str], Any]] = []

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Google

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        google = self.server
        if self.path == "/token":
            google.assertions.append(urllib.parse.parse_qs(body.decode())["assertion"][0])
            google.newest = f"token-{len(google.assertions)}"
            self._answer(200, {"access_token": google.newest, "expires_in": 3600})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        google.calls.append((self.command, self.path, headers, json.loads(body or b"null")))
        if headers.get("authorization") != f"Bearer {google.newest}":
            self._answer(401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}})
            return
        self._answer(200, {"path": self.path})

    def _answer(self, code: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def google() -> Iterator[Google]:
    """Run that server for one test."""
    with Google() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()


def test_a_signed_key_becomes_a_token_and_a_call(
    google: Google, rsa_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key signs, the token server answers, the call carries the token; 401 renews it.

    A proxy in the environment that nobody runs is not asked for any of it.
    """
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    key = service_account_key(rsa_key, f"{google.url}/token")
    calls = Session(
        Config.from_mapping(
            {"credentials": json.dumps(key), "geminiEndpoint": google.url, "project": "mine"}, {}
        )
    )
    body = {"displayName": "Zähler"}
    path = "/v1beta/tunedModels?tunedModelId=x"
    first = calls.send("POST", "/v1beta/tunedModels", params={"tunedModelId": "x"}, body=body)
    assert first == {"path": path}
    method, sent_path, headers, sent_body = google.calls[0]
    assert (method, sent_path, sent_body) == ("POST", path, body)
    assert headers["authorization"] == "Bearer token-1"
    assert headers["x-goog-user-project"] == "mine"

    google.newest = "revoked"
    assert calls.send("GET", "/v1beta/tunedModels/x") == {"path": "/v1beta/tunedModels/x"}
    assert [call[2]["authorization"][-7:] for call in google.calls[1:]] == ["token-1", "token-2"]

    private = serialization.load_pem_private_key(rsa_key.encode(), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    claims = jwt.decode(  # type: ignore[no-untyped-call]
        google.assertions[0], certs=public.decode(), audience="https://oauth2.googleapis.com/token"
    )
    assert claims["iss"] == key["client_email"]
    calls.close()
