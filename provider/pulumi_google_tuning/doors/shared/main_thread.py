"""What any thread has the main thread do: Python lets no other one set the handler of a signal.

Python keeps a list of calls that its main thread makes between two instructions, to which any
thread may add (`Py_AddPendingCall` of its C API). A main thread that waits, as that of Pulumi's
dynamic host does for ever, first has to be woken, by a signal that is sent to it alone and has a
handler. SIGURG does nothing where it has none and nobody sends it, and faulthandler's handler is
one that any thread may set; what that writes goes nowhere.

Checked: that there are a SIGURG and a `faulthandler.register` (not on Windows) and a ctypes (not in
every Python that somebody built), and that the call was made: a main thread that sleeps or reads,
instead of waiting for a lock, makes none before that ends. When one goes, nothing is done.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final

# It answers at once, unless it is inside of a call that no signal ends.
_PATIENCE_SECONDS: Final = 5.0
# A signal that comes right before the main thread begins to wait doesn't wake it.
_WAKE_SECONDS: Final = 0.05


def has_done(function: Callable[[], None]) -> bool:
    """Have the main thread call a function; return whether it did. What that raises, this does.

    False: the main thread can't be asked here, or is busy. The function isn't called then, neither
    later.
    """
    if threading.current_thread() is threading.main_thread():
        function()
        return True
    done: Future[None] = Future()
    if not _asked(function, done):
        return False
    for _ in range(round(_PATIENCE_SECONDS / _WAKE_SECONDS)):
        _wake()
        if wait([done], _WAKE_SECONDS).done:
            break
    # Too late it isn't done any more: the asker does something else.
    if done.cancel():
        return False
    done.result()
    return True


def _asked(function: Callable[[], None], done: Future[None]) -> bool:
    """Add to the calls of the main thread; return whether it will see that."""
    try:
        import ctypes  # noqa: PLC0415 - checked here

        nowhere = os.open(os.devnull, os.O_WRONLY)
        faulthandler.register(signal.SIGURG, file=nowhere, all_threads=False)
        # Else the kernel lets the main thread wait on after it.
        signal.siginterrupt(signal.SIGURG, True)
    except (ImportError, AttributeError):
        return False

    def call(_: None) -> int:
        # Here no handler of this thread is at work, so none writes to what `nowhere` is next.
        faulthandler.unregister(signal.SIGURG)
        os.close(nowhere)
        if done.set_running_or_notify_cancel():
            try:
                function()
                done.set_result(None)
            except BaseException as error:  # noqa: BLE001 - it is the asker's
                done.set_exception(error)
        return 0

    pending = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(call)
    # The list refers to its address alone, and may do so longer than the asker waits.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(pending))
    return bool(ctypes.pythonapi.Py_AddPendingCall(pending, None) == 0)


def _wake() -> None:
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGURG)
