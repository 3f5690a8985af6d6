"""The upgraded host: one per process, shared by all resources' providers.

Every part is optional, and none is silent: what can't be had is said once, in one warning.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Mapping
from typing import Any

import grpc._server  # the host's own server; its class is how it is found

from pulumi_google_tuning.doors.dynamic import (
    cancel,
    changed_paths,
    features,
    request,
    stable,
    workers,
)
from pulumi_google_tuning.doors.dynamic.request import Request
from pulumi_google_tuning.doors.shared.engine import address, exit_with
from pulumi_google_tuning.doors.shared.plugin import Plugin
from pulumi_google_tuning.doors.shared.previewed import Previewed
from pulumi_google_tuning.doors.shared.signals import GracefulEnd, listen
from pulumi_google_tuning.doors.shared.stack_reader import StackReader
from pulumi_google_tuning.doors.shared.tokens import PROVIDER_TYPE, one_form

__all__ = ["Host", "Request", "current_request", "host"]

current_request = request.current

# An answer that is given may still be on its way to the engine.
_LAST_ANSWERS_SECONDS = 2.0


class Host(Plugin):
    """Pulumi's dynamic host, and what it offers beside to the calls that it serves."""

    def __init__(self) -> None:
        super().__init__()
        self.state = StackReader(PROVIDER_TYPE, one_form)
        self.stable = stable.StableOutputs()
        self.changed = changed_paths.ChangedPaths()
        self.missing: list[str] = []

    def upgrade(self) -> None:
        """Install every part that works here; note the others in `missing`."""
        engine = address()
        server = _server()
        if features.allowed("preview"):
            self.remember_in(Previewed.of_this_engine())
        works: Mapping[str, bool] = {
            "workers": features.allowed("workers") and workers.widen(server),
            "request": current_request() is not None,
            "partial": features.allowed("partial") and current_request() is not None,
            "progress": features.allowed("progress") and engine is not None,
            "cancel": features.allowed("cancel") and cancel.listen(server, self.cancellation),
            "stable": features.allowed("stable") and stable.tell(server, self.stable),
            "signals": features.allowed("signals") and self._end_gracefully(server, engine),
            "changed": features.allowed("changed") and changed_paths.tell(server, self.changed),
            "preview": self.previewed.works,
            "engine": features.allowed("engine") and engine is not None,
        }
        if engine and works["engine"]:
            exit_with(engine)
        self.log_to(engine, passing=works["progress"])
        self.missing = [part for part, working in works.items() if not working]
        if self.missing:
            self.warn(
                "Running with reduced features: "
                + "; ".join(features.PARTS[part] for part in self.missing)
                + f" (missing: {', '.join(self.missing)}; see docs/doors.md)",
                None,
            )

    def _end_gracefully(self, server: Any, engine: str | None) -> bool:
        """Have the first signal be a Cancel, and the second one the end."""

        def close() -> None:
            if server is not None:
                server.stop(_LAST_ANSWERS_SECONDS).wait(_LAST_ANSWERS_SECONDS)
            os._exit(0)

        end = GracefulEnd(self.cancellation, close, engine=engine is not None)
        return listen(end.begin, lambda: os._exit(1))


_HOST: Host | None = None
_LOCK = threading.Lock()


def host() -> Host:
    """Return this process's host, upgraded at the first call."""
    global _HOST  # noqa: PLW0603 - one process is one host
    with _LOCK:
        if _HOST is None:
            made = Host()
            made.upgrade()
            _HOST = made
    return _HOST


def _server() -> Any:
    """Find the gRPC server of Pulumi's dynamic host; None where there isn't exactly one."""
    servers = [thing for thing in gc.get_objects() if type(thing) is grpc._server._Server]  # noqa: SLF001
    return servers[0] if len(servers) == 1 else None
