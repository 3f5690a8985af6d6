"""Which properties a diff found changed: `replace_on_changes` looks for its paths among them.

Pulumi's dynamic host leaves them out of its answer, so the engine passes over that option. When the
handlers can't be reached: it does so here, too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic import handlers
from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.lifecycle.changed_paths import ChangedPath


class ChangedPaths:
    """The changed property paths, by urn, of the resources that this run has compared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_urn: dict[str, list[str]] = {}

    def note(self, urn: str | None, paths: Iterable[ChangedPath]) -> None:
        """Remember what changed of a resource: each path, and what it is inside of."""
        if urn:
            found = {
                written(path.keys[: depth + 1]): None
                for path in paths
                for depth in range(len(path.keys))
            }
            with self._lock:
                self._by_urn[urn] = list(found)

    def of(self, urn: str) -> list[str]:
        """Return the changed paths of a resource."""
        with self._lock:
            return self._by_urn.get(urn, [])


def tell(server: Any, changed: ChangedPaths) -> bool:
    """Add the changed paths to the host's answers; return whether that worked."""

    def told(inner: handlers.Handler) -> handlers.Handler:
        def handle(request: Any, context: Any) -> Any:
            answer = inner(request, context)
            if isinstance(answer, provider_pb2.DiffResponse):
                answer.diffs.extend(changed.of(request.urn))
            return answer

        return handle

    return handlers.wrap(server, "Diff", told)
