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


def test_a_forked_process_is_ended_by_a_signal_and_this_one_goes_on() -> None:
    """A pool's worker, which its pool ends by SIGTERM. It ignores what this process ignores."""
    with started("""\
def fork(then):
    child = os.fork()
    if not child:
        then()
        os._exit(0)
    return os.waitpid(child, 0)[1]

signal.signal(signal.SIGINT, signal.SIG_IGN)
in_thread(lambda: say(listen(lambda: say("first"), lambda: say("second"))))
stop = lambda number: os.kill(os.getpid(), number)
say(fork(lambda: stop(signal.SIGTERM)))
in_thread(lambda: say(fork(lambda: stop(signal.SIGTERM))))
say(fork(lambda: stop(signal.SIGINT)))
stop(signal.SIGTERM)
threading.Event().wait()
""") as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(5)]
    assert said == ["True", str(int(signal.SIGTERM)), str(int(signal.SIGTERM)), "0", "first"]


def test_a_signal_to_a_process_that_is_being_forked_is_that_ones() -> None:
    """It may come before that process has its own handlers."""
    with started("""\
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
in_thread(lambda: say(listen(lambda: say("first"), lambda: say("second"))))
child = os.fork()
if not child:
    os._exit(0)
say(os.waitpid(child, 0)[1])
os.kill(os.getpid(), signal.SIGTERM)
threading.Event().wait()
""") as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(3)]
    assert said == ["True", str(int(signal.SIGTERM)), "first"]


def test_a_ctrl_c_while_the_handlers_are_set_is_the_main_threads() -> None:
    """It ends what that waits for, and the handlers are as they were."""
    with started("""\
set_handler = signal.signal

def interrupted(number, handler):
    signal.signal = set_handler
    set_handler(number, handler)
    raise KeyboardInterrupt

signal.signal = interrupted
heard = []
try:
    in_thread(lambda: heard.append(listen(lambda: None, lambda: None)))
    threading.Event().wait()
except KeyboardInterrupt:
    say("Ctrl-C")
while not heard:
    time.sleep(0.001)
say(heard == [False])
say(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)
say(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
""") as process:
        assert process.communicate()[0] == "Ctrl-C\nTrue\nTrue\nTrue\n"


def test_a_process_without_a_free_file_hears_nothing() -> None:
    """And goes on, as where the main thread can't be asked."""
    with started("""\
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
in_thread(lambda: say(listen(lambda: None, lambda: None)))
""") as process:
        assert process.communicate()[0] == "False\n"


def test_what_wakes_the_main_thread_does_afterwards_what_it_did() -> None:
    """The handler of SIGURG is there for the moment in which it is needed, then another's again."""
    with started("""\
signal.signal(signal.SIGURG, lambda number, frame: say("other's"))
in_thread(lambda: say(has_done(lambda: say("ran"))))
os.kill(os.getpid(), signal.SIGURG)
say("end")
""") as process:
        assert process.communicate()[0] == "ran\nTrue\nother's\nend\n"
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


def test_a_forked_process_does_not_do_what_the_main_thread_is_asked_for() -> None:
    """It has the list of calls too, where it begins between the asking and the doing."""
    with started("""\
this = os.getpid()
wake = signal.pthread_kill

def fork(thread, number):
    child = os.fork()
    if not child:
        # Whoever takes the GIL looks at the list.
        for _ in range(100):
            time.sleep(0)
        os._exit(0)
    os.waitpid(child, 0)
    wake(thread, number)

signal.pthread_kill = fork
in_thread(lambda: has_done(lambda: say(os.getpid() == this)))
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


@pytest.mark.parametrize("without", ["del signal.SIGURG", "sys.modules['ctypes'] = None"])
def test_a_main_thread_that_cant_be_asked(without: str) -> None:
    """Nothing is done, and nothing raised; nothing is heard then."""
    with started(f"""\
{without}
in_thread(lambda: say(has_done(lambda: say("ran"))))
in_thread(lambda: say(listen(lambda: None, lambda: None)))
""") as process:
        assert process.communicate()[0] == "False\nFalse\n"
