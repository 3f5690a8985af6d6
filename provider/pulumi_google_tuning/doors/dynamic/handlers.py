"""The gRPC server's table of methods, in which the upgrade wraps those of the dynamic host.

Relies on: the server keeps its handlers in dictionaries by method, in `_state`. Checked: an entry
for the method is there. When that goes: the part that wanted it is named in the warning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SERVICE = "/pulumirpc.ResourceProvider/"

Handler = Callable[[Any, Any], Any]


def wrap(server: Any, method: str, made: Callable[[Handler], Handler]) -> bool:
    """Replace the handler of a method by one that is made from it; return whether that worked."""
    state = getattr(server, "_state", None)
    tables = [getattr(state, "registered_method_handlers", None)]
    tables += [
        getattr(handler, "_method_handlers", None)
        for handler in getattr(state, "generic_handlers", [])
    ]
    name = _SERVICE + method
    found = [table for table in tables if isinstance(table, dict) and name in table]
    for table in found:
        handler = table[name]
        table[name] = handler._replace(unary_unary=made(handler.unary_unary))
    return bool(found)
