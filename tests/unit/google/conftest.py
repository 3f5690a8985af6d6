"""Fixtures of the Google tests: a network that is a script, a clock that only sleeping moves."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import _exponential_backoff
from support.google_wire import Clock, Wire, service_account_key

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep this machine's credentials, proxies and metadata server out of every test."""
    for name in list(os.environ):
        if name.upper().startswith(("GOOGLE_", "GCE_", "CLOUDSDK_")) or "PROXY" in name.upper():
            monkeypatch.delenv(name)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "no-gcloud"))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))
    # google-auth's own retries of a token server
    monkeypatch.setattr(_exponential_backoff, "time", SimpleNamespace(sleep=lambda _: None))


@pytest.fixture
def wire() -> Wire:
    """Return a network that answers as told and keeps what was sent."""
    return Wire()


@pytest.fixture
def clock() -> Clock:
    """Return a clock that only its own sleep moves."""
    return Clock()


@pytest.fixture
def session(wire: Wire, clock: Clock) -> Any:
    """Return a function that makes a session on the wire and the clock, with full jitter of 1."""

    def make(**values: Any) -> Session:
        config = Config.from_mapping(values or {"accessToken": "token-of-a-person"}, {})
        return Session(
            config,
            sleep=clock.sleep,
            clock=clock,
            wall_clock=clock.wall,
            random=lambda: 1.0,
            adapter=wire,
        )

    return make


@pytest.fixture(scope="session")
def rsa_key() -> str:
    """Return a private key in PEM, made for this run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture
def service_account(rsa_key: str) -> str:
    """Return a service account's key file as JSON, its token server on the wire."""
    return json.dumps(service_account_key(rsa_key))
