"""What a command uses with all that it starts: seconds, processor seconds, the plugin's memory.

Linux alone: the processes of a run are in /proc, under the session that the command began. What
outlives its parent becomes a child of this process, which waits for it: nothing is left uncounted.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

_PROC: Final = Path("/proc")
_PR_SET_CHILD_SUBREAPER: Final = 36
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_LOOKS_A_SECOND: Final = 10
_PATIENCE_SECONDS: Final = 10
_KIB: Final = 1024
# As the engine starts a plugin: through the dynamic door, and the native one.
_PLUGIN: Final = (b"pulumi.dynamic", b"pulumi-resource-google-tuning")
# What the check of a large file starts; its time is its parent's once that has waited for it.
_WORKER: Final = (b"datasets.worker", b"--check-rows")


@dataclass(frozen=True)
class Process:
    """A process as /proc shows it; `cpu` is its own and that of the children it has waited for."""

    pid: int
    parent: int
    session: int
    cpu: float


@dataclass(frozen=True)
class Used:
    """What a run used; `cpu` is of all its processes, `plugin_…` of the plugin alone."""

    code: int
    text: str
    wall: float
    cpu: float
    plugin_cpu: float
    plugin_mib: int

    def row(self) -> dict[str, Any]:
        """Return it as figures of a row."""
        return {
            "wallSeconds": round(self.wall, 2),
            "cpuSeconds": round(self.cpu, 2),
            "pluginCpuSeconds": round(self.plugin_cpu, 2),
            "pluginMiB": self.plugin_mib,
        }


class Watched:
    """A run that goes on; `end` waits for it. Start one at a time."""

    def __init__(self, start: Callable[[], subprocess.Popen[Any]]) -> None:
        """Start it: `start` makes it the leader of a session."""
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._cpu_before = waited_for()
        self._begin = time.monotonic()
        self.process = start()
        self._plugins = _Plugins(self.process.pid)
        self._output = _Output(self.process.stdout)

    def says(self, pattern: str, seconds: float = _PATIENCE_SECONDS) -> bool:
        """Wait until a line of its output has this; return whether one came."""
        return self._output.says(re.compile(pattern), seconds)

    def end(self) -> Used:
        """Wait for its end, and then for what it has left behind."""
        self.process.wait()
        wall = time.monotonic() - self._begin
        said = self._output.whole()
        self._plugins.stop()
        _wait_for_the_rest(self.process.pid)
        cpu = waited_for() - self._cpu_before
        seen = self._plugins
        return Used(self.process.returncode, said, wall, cpu, seen.cpu, seen.mib)


class _Output(threading.Thread):
    """Reads what a run says, so that it is never held up by it."""

    def __init__(self, stream: IO[str] | None) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._lines: list[str] = []
        self._over = stream is None
        self._more = threading.Condition()
        self.start()

    def run(self) -> None:
        """Read line by line until the end."""
        for line in self._stream or ():
            with self._more:
                self._lines.append(line)
                self._more.notify_all()
        with self._more:
            self._over = True
            self._more.notify_all()

    def says(self, pattern: re.Pattern[str], seconds: float) -> bool:
        """Wait for a line that has this, for the end, or for so many seconds."""

        def found() -> bool:
            return any(pattern.search(line) for line in self._lines)

        with self._more:
            self._more.wait_for(lambda: self._over or found(), seconds)
            return found()

    def whole(self) -> str:
        """Return all that was said, when it is over."""
        self.join()
        if self._stream is not None:
            self._stream.close()
        return "".join(self._lines)


class _Plugins(threading.Thread):
    """Looks at the plugins of a run until it ends: their time so far, their peak of memory."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._over = threading.Event()
        self._cpu: dict[int, float] = {}
        self._kib = self._worker_kib = 0
        self.start()

    @property
    def cpu(self) -> float:
        """Seconds of all plugins."""
        return sum(self._cpu.values())

    @property
    def mib(self) -> int:
        """The peak of the largest one, and of the largest process that checks rows for one."""
        return round((self._kib + self._worker_kib) / _KIB)

    def run(self) -> None:
        """Look, ten times a second."""
        while not self._over.wait(1 / _LOOKS_A_SECOND):
            mine = [one for one in processes() if one.session == self._session]
            workers = [one for one in mine if _is(_WORKER, one.pid)]
            self._worker_kib = max([self._worker_kib, *(_peak_kib(one.pid) for one in workers)])
            for process in mine:
                if process not in workers and _is(_PLUGIN, process.pid):
                    # Once it has waited for a worker, its own time has the worker's.
                    cpu = process.cpu + sum(one.cpu for one in workers if one.parent == process.pid)
                    self._cpu[process.pid] = max(self._cpu.get(process.pid, 0), cpu)
                    self._kib = max(self._kib, _peak_kib(process.pid))

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def waited_for() -> float:
    """Return the processor seconds of all children that this process has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def own_cpu() -> float:
    """Return the processor seconds of this process and of all that it has started."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    living = sum(one.cpu for one in processes() if one.parent == os.getpid())
    return used.ru_utime + used.ru_stime + waited_for() + living


def processes() -> Iterator[Process]:
    """List the processes of this machine, those that are over and not yet waited for too."""
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # After the name, which may hold anything: proc(5), /proc/[pid]/stat.
                fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
                cpu = sum(int(ticks) for ticks in fields[11:15]) / _TICKS
                yield Process(int(folder.name), int(fields[1]), int(fields[3]), cpu)


def _is(kind: tuple[bytes, ...], pid: int) -> bool:
    with contextlib.suppress(OSError):
        command = (_PROC / str(pid) / "cmdline").read_bytes()
        return any(words in command for words in kind)
    return False


def _peak_kib(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _wait_for_the_rest(session: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        left = [one for one in processes() if one.session == session]
        for one in left:
            if one.parent == os.getpid():
                os.waitpid(one.pid, os.WNOHANG)
        if not left:
            return
        time.sleep(0.01)
