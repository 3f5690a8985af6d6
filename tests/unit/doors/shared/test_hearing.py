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

_BEGIN: Final = """\
import signal, sys, threading
from pulumi_google_tuning.doors.shared.main_thread import MainThread
from pulumi_google_tuning.doors.shared.signals import listen

def say(text):
    print(text, flush=True)

def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()

"""
_OFFERED: Final = "MainThread.offer()\n"
# The main thread has to be free to answer.
_LISTEN: Final = """\
def begin():
    say(listen(lambda: say("first"), lambda: say("second")))
threading.Thread(target=begin).start()
threading.Event().wait()
"""
WAYS = pytest.mark.parametrize("offer", [_OFFERED, ""], ids=["main thread", "any thread"])


@contextlib.contextmanager
def started(script: str) -> Iterator[subprocess.Popen[str]]:
    """Start Python with a script, its output in a pipe; end it in the end."""
    command = [sys.executable, "-c", _BEGIN + script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@WAYS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_two_signals_are_heard(offer: str, number: signal.Signals) -> None:
    """With the main thread's help and without: the process goes on until it ends itself."""
    with started(offer + _LISTEN) as process:
        assert process.stdout is not None
        for line in ("True\n", "first\n"):
            assert process.stdout.readline() == line
            process.send_signal(number)
        assert process.stdout.readline() == "second\n"
        assert process.poll() is None


@WAYS
def test_an_ignored_signal_stays_ignored(offer: str) -> None:
    """`nohup` and a shell's background job have SIGINT ignored, and mean it."""
    ignore = "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    with started(offer + ignore + _LISTEN) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        ignored = int(re.search(r"SigIgn:\s*(\w+)", status)[1], 16)  # type: ignore[index]
        assert ignored >> (signal.SIGINT - 1) & 1
        assert not ignored >> (signal.SIGTERM - 1) & 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("in_thread(lambda: say(MainThread.has_done(lambda: say('ran'))))", "False\n"),
        ("say(MainThread.has_done(lambda: say('ran')))", "ran\nTrue\n"),
        (
            _OFFERED + "main = threading.get_ident()\n"
            "ask = lambda: say(threading.get_ident() == main)\n"
            "threading.Thread(target=lambda: MainThread.has_done(ask)).start()",
            "True\n",
        ),
        (
            _OFFERED + "def ask():\n"
            "    try:\n"
            "        MainThread.has_done(lambda: 1 / 0)\n"
            "    except ZeroDivisionError:\n"
            "        say('asker')\n"
            "threading.Thread(target=ask).start()",
            "asker\n",
        ),
    ],
    ids=["nobody offers", "the main thread asks", "another one asks", "what it raises"],
)
def test_the_main_thread_does_what_it_is_asked_for(script: str, said: str) -> None:
    """Where it has offered to; what goes wrong is the asker's, and the main thread goes on."""
    with started(script) as process:
        assert process.communicate()[0] == said
    assert process.returncode == 0
