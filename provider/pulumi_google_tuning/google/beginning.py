"""What is not begun any more: a change, once its step was cancelled or has no time left.

Before a request there may be waits that no deadline ends: for room, for a token, for a server's
name. A read that comes too late costs nothing, but a POST may cost a training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors import NotSentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_google_tuning.google.request import RequestInfo

_READS: Final = frozenset({"GET", "HEAD"})
_PATCH: Final = "PATCH"


def refuse_late_change(request: RequestInfo, clock: Callable[[], float]) -> None:
    """Raise NotSentError where a request would change something for a step that has ended."""
    if request.method in _READS:
        return
    if request.cancel is not None and request.cancel.is_set():
        raise NotSentError(
            f"interrupted before {request.name} was sent. Run the same command again"
        )
    # A patch after the last second of a wait makes nothing, and without it the step had failed.
    if request.method != _PATCH and time_limit.left_seconds(clock) <= 0:
        raise NotSentError(
            f"out of time before {request.name} was sent. Allow more time, or run the same "
            f"command again"
        )
