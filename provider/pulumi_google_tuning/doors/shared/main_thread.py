"""What any thread has the main thread do: Python lets no other one set the handler of a signal.

Python keeps a list of calls that its main thread makes between two instructions, to which any
thread may add (`Py_AddPendingCall` of its C API). A main thread that waits, as that of Pulumi's
dynamic host does for ever, first has to be woken, by a signal that is sent to it alone and has a
handler. SIGURG does nothing where it has none and nobody sends it. `PyOS_setsig` sets a handler in
C from any thread, here one that does nothing.

Checked: that there are a SIGURG (not on Windows) and a ctypes (not in every Python that somebody
built), and that the call was made: a main thread that sleeps or reads, instead of waiting for a
lock, makes none before that ends. When one goes, nothing is done.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError, wait
from typing import Final

# It answers at once, unless it is inside of a call that no signal ends.
_PATIENCE_SECONDS: Final = 5.0
# A signal that comes right before the main thread begins to wait doesn't wake it.
_WAKE_SECONDS: Final = 0.05


def has_done(function: Callable[[], None]) -> bool:
    """Have the main thread call a function; return whether it did. What that raises, this does.

    False: the main thread can't be asked here, or is busy; then the function is never called. One
    thread at a time may ask.
    """
    main = threading.main_thread().ident
    if main is None:
        return False
    if threading.get_ident() == main:
        function()
        return True
    done: Future[None] = Future()
    try:
        with _waking_signal() as number:
            _add(function, done)
            for _ in range(round(_PATIENCE_SECONDS / _WAKE_SECONDS)):
                signal.pthread_kill(main, number)
                if wait([done], _WAKE_SECONDS).done:
                    break
    # What is missing is told by any of these; the last is where no code may be made in memory.
    except (ImportError, AttributeError, OSError, MemoryError):
        return False
    # Too late it isn't done any more: the asker does something else.
    if done.cancel():
        return False
    done.result()
    return True


@contextlib.contextmanager
def _waking_signal() -> Iterator[int]:
    """Have SIGURG end what a thread waits for; then it does what it did."""
    import ctypes  # noqa: PLC0415 - checked by who calls this

    number = signal.SIGURG
    in_c = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    set_handler = in_c(("PyOS_setsig", ctypes.pythonapi))
    # A function of the C library that takes a number, as a handler does, and does nothing else.
    before = set_handler(number, ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p))
    try:
        yield number
    finally:
        set_handler(number, before)


def _add(function: Callable[[], None], done: Future[None]) -> None:
    """Add to the calls of the main thread. To a full list nothing is added: it is too busy."""
    import ctypes  # noqa: PLC0415 - checked by who calls this

    process = os.getpid()

    def call(_: None) -> int:
        try:
            # The child of a fork has the list too.
            if os.getpid() == process and done.set_running_or_notify_cancel():
                function()
                done.set_result(None)
        except BaseException as error:  # noqa: BLE001 - it is the asker's
            with contextlib.suppress(InvalidStateError):
                done.set_exception(error)
        return 0

    pending = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(call)
    # The list refers to its address alone, and may do so longer than the asker waits.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(pending))
    ctypes.pythonapi.Py_AddPendingCall(pending, None)
