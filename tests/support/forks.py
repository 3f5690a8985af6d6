"""Processes that a test starts, as forks of one that has imported everything.

A run of the engine starts four Pythons and spends half of its time on their imports. Most
are forks of the worker's fork server (fork_server.py): the same code, the same arguments, streams
and variables, in a process of its own. What tests the host itself is a process of its own from the
beginning on, and so are some of the runs that are ended midway (`REAL` in interrupted_table.py).

`TESTS_FORKS` names the server's folder; where it isn't set, or can't be, everything is real:
outside of pytest, with `--real-processes`, on other systems than Linux, and with a CLI that has
helpers of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from pathlib import Path
from typing import Any, TextIO

from tools.steps.helpers import DYNAMIC_HOST, LANGUAGE_HOST

NATIVE_PLUGIN = "pulumi-resource-google-tuning"

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "TESTS_FORKS"
_BIN = Path(sys.prefix) / "bin"
_SHIM = Path(__file__).with_name("fork_shim.py")
_SERVER = Path(__file__).with_name("fork_server.py")
_SOCKET = "server"
_ROLES = {LANGUAGE_HOST: "language", DYNAMIC_HOST: "plugin", NATIVE_PLUGIN: "native"}
# A socket's path may have 108 characters: https://man7.org/linux/man-pages/man7/unix.7.html
_LONGEST_PARENT = 80
_BARE = (sys.executable, "-I", "-S", str(_SHIM))
# Another path of modules, or another interpreter, needs a process from the beginning on.
_HELPER = """\
#!/bin/sh
if [ -z "${{{variable}:-}}" ] || [ -n "${{PYTHONPATH:-}}" ] ||
   [ "${{PULUMI_RUNTIME_VIRTUALENV:-{prefix}}}" != {prefix} ]; then
    exec {helper} "$@"
fi
exec {bare} {role} {socket} "$@"
"""


@contextlib.contextmanager
def served() -> Iterator[None]:
    """Have a fork server while this lasts, where there can be one."""
    if not _possible():
        yield
        return
    with contextlib.ExitStack() as ending:
        folder = _folder_with_cli(ending)
        if folder is None:
            yield
            return
        for helper, role in _ROLES.items():
            _write_helper(folder, helper, role)
        ending.enter_context(_running(folder))
        os.environ[VARIABLE] = str(folder)
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def _folder_with_cli(ending: contextlib.ExitStack) -> Path | None:
    """Make a folder with a second name of the CLI: the engine wants its helpers beside it.

    None where no folder is on the CLI's file system: it is too large to be copied for each worker.
    """
    for parent in (Path(tempfile.gettempdir()), ROOT / ".state"):
        if not parent.is_dir() or len(str(parent)) > _LONGEST_PARENT:
            continue
        name = ending.enter_context(tempfile.TemporaryDirectory(prefix="forks-", dir=parent))
        with contextlib.suppress(OSError):
            os.link((_BIN / "pulumi").resolve(), Path(name) / "pulumi")
            return Path(name)
    return None


def _possible() -> bool:
    """Return whether this system can, and whether the helpers are this checkout's own."""
    scripts = [_BIN / name for name in _ROLES]
    return hasattr(os, "pidfd_open") and all(script.is_file() for script in scripts)


def _write_helper(folder: Path, helper: str, role: str) -> None:
    text = _HELPER.format(
        variable=VARIABLE,
        prefix=sys.prefix,
        helper=_BIN / helper,
        bare=" ".join(_BARE),
        role=role,
        socket=folder / _SOCKET,
    )
    (folder / helper).write_text(text)
    (folder / helper).chmod(0o755)


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, str(_SERVER), str(folder / _SOCKET)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with which the CLI has its helpers forked."""
    folder = os.environ.get(VARIABLE)
    first = given.get("PATH", "").split(os.pathsep)[0]
    if folder is None or Path(first) != _BIN:  # a test has put something of its own before it
        return {key: value for key, value in given.items() if key != VARIABLE}
    return {**given, VARIABLE: folder, "PATH": f"{folder}{os.pathsep}{given['PATH']}"}


def plugin_folder() -> Path:
    """Return the folder whose native plugin a project names: a fork where a run is forked."""
    return Path(os.environ.get(VARIABLE, _BIN))


def real(given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with which every process is started as users start it."""
    return {key: value for key, value in given.items() if key != VARIABLE}


def start_program(host: Any, python: str, folder: str) -> subprocess.Popen[bytes]:
    """Start a program for the language host, in the place of its own `_start`."""
    if python != sys.executable:
        raise AssertionError(f"the program wants {python}, and this is {sys.executable}")
    address = str(Path(os.environ[VARIABLE]) / _SOCKET)
    return subprocess.Popen(
        [*_BARE, "program", address, host._engine_address],
        stdin=subprocess.PIPE,
        cwd=folder or None,
    )


def start(
    role: str, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], *, errors: bool = False
) -> Forked | None:
    """Fork a process in a role; `errors` makes a pipe of its stderr. None: there is no server."""
    folder = os.environ.get(VARIABLE)
    # Another path of modules needs a process from the beginning on.
    if folder is None or env.get("PYTHONPATH"):
        return None
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(Path(folder) / _SOCKET))
    said, to_say = os.pipe()
    erred, to_err = os.pipe() if errors else (None, os.dup(2))
    nothing = os.open(os.devnull, os.O_RDONLY)
    request = {
        "role": role,
        "arguments": list(arguments),
        "environment": dict(env),
        "folder": str(cwd),
        "parent": os.getpid(),
    }
    wire = json.dumps(request).encode()
    streams = [nothing, to_say, to_err]
    socket.send_fds(connection, [len(wire).to_bytes(8, "big")], streams)
    connection.sendall(wire)
    for stream in streams:
        os.close(stream)
    return Forked(connection, os.fdopen(said), None if erred is None else os.fdopen(erred))


class Forked:
    """A forked process as `subprocess.Popen` shows its own, as far as the tests look."""

    def __init__(
        self, connection: socket.socket, stdout: TextIO, stderr: TextIO | None = None
    ) -> None:
        self.returncode: int | None = None
        self.stdout = stdout
        self.stderr = stderr
        self._connection = connection
        self._told = connection.makefile("r")
        self.pid = int(self._told.readline())

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            return self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait for its end; give the exit code."""
        if self.returncode is None:
            self.returncode = int(self._told.readline())
            self._told.close()
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def communicate(self) -> tuple[str, str]:
        """Read all that it says until its end."""
        with futures.ThreadPoolExecutor() as threads:
            erred = threads.submit(self.stderr.read) if self.stderr else None
            said = self.stdout.read()
            self.wait()
            return said, erred.result() if erred else ""
