"""Waiting for what a test can't hurry: no bound but the test's own, which pytest-timeout keeps.

A bound of a wait's own is a guess at how fast the machine is, and a busy one breaks it. What was
waited for when the test's time was over is said in the failure.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

_FIRST_PAUSE_SECONDS = 0.01
_LONGEST_PAUSE_SECONDS = 0.1


@contextlib.contextmanager
def waiting_for(subject: str | Callable[[], str]) -> Iterator[None]:
    """Name what is waited for in the failure, where the test's time is over before it comes."""
    try:
        yield
    except pytest.fail.Exception as over:
        what = subject if isinstance(subject, str) else subject()
        raise AssertionError(f"{over.msg}; it was waiting for {what}") from over


def until(condition: Callable[[], Any], what: str | Callable[[], str]) -> Any:
    """Poll a condition until it holds; return what it found. `what` is named if it never does."""
    pause = _FIRST_PAUSE_SECONDS
    with waiting_for(what):
        while not (found := condition()):
            time.sleep(pause)
            # Asking costs time of the very processor that what is waited for runs on.
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
    return found


class NoPause(threading.Event):
    """A cancel for which nobody waits: a pause that it could end takes no time."""

    def wait(self, timeout: float | None = None) -> bool:
        """Tell at once whether it is set."""
        del timeout
        return self.is_set()


def in_background(call: Callable[..., Any], *args: Any, **more: Any) -> Future[Any]:
    """Run a call in a thread of its own, which keeps no test and no process from ending."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(call(*args, **more))
        except BaseException as error:  # noqa: BLE001 - it is the future's
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future
