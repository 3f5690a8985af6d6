"""How a process hears of a signal: in a process of its own, as handlers are all of a process's."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

_BEGIN: Final = '''\
import os, signal, sys, threading, time
from pulumi_google_tuning.doors.shared import main_thread
from pulumi_google_tuning.doors.shared.main_thread import has_done
from pulumi_google_tuning.doors.shared.signals import listen

def say(text):
    print(text, flush=True)

def in_thread(function):
    """Call it in another thread, once the main one waits for that to end."""
    def call():
        waits = 0
        while waits < 10:
            code = sys._current_frames()[main.ident].f_code
            waits = waits + 1 if code.co_filename == threading.__file__ else 0
            time.sleep(0.001)
        function()
    main = threading.main_thread()
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()

'''
# As in Pulumi's dynamic host, and as in the native plugin.
_OTHER_THREAD: Final = """\
in_thread(lambda: say(listen(lambda: say("first"), lambda: say("second"))))
threading.Event().wait()
"""
_MAIN_THREAD: Final = """\
say(listen(lambda: say("first"), lambda: say("second")))
while True:
    threading.Event().wait(0.1)
"""
ASKERS = pytest.mark.parametrize(
    "script", [_OTHER_THREAD, _MAIN_THREAD], ids=["another thread", "the main thread"]
)


@contextlib.contextmanager
def started(script: str) -> Iterator[subprocess.Popen[str]]:
    """Start Python with a script, its output in a pipe; end it in the end."""
    command = [sys.executable, "-c", _BEGIN + script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@ASKERS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_two_signals_are_heard(script: str, number: signal.Signals) -> None:
    """Whichever thread asked for it; the process goes on until it ends itself."""
    with started(script) as process:
        assert process.stdout is not None
        for line in ("True\n", "first\n"):
            assert process.stdout.readline() == line
            process.send_signal(number)
        assert process.stdout.readline() == "second\n"
        assert process.poll() is None


@ASKERS
def test_an_ignored_signal_stays_ignored(script: str) -> None:
    """`nohup` and a shell's background job have SIGINT ignored, and mean it."""
    with started("signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert signal.SIGINT in signals_that(process, "SigIgn")
        assert signal.SIGTERM not in signals_that(process, "SigIgn")


def test_what_wakes_the_main_thread_stays_as_it_was() -> None:
    """The handler of SIGURG is there for the moment in which it is needed."""
    with started(_OTHER_THREAD) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert signal.SIGTERM in signals_that(process, "SigCgt")
        assert signal.SIGURG not in signals_that(process, "SigCgt")


def signals_that(process: subprocess.Popen[str], what: str) -> set[int]:
    """Return the signals that a process ignores (SigIgn) or has a handler for (SigCgt)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    mask = int(re.search(rf"{what}:\s*(\w+)", status)[1], 16)  # type: ignore[index]
    return {number for number in range(1, 65) if mask >> (number - 1) & 1}


def test_the_main_thread_does_what_it_asks_for_itself() -> None:
    """At once."""
    with started("say(has_done(lambda: say('ran')))") as process:
        assert process.communicate()[0] == "ran\nTrue\n"


def test_the_main_thread_does_what_another_asks_for() -> None:
    """Though it waits."""
    with started("""\
waiting = threading.get_ident()
in_thread(lambda: has_done(lambda: say(threading.get_ident() == waiting)))
""") as process:
        assert process.communicate()[0] == "True\n"


def test_what_goes_wrong_is_the_askers() -> None:
    """The main thread goes on."""
    with started("""\
def ask():
    try:
        has_done(lambda: 1 / 0)
    except ZeroDivisionError:
        say("asker")

in_thread(ask)
say("main thread")
""") as process:
        assert process.communicate()[0] == "asker\nmain thread\n"


def test_a_main_thread_that_is_busy_is_not_waited_for() -> None:
    """And does not do it later. All that it does here is inside of C, which looks at no calls."""
    with started("""\
from functools import partial
main_thread._PATIENCE_SECONDS = 0.2
reader, writer = os.pipe()
busy = threading.Lock()
busy.acquire()

def ask():
    busy.acquire()
    say(has_done(lambda: say("ran")))
    os.write(writer, b".")

threading.Thread(target=ask).start()
list(map(partial.__call__, [partial(busy.release), partial(os.read, reader, 1)]))
say("later")
""") as process:
        assert process.communicate()[0] == "False\nlater\n"


@pytest.mark.parametrize(
    "without",
    ["del signal.SIGURG", "del main_thread.faulthandler.register", "sys.modules['ctypes'] = None"],
)
def test_a_main_thread_that_cant_be_asked(without: str) -> None:
    """Nothing is done, and nothing raised; nothing is heard then."""
    with started(f"""\
{without}
in_thread(lambda: say(has_done(lambda: say("ran"))))
in_thread(lambda: say(listen(lambda: None, lambda: None)))
""") as process:
        assert process.communicate()[0] == "False\nFalse\n"
