"""Ctrl-C: Pulumi's dynamic host ignores the engine's Cancel, and the engine waits for ever.

When the handlers can't be reached: the first Ctrl-C waits for what is under way.
"""

from __future__ import annotations

from typing import Any

from pulumi_google_tuning.doors.dynamic import handlers
from pulumi_google_tuning.doors.shared.cancellation import Cancellation


def listen(server: Any, cancellation: Cancellation) -> bool:
    """Have the engine's Cancel reach a cancellation; return whether that worked."""

    def heard(inner: handlers.Handler) -> handlers.Handler:
        def handle(request: Any, context: Any) -> Any:
            cancellation.cancel(by_engine=True)
            return inner(request, context)

        return handle

    return handlers.wrap(server, "Cancel", heard)
