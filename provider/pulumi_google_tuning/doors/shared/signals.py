"""SIGTERM and SIGINT in a process whose main thread belongs to somebody else.

A service manager stops a unit by sending SIGTERM to all of its processes, and Python's handlers can
only be set in the main thread, in which Pulumi's dynamic host waits. It is asked to
(`MainThread`): Python then writes the signal's number to a pipe (`signal.set_wakeup_fd`), whichever
thread the kernel gives the signal to, and the pipe's reader so learns of it.

Where the main thread can't be asked (the package isn't installed but on a path, so nothing of ours
ran when the process began), it is `faulthandler.register`, which any thread may call. Its handler
writes the stack of the interrupted thread to a file, here the same pipe. It is second best: a
thread of gRPC's has no stack of Python's, and a signal that the kernel gives to one is not heard.
That is seldom, as the main thread comes first, and then the next signal is.

Checked: neither raises (Windows has no `register`). When both go: a signal ends the process at
once, and the next `pulumi up` finds what was sent by its identity.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

from pulumi_google_tuning.doors.shared.main_thread import MainThread

_BYTES: Final = 65536
_NUMBERS: Final = (signal.SIGTERM, signal.SIGINT)


def listen(first: Callable[[], None], second: Callable[[], None]) -> bool:
    """Have a SIGTERM or SIGINT call `first`, and the next one `second`; return whether it worked.

    Both are called in a thread of their own.
    """
    try:
        heard = _Pipe()
        heard.hear()
        # A stack is written in parts, of which a later one would be taken for a second signal.
        again = heard if heard.numbered else _Pipe()
    except (AttributeError, OSError, RuntimeError, ValueError):
        return False

    def wait() -> None:
        heard.wait()
        if again is not heard:
            again.hear()
        first()
        again.wait()
        second()

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return True


class _Pipe:
    """A pipe that a signal writes to."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        # A handler must never block.
        os.set_blocking(self._writer, False)
        self.numbered = False
        """Whether Python writes the numbers of signals; else it is a stack, as text."""

    def hear(self) -> None:
        """Have the signals write here from now on; one that the process ignores stays ignored."""
        numbers = [n for n in _NUMBERS if signal.getsignal(n) is not signal.SIG_IGN]

        def handle() -> None:
            signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
            for number in numbers:
                signal.signal(number, _nothing)

        self.numbered = MainThread.has_done(handle)
        if not self.numbered:
            for number in numbers:
                faulthandler.register(number, file=self._writer, all_threads=False, chain=False)

    def wait(self) -> None:
        """Wait for a signal."""
        said = os.read(self._reader, _BYTES)
        # Python writes the numbers of all signals that have a handler.
        while self.numbered and not any(number in said for number in _NUMBERS):
            said = os.read(self._reader, _BYTES)


def _nothing(number: int, frame: Any) -> None:
    """Handle a signal of which the pipe's reader knows."""


class Calls(Protocol):
    """The calls of a process that are under way, as `Cancellation` and the servicer know them."""

    def cancel(self) -> bool:
        """End all waiting; return whether anything is in flight."""

    def wait_until_answered(self, *, engine: bool) -> None:
        """Wait until nothing is in flight; with an `engine`, until that has said Cancel as well."""


class GracefulEnd:
    """The end of the process by a signal: what is under way is answered first."""

    def __init__(self, calls: Calls, close: Callable[[], None], *, engine: bool) -> None:
        self._calls = calls
        self._close = close
        self._engine = engine

    def begin(self) -> None:
        """Cancel what is under way, and close once it is answered; at once where nothing is."""
        end = self._close_answered if self._calls.cancel() else self._close
        threading.Thread(target=end, name="ending", daemon=True).start()

    def _close_answered(self) -> None:
        self._calls.wait_until_answered(engine=self._engine)
        self._close()
