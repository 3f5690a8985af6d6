"""Become what a test starts: a plugin, a program, a language host or an emulator, by forking.

A Python that has imported everything serves a worker of the tests. Each process that a test asks
for is a fork of it: the same code in a process of its own, without the half second of imports. A
request comes on a socket with the asker's stdin, stdout and stderr; the answer is the process's id
and, when it has ended, its exit code. Who hangs up has its process killed, and all that it started.

Run as a script, with the socket's path; it ends with its own stdin.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_TOOLS = ROOT / "tools"
_CLOCK = ROOT / "tests" / "support" / "clock" / "sitecustomize.py"
_STREAMS = 3
FORKED = "forked-"
"""What a forked process is called in a list of processes, before the id of the one who asked."""
_IMPORTED = (
    "google.auth.compute_engine",
    "google.auth.transport.requests",
    "google.cloud.storage",
    "google_tuning_emulator.command",
    "pulumi.automation",
    "pulumi.dynamic",
    "support.native_program",
    "tools.language_host",
    "tools.run_program",
)


class Asked:
    """A request: a role, its arguments, and where and how it runs."""

    def __init__(self, connection: socket.socket) -> None:
        size, ancillary, _, _ = connection.recvmsg(8, socket.CMSG_LEN(_STREAMS * 4))
        self.streams = array.array("i")
        for _, _, data in ancillary:
            self.streams.frombytes(data)
        said = connection.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        values: dict[str, Any] = json.loads(said)
        self.role: str = values["role"]
        self.arguments: list[str] = values["arguments"]
        self.environment: dict[str, str] = values["environment"]
        self.folder: str = values["folder"]
        self.parent: int = values["parent"]


class Server:
    """Forks one process a connection, and tells its end."""

    def __init__(self, path: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(64)
        self._selector = selectors.DefaultSelector()
        self._running: set[int] = set()
        self._selector.register(0, selectors.EVENT_READ, self._leave)
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        # What forks must not touch isn't theirs to collect either.
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Answer until stdin ends."""
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            for key, _ in self._selector.select():
                # One event may have unregistered what the next one is about.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()

    def _leave(self) -> None:
        for pid in self._running:
            _kill(pid)
        os._exit(0)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        asked = Asked(connection)
        pid = os.fork()
        if pid == 0:
            self._become(asked, connection)
        for stream in asked.streams:
            os.close(stream)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # as it does itself: whoever comes first
        self._running.add(pid)
        ended = os.pidfd_open(pid)

        def tell() -> None:
            self._selector.unregister(ended)
            os.close(ended)
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            self._running.discard(pid)
            with contextlib.suppress(OSError):
                connection.sendall(f"{code}\n".encode())
            with contextlib.suppress(KeyError):
                self._selector.unregister(connection)
            connection.close()

        def hung_up() -> None:
            self._selector.unregister(connection)
            _kill(pid)

        with contextlib.suppress(OSError):
            connection.sendall(f"{pid}\n".encode())
        self._selector.register(ended, selectors.EVENT_READ, tell)
        self._selector.register(connection, selectors.EVENT_READ, hung_up)

    def _become(self, asked: Asked, connection: socket.socket) -> None:
        """Be the process that was asked for, to its end."""
        code = 1
        try:
            os.setpgid(0, 0)
            for key in list(self._selector.get_map().values()):
                os.close(key.fd)
            self._selector.close()
            connection.detach()
            _stand_where(asked)
            code = _ROLES[asked.role](asked.arguments)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        except BaseException:  # noqa: BLE001 - as the interpreter does
            traceback.print_exc()
        finally:
            with contextlib.suppress(BaseException):
                threading._shutdown()  # type: ignore[attr-defined]
                atexit._run_exitfuncs()
                sys.stdout.flush()
            os._exit(code)


def _kill(pid: int) -> None:
    """End a process that isn't collected yet, and its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _stand_where(asked: Asked) -> None:
    """Take over streams, folder, variables and signals, as a new process has them."""
    for number, stream in enumerate(asked.streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - a descriptor
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w", closefd=False), write_through=True)  # type: ignore[arg-type]
        for number in (1, 2)
    )
    Path("/proc/self/comm").write_text(f"{FORKED}{asked.parent}", encoding="utf-8")
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Whoever looks for the engine among its ancestors begins with the one who asked.
    os.getppid = lambda: asked.parent


def _path(first: Path | str) -> None:
    sys.path[:] = [str(first), *_LIBRARIES]


def _hurry() -> None:
    """Take a tenth of the pauses before an object counts as gone: half a second, not five."""
    from pulumi_google_tuning.lifecycle import presence  # noqa: PLC0415 - it was imported before

    pauses = tuple(seconds / 10 for seconds in presence.PAUSES_SECONDS)
    presence.PAUSES_SECONDS = pauses  # type: ignore[misc]


def _plugin(arguments: list[str]) -> int:
    _path(Path.cwd())
    sys.argv = ["-m", *arguments]
    sys.orig_argv = [sys.executable, "-u", "-m", "pulumi.dynamic", *arguments]
    runpy.run_path(str(_CLOCK))  # as Python itself does where it is on the path of modules
    _hurry()
    from pulumi_google_tuning.doors.dynamic import imports  # noqa: PLC0415 - it was imported before

    imports.answer()  # as pulumi_google_tuning_host.pth does where Python itself starts
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
    return 0


def _native(arguments: list[str]) -> int:
    from google._upb._message import SetAllowOversizeProtos  # noqa: PLC0415 - as below

    from pulumi_google_tuning import plugin  # noqa: PLC0415 - it was imported before

    SetAllowOversizeProtos(False)  # Pulumi's SDK, which the plugin leaves out, has set it
    script = Path(sys.prefix) / "bin" / "pulumi-resource-google-tuning"
    _path(script.parent)
    sys.argv = [str(script), *arguments]
    sys.orig_argv = [sys.executable, *sys.argv]
    runpy.run_path(str(_CLOCK))
    _hurry()
    plugin.main()
    return 0


def _language(arguments: list[str]) -> int:
    from support import forks  # noqa: PLC0415
    from tools import language_host  # noqa: PLC0415 - it was imported before

    _path(_TOOLS)
    sys.argv = [str(_TOOLS / "language_host.py"), *arguments]
    language_host.LanguageHost._start = forks.start_program
    language_host.main()
    return 0


def _program(arguments: list[str]) -> int:
    from tools import run_program  # noqa: PLC0415 - it was imported before

    _path(_TOOLS)
    sys.argv = [str(_TOOLS / "run_program.py"), *arguments]
    return run_program.main()


def _emulator(arguments: list[str]) -> int:
    from google_tuning_emulator.__main__ import main  # noqa: PLC0415 - it was imported before

    _path(Path.cwd())
    return main(arguments)


_ROLES: dict[str, Callable[[list[str]], int]] = {
    "plugin": _plugin,
    "native": _native,
    "language": _language,
    "program": _program,
    "emulator": _emulator,
}
_LIBRARIES: list[str] = []


def _provider() -> list[str]:
    """Name all modules of the provider but for the command line's: it imports some when needed."""
    package = importlib.import_module("pulumi_google_tuning")
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [one.name for one in found if not one.name.startswith(f"{package.__name__}.cli")]


def main() -> None:
    """Import, then serve."""
    _LIBRARIES[:] = sys.path[1:]
    sys.path[:] = [str(ROOT), str(ROOT / "tests"), *_LIBRARIES]
    for name in (*_IMPORTED, *_provider()):
        importlib.import_module(name)
    assert threading.active_count() == 1, "a fork has the forking thread alone"
    Server(sys.argv[1]).serve()


if __name__ == "__main__":
    main()
