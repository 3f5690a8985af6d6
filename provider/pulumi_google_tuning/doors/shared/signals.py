"""SIGTERM and SIGINT in a process whose main thread belongs to somebody else.

A service manager stops a unit by sending SIGTERM to all of its processes, and Python's handlers can
only be set in the main thread, in which Pulumi's dynamic host waits.

Relies on: `faulthandler.register` sets a handler from any thread; the handler writes the stack of
the interrupted thread to a file, here a pipe, whose reader so learns of the signal. Checked:
registering raises nothing (Windows has no `register`). When that goes: a signal ends the process at
once, and the next `pulumi up` finds what was sent by its identity.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable

from pulumi_google_tuning.doors.shared.cancellation import Cancellation

_BYTES = 65536


def listen(first: Callable[[], None], second: Callable[[], None]) -> bool:
    """Have a SIGTERM or SIGINT call `first`, and the next one `second`; return whether it worked.

    Both are called in a thread of their own.
    """
    try:
        heard, heard_again = _Pipe(), _Pipe()
        heard.hear()
    except (AttributeError, OSError, RuntimeError, ValueError):
        return False

    def wait() -> None:
        heard.wait()
        heard_again.hear()
        first()
        heard_again.wait()
        second()

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return True


class _Pipe:
    """A pipe that a signal writes to."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        # A handler must never block.
        os.set_blocking(self._writer, False)

    def hear(self) -> None:
        """Have the signals write here from now on; one that the process ignores stays ignored."""
        for number in (signal.SIGTERM, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:
                faulthandler.register(number, file=self._writer, all_threads=False, chain=False)

    def wait(self) -> None:
        """Wait for a signal."""
        os.read(self._reader, _BYTES)


class GracefulEnd:
    """The end of the process by a signal: what is under way is answered first."""

    def __init__(
        self, cancellation: Cancellation, close: Callable[[], None], *, engine: bool
    ) -> None:
        self._cancellation = cancellation
        self._close = close
        self._engine = engine

    def begin(self) -> None:
        """Cancel what is under way, and close once it is answered; at once where nothing is."""
        end = self._close_answered if self._cancellation.cancel() else self._close
        threading.Thread(target=end, name="ending", daemon=True).start()

    def _close_answered(self) -> None:
        self._cancellation.wait_until_answered(engine=self._engine)
        self._close()
