"""Which properties a diff found changed: `replace_on_changes` looks for its paths among them.

Pulumi's dynamic host leaves them out of its answer, so the engine passes over that option. When the
handlers can't be reached: it does so here, too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic import handlers


class ChangedPaths:
    """The changed property paths, by urn, of the resources that this run has compared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_urn: dict[str, list[str]] = {}

    def note(
        self,
        urn: str | None,
        names: Iterable[str],
        old: Mapping[str, Any],
        new: Mapping[str, Any],
    ) -> None:
        """Remember the changed inputs of a resource, and what changed inside them."""
        if urn:
            paths = [
                path for name in names for path in _changed(name, old.get(name), new.get(name))
            ]
            with self._lock:
                self._by_urn[urn] = paths

    def of(self, urn: str) -> list[str]:
        """Return the changed paths of a resource."""
        with self._lock:
            return self._by_urn.get(urn, [])


def _changed(path: str, old: Any, new: Any) -> Iterator[str]:
    yield path
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {*old, *new}:
            if old.get(key) != new.get(key):
                yield from _changed(f"{path}.{key}", old.get(key), new.get(key))


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
