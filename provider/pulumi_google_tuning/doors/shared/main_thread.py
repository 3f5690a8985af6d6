"""What any thread has the main thread do: Python lets no other one set the handler of a signal.

The main thread of Pulumi's dynamic host waits for ever, and is woken by a signal that is sent to it
alone. SIGURG is one that does nothing where no handler is set, and that nobody sends.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, Final

# It answers at once, unless it is inside of a call that no signal ends.
_PATIENCE_SECONDS: Final = 5.0


class MainThread:
    """The handler of SIGURG: it calls what other threads have asked for."""

    def __init__(self) -> None:
        # One that may be written to while it is read in the same thread.
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def __call__(self, number: int, frame: Any) -> None:
        """Call all that waits."""
        del number, frame
        with contextlib.suppress(queue.Empty):
            while True:
                self._asked.get_nowait()()

    def ask(self, function: Callable[[], None]) -> None:
        """Have the next SIGURG call a function that raises nothing."""
        self._asked.put(function)

    @classmethod
    def offer(cls) -> None:
        """Answer from now on; called in the main thread. Windows has no such signal."""
        if hasattr(signal, "SIGURG"):
            signal.signal(signal.SIGURG, cls())

    @classmethod
    def has_done(cls, function: Callable[[], None]) -> bool:
        """Have the main thread call a function; return whether it did. What that raises, this does.

        False: nobody has offered it, or it is busy.
        """
        main = threading.main_thread()
        if threading.current_thread() is main:
            function()
            return True
        offered = signal.getsignal(signal.SIGURG) if hasattr(signal, "SIGURG") else None
        if not isinstance(offered, cls) or main.ident is None:
            return False
        done: Future[None] = Future()

        def do() -> None:
            if done.set_running_or_notify_cancel():
                try:
                    function()
                    done.set_result(None)
                except BaseException as error:  # noqa: BLE001 - it is the asker's
                    done.set_exception(error)

        offered.ask(do)
        signal.pthread_kill(main.ident, signal.SIGURG)
        wait([done], _PATIENCE_SECONDS)
        # Too late it isn't done any more: the asker does something else.
        if done.cancel():
            return False
        done.result()
        return True
