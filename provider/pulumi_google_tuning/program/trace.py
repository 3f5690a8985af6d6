"""The stack trace that the state has of a resource: the program's frames, not those that run it.

The SDK sends the whole Python stack with each resource, and the engine writes it with every save.
Below the program's own frames come the same ten of runpy, asyncio and the SDK each time: a
kilobyte a resource, a quarter of what ours has otherwise.

Relies on: the SDK takes the stack with `traceback.extract_stack`, which honours
`sys.tracebacklimit`. When that goes: the whole stack is stored, as for any other resource.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType

from pulumi_google_tuning.doors.dynamic import features

# What runs a program, or a callback of it.
_RUNS_PROGRAMS = frozenset({"runpy", "pulumi", "asyncio"})
# The SDK's own frames above our class's; a few more are no harm.
_SDK_FRAMES = 8
_LIMIT = "tracebacklimit"


@contextlib.contextmanager
def of_the_program() -> Iterator[None]:
    """While the block runs, a stack that is taken ends with the program's outermost frame."""
    before = getattr(sys, _LIMIT, None)
    if before is not None or not features.allowed("trace"):
        yield  # somebody has a limit of their own
        return
    setattr(sys, _LIMIT, _SDK_FRAMES + _depth(sys._getframe(2)))  # noqa: SLF001 - public in all but name
    try:
        yield
    finally:
        if hasattr(sys, _LIMIT):
            delattr(sys, _LIMIT)


def _depth(frame: FrameType | None) -> int:
    """Count the frames from this one outwards until one that runs programs."""
    depth = 0
    while frame is not None and _package(frame) not in _RUNS_PROGRAMS:
        depth += 1
        frame = frame.f_back
    return depth


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
