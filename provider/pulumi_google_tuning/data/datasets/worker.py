"""A second process that checks pieces of a large dataset: both ends of the talk with it.

It is a fresh interpreter, since gRPC's threads forbid a fork. Rows come through a pipe alone, and
what goes back is what was counted of a piece, or that a row of it is bad. It ends with its parent,
at the end of the pipe. Whatever happens to it, its parent needs no answer: see two_processes.py.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, Final

from pulumi_google_tuning.data.datasets.lines import blocks_of
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.rows import dataset_schema
from pulumi_google_tuning.data.datasets.rules import rules_of
from pulumi_google_tuning.data.datasets.tally import Tally, tally_of

_FLAG: Final = "--check-rows"
"""What makes the plugin's archived program, which is no interpreter, such a process: plugin.py."""
# Its own folder isn't on Python's path, but ours may be: nobody's `json.py` there is imported.
_SCRIPT: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from pulumi_google_tuning.data.datasets.worker import main; main()"
)
_PATIENCE_SECONDS: Final = 1
"""For the end of what was killed: it comes at once, but for a wrapper's child."""
_OOM_SCORE: Final = "/proc/self/oom_score_adj"
_LEVELS: Final = 600
"""Fewer than a parent has: a row that is nested so deeply is left to it."""


class Worker:
    """The process as its parent sees it. Nothing here waits for its answers."""

    def __init__(self, form: str, *, statistics: bool) -> None:
        """Start it for the rows of a form."""
        self.ready = False
        """Whether it has said that it is there, and has the same rules."""
        self.answers: deque[Tally | None] = deque()
        """In the order of the pieces."""
        self._rules = rules_of(dataset_schema(form).document)
        self._pieces: SimpleQueue[Any] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[threading.Thread] = []
        frozen = getattr(sys, "frozen", False)
        path = [one for one in sys.path if isinstance(one, str)]  # as Python does, quietly
        words = [_FLAG] if frozen else ["-c", _SCRIPT, *path]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            self._process = subprocess.Popen(  # noqa: S603 - our own words, no shell
                [sys.executable or "", *words], stderr=subprocess.DEVNULL, **pipes
            )
            self._begin(self._send, self._process.stdin)
            self._begin(self._receive, self._process.stdout)
            self.give((form, statistics))

    def close(self) -> None:
        """End it, wherever it is."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait()
            self.give(None)
            # What was started may be a wrapper, and the worker its child: that ends when no more
            # pieces come, so the first of the two pipes is closed before the other is waited for.
            for thread, stream in zip_longest(self._threads, (process.stdin, process.stdout)):
                if thread is not None:
                    thread.join(_PATIENCE_SECONDS)
                if stream is not None and not (thread and thread.is_alive()):
                    with contextlib.suppress(OSError):  # of what it didn't read any more
                        stream.close()

    def give(self, piece: Any) -> None:
        """Let it check a piece, when it has time."""
        self._pieces.put(piece)

    def _begin(self, run: Any, stream: IO[bytes] | None) -> None:
        thread = threading.Thread(target=run, args=(stream,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _send(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while (piece := self._pieces.get()) is not None:
                _put(piece, stream)

    def _receive(self, stream: IO[bytes]) -> None:
        # Its end may be in the middle of a word: pickle raises nearly anything then.
        with contextlib.suppress(Exception):
            self.ready = _next(stream) == self._rules
            while True:
                self.answers.append(_next(stream))
        self.ready = False


def main() -> None:
    """Check the pieces that come, until no more do."""
    # A terminal's Ctrl-C is for the parent, which ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # where memory ends, this process can be spared
        Path(_OOM_SCORE).write_text("1000", encoding="ascii")
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
        form, statistics = _next(source)
        schema = dataset_schema(form)
        judge = Judge(schema, texts=statistics)
        _put(rules_of(schema.document), answers)
        sys.setrecursionlimit(_LEVELS)
        while True:
            blocks = blocks_of(_next(source))
            _put(tally_of(blocks, schema, judge, statistics=statistics), answers)
    # Not by `sys.exit`, which would write what nobody reads.
    os._exit(0)


def _put(thing: Any, stream: IO[bytes]) -> None:
    pickle.dump(thing, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _next(stream: IO[bytes]) -> Any:
    return pickle.load(stream)  # noqa: S301 - between parent and child alone
