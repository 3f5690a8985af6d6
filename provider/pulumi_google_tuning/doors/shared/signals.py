"""SIGTERM and SIGINT in a process whose main thread belongs to somebody else.

A service manager stops a unit by sending SIGTERM to all of its processes, and Python's handlers can
only be set in the main thread, in which Pulumi's dynamic host waits. It is asked to
(main_thread.py): Python then writes the signal's number to a pipe (`signal.set_wakeup_fd`),
whichever thread the kernel gives the signal to, and the pipe's reader so learns of it.

Checked: that the main thread did. When it can't: a signal ends the process at once, and the next
`pulumi up` finds what was sent by its identity.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from pulumi_google_tuning.doors.shared.main_thread import has_done

_BYTES: Final = 65536
_NUMBERS: Final = frozenset({signal.SIGTERM, signal.SIGINT})


def listen(first: Callable[[], None], second: Callable[[], None]) -> bool:
    """Have a SIGTERM or SIGINT call `first`, and the next one `second`; return whether it worked.

    Both are called in a thread of their own. A signal that the process ignores stays ignored.
    """
    reader, writer = os.pipe()

    def hear() -> None:
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in _NUMBERS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _nothing)

    try:
        # A handler must never block.
        os.set_blocking(writer, False)
        heard = has_done(hear)
    except (AttributeError, OSError, ValueError):
        heard = False
    if heard:
        calls = (first, second)
        threading.Thread(target=_answer, args=(reader, calls), name="signals", daemon=True).start()
    return heard


def _answer(reader: int, calls: Iterable[Callable[[], None]]) -> None:
    """Call each in its turn, at a signal of ours; those that come together are one."""
    for call in calls:
        # Python writes the numbers of all signals that have a handler.
        while _NUMBERS.isdisjoint(os.read(reader, _BYTES)):
            pass
        call()


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
