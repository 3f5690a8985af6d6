"""What a patch can't change stays known in a preview: the plugin's half; program/stable.py asks.

The engine asks a dynamic provider for no preview of an update, so every output of a resource that
is patched is unknown, and what depends on one (a permission on the model's name) shows as replaced.
A diff knows the outputs that the state has, and whether the resource is replaced: it notes those
that no patch changes, and a function of this plugin tells them to the program.

When the handlers can't be reached: those outputs are unknown, as for any dynamic resource.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.dynamic import handlers
from pulumi_google_tuning.doors.shared.tokens import token_of

TOKEN: Final = token_of("stableOutputs", "google-tuning")
"""The function, in the package of the dynamic resources: so it reaches the provider they have."""
URN: Final = "urn"


class StableOutputs:
    """The outputs that no patch changes, by urn, of the resources that this run has compared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_urn: dict[str, Mapping[str, Any]] = {}

    def note(self, urn: str | None, outputs: Mapping[str, Any]) -> None:
        """Remember what stays of a resource; nothing does of one that is replaced."""
        if urn:
            with self._lock:
                self._by_urn[urn] = outputs

    def of(self, urn: str) -> Mapping[str, Any]:
        """Return what stays of a resource."""
        with self._lock:
            return self._by_urn.get(urn, {})


def tell(server: Any, outputs: StableOutputs) -> bool:
    """Answer the program's question for a resource's outputs; return whether that worked."""

    def told(inner: handlers.Handler) -> handlers.Handler:
        def handle(request: Any, context: Any) -> Any:
            if request.tok != TOKEN:
                return inner(request, context)
            answer = provider_pb2.InvokeResponse()
            getattr(answer, "return").update(outputs.of(request.args[URN]))
            return answer

        return handle

    return handlers.wrap(server, "Invoke", told)
