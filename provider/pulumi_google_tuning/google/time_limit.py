"""The end of a step: no request of it is waited for beyond, whatever its own budget is."""

from __future__ import annotations

import contextlib
import math
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# One per context by nature: a step knows its deadline a dozen frames above the session, and threads
# of one session work for different steps.
_END_OF_THIS_CONTEXT: ContextVar[float] = ContextVar("_END_OF_THIS_CONTEXT", default=math.inf)


def monotonic() -> float:
    """Return the seconds of the clock that is in place now: this package is imported early."""
    return time.monotonic()


@contextlib.contextmanager
def until(instant: float) -> Iterator[None]:
    """Limit the block's requests to an instant of `monotonic`."""
    before = _END_OF_THIS_CONTEXT.set(instant)
    try:
        yield
    finally:
        _END_OF_THIS_CONTEXT.reset(before)


def end() -> float:
    """Return the instant of `monotonic` at which the step has to end."""
    return _END_OF_THIS_CONTEXT.get()


def left_seconds(clock: Callable[[], float]) -> float:
    """Return what is left of the step, without an end where it has none."""
    return end() - clock()
