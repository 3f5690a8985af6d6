"""More workers: Pulumi's dynamic host works on four requests at a time.

Relies on: the gRPC server runs its handlers in a ThreadPoolExecutor, which starts a thread for a
new request as long as there are fewer than `_max_workers`. Checked: there is a `_Server` with
such an executor. When that goes: four at a time, as in the stock host.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

# A waiting thread costs some 50 KB; the engine's own --parallel is the limit that counts.
_WORKERS = 1024


def widen(server: Any) -> bool:
    """Let the server work on as many requests as the engine sends; tell whether it worked."""
    pool = getattr(getattr(server, "_state", None), "thread_pool", None)
    if not isinstance(pool, ThreadPoolExecutor) or not hasattr(pool, "_max_workers"):
        return False
    pool._max_workers = max(pool._max_workers, _WORKERS)  # noqa: SLF001 - there is no setter
    return True
