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
    try:
        reader, writer = os.pipe()
    except OSError:
        return False
    if not _are_written_to(writer):
        os.close(reader)
        os.close(writer)
        return False
    calls = (first, second)
    threading.Thread(target=_answer, args=(reader, calls), name="signals", daemon=True).start()
    return True


def _are_written_to(writer: int) -> bool:
    """Have the signals write to a pipe; return whether they do."""
    try:
        # A handler must never block.
        os.set_blocking(writer, False)
        return has_done(_Handlers(writer).set)
    except (AttributeError, OSError, ValueError):
        return False
    except KeyboardInterrupt:
        if threading.current_thread() is threading.main_thread():
            raise
        # A Ctrl-C in the very moment is the main thread's, which may wait again by now.
        os.kill(os.getpid(), signal.SIGINT)
        return False


class _Handlers:
    """The handlers of both signals, in this process and not in the children that it forks.

    Another provider's `multiprocessing.Pool` ends its workers by SIGTERM. With the pipe that they
    have inherited this process would take it for its own.
    """

    def __init__(self, writer: int) -> None:
        self._writer = writer
        self._before: dict[int, Any] = {}
        # Of the thread that forks: what it blocked before.
        self._forking = threading.local()

    def set(self) -> None:
        """Have the signals write to the pipe; called in the main thread."""
        try:
            signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
            for number in _NUMBERS:
                before = signal.getsignal(number)
                if before is not signal.SIG_IGN:
                    # None is a handler that isn't Python's.
                    self._before[number] = before or signal.SIG_DFL
                    signal.signal(number, _nothing)
        except BaseException:
            self._reset()
            raise
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._block, after_in_parent=self._unblock, after_in_child=self._in_child
            )

    def _reset(self) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _block(self) -> None:
        self._forking.mask = signal.pthread_sigmask(signal.SIG_BLOCK, _NUMBERS)

    def _unblock(self) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._forking.mask)

    def _in_child(self) -> None:
        self._reset()
        self._unblock()


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
