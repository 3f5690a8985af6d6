"""Ctrl-C: Pulumi's dynamic host ignores the engine's Cancel, and the engine waits for ever.

Relies on: the gRPC server keeps its handlers in dictionaries by method, in `_state`. Checked: an
entry for Cancel is there. When that goes: the first Ctrl-C waits for what is under way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pulumi_google_tuning.doors.shared.cancellation import Cancellation

_METHOD = "/pulumirpc.ResourceProvider/Cancel"


def listen(server: Any, cancellation: Cancellation) -> bool:
    """Have the engine's Cancel reach a cancellation; return whether that worked."""
    state = getattr(server, "_state", None)
    tables = [getattr(state, "registered_method_handlers", None)]
    tables += [
        getattr(handler, "_method_handlers", None)
        for handler in getattr(state, "generic_handlers", [])
    ]
    wrapped = [table for table in tables if isinstance(table, dict) and _METHOD in table]
    for table in wrapped:
        handler = table[_METHOD]
        heard = _heard(cancellation, handler.unary_unary)
        table[_METHOD] = handler._replace(unary_unary=heard)
    return bool(wrapped)


def _heard(cancellation: Cancellation, inner: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def handle(request: Any, context: Any) -> Any:
        cancellation.cancel()
        return inner(request, context)

    return handle
