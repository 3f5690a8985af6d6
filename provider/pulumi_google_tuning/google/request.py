"""One request to Google: what is sent, how long it may take, and what its errors need to know."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.advice import Rule
from pulumi_google_tuning.google.body import encoded
from pulumi_google_tuning.google.outgoing import Outgoing

_VERSION_PREFIX = re.compile(r"^/(?:upload/)?(?:storage/)?v\d\w*/")

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
DEFAULT_BUDGET_SECONDS = 120.0


@dataclass
class Attempts:
    """What became of a request's attempts, with whatever credentials they were sent.

    uncertain: the last failure after which Google may have done what was asked for.
    """

    uncertain: GoogleTuningError | None = None


@dataclass(frozen=True)
class RequestInfo:
    """Everything about one request; `Session.send` builds it.

    path: "/v1beta/tunedModels/x". api: "gemini", "vertex" or "storage". location: of Vertex
    AI, the configured one by default. params: the query, without those that are None.
    budget_seconds: for all attempts and the waits between them. cancel: once set, no further
    attempt is waited for.
    label: the request's name in errors, if not method and path. rules: advice on this request's
    errors, read before the general table.
    outgoing: how far its body is, for who shows that; a large one is then sent in blocks.
    credential_type: as in `Authenticator.credential_type`. project: the configured one. attempts:
    shared by all copies of one request.
    """

    method: str
    path: str
    api: str = "gemini"
    location: str | None = None
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    idempotent: bool = True
    budget_seconds: float = DEFAULT_BUDGET_SECONDS
    cancel: threading.Event | None = None
    label: str | None = None
    rules: tuple[Rule, ...] = ()
    outgoing: Outgoing | None = None
    credential_type: str = "unread"
    project: str | None = None
    attempts: Attempts = field(default_factory=Attempts)

    @property
    def name(self) -> str:
        """Return the request as people know it: "GET tunedModels/x"."""
        return self.label or f"{self.method} {_VERSION_PREFIX.sub('', self.path)}"

    @property
    def query(self) -> dict[str, Any]:
        """Return the query as Google reads it: `true`, not `True`; requests leaves out None."""
        return {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in (self.params or {}).items()
        }

    def content(self) -> bytes | BytesIO | None:
        """Return the body as it is sent, each time from its start."""
        if self.body is None:
            return None
        content = encoded(self.body)
        return self.outgoing.body(content) if self.outgoing else content
