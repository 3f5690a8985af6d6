"""The processes above this one, and which is the engine: from /proc, or `ps` where there is none.

Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENGINES: Final = frozenset({"pulumi", ".pulumi-wrapped"})
"""How the engine's program is called; the second is Nix's, whose wrapper starts it."""
# A language host, a shell and a Python launcher may be between the engine and this process.
_MAX_ANCESTORS: Final = 5
_PS_SECONDS: Final = 10.0
_PS_FIELDS: Final = 7  # ppid, the five words of lstart, and the command line
_PROC: Final = Path("/proc")
# Of `stat`, counted after the name in brackets, which may hold blanks and brackets itself.
_PARENT: Final = 1
_STARTED: Final = 19


@dataclass(frozen=True)
class Process:
    """A process; `started` tells it from an earlier one that had its number."""

    pid: int
    parent: int
    started: str
    words: tuple[str, ...]

    @property
    def command(self) -> str:
        """The name of its program, without the folder."""
        return Path(self.words[0]).name if self.words else ""

    @property
    def executable(self) -> Path | None:
        """Its program's file; None where that can't be seen, as without /proc (on macOS)."""
        return self._link("exe")

    @property
    def folder(self) -> Path | None:
        """The folder in which it runs; None where that can't be seen, as without /proc."""
        return self._link("cwd")

    def _link(self, name: str) -> Path | None:
        try:
            return (_PROC / str(self.pid) / name).resolve(strict=True)
        except OSError:
            return None


def engine() -> Process | None:
    """Find the engine that started this process: the nearest ancestor that is called as it is."""
    return next((process for process in ancestors() if _is_engine(process)), None)


def ancestors() -> Iterator[Process]:
    """Yield the parent of this process, its parent, and so on, as far as they can be seen."""
    pid = os.getppid()
    for _ in range(_MAX_ANCESTORS):
        found = of_proc(pid) if _PROC.is_dir() else of_ps(pid)
        if found is None:
            return
        yield found
        pid = found.parent


def of_proc(pid: int, proc: Path = _PROC) -> Process | None:
    """Read a process from Linux's /proc."""
    try:
        rest = (proc / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        words = (proc / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    if len(rest) <= _STARTED:
        return None
    boot = ""  # a sandbox may hide it
    with contextlib.suppress(OSError):
        boot = (proc / "sys/kernel/random/boot_id").read_text().strip()
    started = f"{boot} {rest[_STARTED]}"
    return Process(pid, int(rest[_PARENT]), started, tuple(word for word in words if word))


def of_ps(pid: int) -> Process | None:
    """Ask `ps` for a process: macOS and BSD have no /proc."""
    try:
        said = subprocess.run(  # noqa: S603 - our own words, no shell
            ["ps", "-o", "ppid=,lstart=,args=", "-p", str(pid)],  # noqa: S607 - the system's own
            capture_output=True,
            text=True,
            check=True,
            timeout=_PS_SECONDS,
            env={**os.environ, "LC_ALL": "C"},
        ).stdout.split(None, _PS_FIELDS - 1)
    except (OSError, subprocess.SubprocessError):
        return None
    if len(said) < _PS_FIELDS or not said[0].isdigit():
        return None
    started = " ".join(said[1 : _PS_FIELDS - 1])
    return Process(pid, int(said[0]), started, tuple(said[-1].split()))


def _is_engine(process: Process) -> bool:
    # It may be called otherwise, by a link; and its file may be, by a link to a version's own.
    executable = process.executable
    names = {process.command, executable.stem if executable else ""}
    return not names.isdisjoint(ENGINES)
