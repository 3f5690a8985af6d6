"""The engine's request, which Pulumi's dynamic host doesn't pass on to the provider.

Relies on: the host's servicer methods hold `request` and `context` in local variables, and call
the provider from there. Checked: the frame must belong to a ResourceProviderServicer, and
`request` must be a protobuf message. When that goes: `current()` gives None, and the provider
works without urn, timeouts and partial state.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from pulumi.runtime.proto import ResourceProviderServicer

from pulumi_google_tuning.doors.dynamic import features

_MAX_DEPTH = 60


@dataclass(frozen=True)
class Request:
    """One gRPC request of the engine, and its context."""

    message: Any
    context: Any

    @property
    def urn(self) -> str | None:
        """The resource's urn."""
        return getattr(self.message, "urn", "") or None

    @property
    def timeout_seconds(self) -> float | None:
        """The resource option `custom_timeouts` for this operation; None where not set."""
        return getattr(self.message, "timeout", 0.0) or None

    def field(self, name: str) -> Any:
        """Return a Struct of the message, None where the engine didn't send it."""
        message: Message = self.message
        known = message.DESCRIPTOR.fields_by_name
        return getattr(message, name) if name in known and message.HasField(name) else None


def current() -> Request | None:
    """Find the request that this thread is serving."""
    if not features.allowed("request"):
        return None
    frame = sys._getframe(1)  # noqa: SLF001 - the only way to the host's local variables
    for _ in range(_MAX_DEPTH):
        local = frame.f_locals
        if isinstance(local.get("self"), ResourceProviderServicer) and isinstance(
            local.get("request"), Message
        ):
            return Request(local["request"], local.get("context"))
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return None
