"""One request to Google: what is sent, for how long, and what its errors have to say of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.google.advice import Rule

_VERSION_PREFIX = re.compile(r"^/(?:upload/)?(?:storage/)?v\d\w*/")


@dataclass(frozen=True)
class RequestInfo:
    """What `Session.send` was asked for, in one piece.

    path: "/v1beta/tunedModels/x". api: "gemini", "vertex" or "storage". location: where Vertex AI
    is asked, the configured one by default. params: the query, without those that are None.
    budget_seconds: for all attempts and the waits between them. cancel: once set, no further
    attempt is waited for.
    label: what people call the request, where that isn't method and path. rules: advice on errors
    of this very request, read before the table of all.
    credential_type: as in `Authenticator.credential_type`. project: the configured one.
    """

    method: str
    path: str
    api: str = "gemini"
    location: str | None = None
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    idempotent: bool = True
    budget_seconds: float = 120.0
    cancel: threading.Event | None = None
    label: str | None = None
    rules: tuple[Rule, ...] = ()
    credential_type: str = "unread"
    project: str | None = None

    @property
    def name(self) -> str:
        """Return the request as people know it: "GET tunedModels/x"."""
        return self.label or f"{self.method} {_VERSION_PREFIX.sub('', self.path)}"
