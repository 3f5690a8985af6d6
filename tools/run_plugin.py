"""The language host's second duty: plugins written in Python, such as a policy pack.

The engine's `RunPlugin` names a folder with a `__main__.py` and gives it arguments and an
environment; what it prints goes back as it comes, and its first line is the port that it serves on.
https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any, BinaryIO

from tools.sdk_protocol import language_pb2

_PIECE_BYTES = 4096
_POLICY_PACK = "analyzer"


def command(python: str, request: Any) -> list[str]:
    """Return a plugin's command line.

    A policy pack starts through the SDK's `pulumi.policy`, which tells it the project and the
    stack; any other plugin is its folder, run as a program.
    """
    folder = request.info.program_directory
    if request.kind == _POLICY_PACK:
        # The engine's address and its options are there already: the pack comes last.
        return [python, "-u", "-m", "pulumi.policy", *request.args, folder]
    return [python, "-u", folder, *request.args]


def start(python: str, request: Any) -> subprocess.Popen[bytes]:
    """Start a plugin in the folder and the environment that the engine names."""
    environment = dict(pair.split("=", 1) for pair in request.env) or dict(os.environ)
    return subprocess.Popen(
        command(python, request),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=request.pwd or None,
        env=environment,
    )


def outputs(plugin: subprocess.Popen[bytes]) -> Iterator[Any]:
    """Yield what a plugin prints, as it prints it, and at last its exit code."""
    answers: Queue[Any] = Queue()
    assert plugin.stdout is not None
    assert plugin.stderr is not None
    _forward(plugin.stdout, lambda piece: answers.put(_answer(stdout=piece)), answers)
    _forward(plugin.stderr, lambda piece: answers.put(_answer(stderr=piece)), answers)
    for _ in ("stdout", "stderr"):
        while (answer := answers.get()) is not None:
            yield answer
    yield _answer(exitcode=plugin.wait())


def _answer(**field: Any) -> Any:
    return language_pb2.RunPluginResponse(**field)


def _forward(stream: BinaryIO | Any, send: Callable[[bytes], None], ends: Queue[Any]) -> None:
    def read() -> None:
        while piece := os.read(stream.fileno(), _PIECE_BYTES):
            send(piece)
        stream.close()
        ends.put(None)

    threading.Thread(target=read, daemon=True).start()
