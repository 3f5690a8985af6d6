"""The machine that a row was measured on, and what else it did meanwhile."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench.watched import own_cpu

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_IDLE: Final = (3, 4)  # idle and iowait, of the line `cpu` in /proc/stat
# user, nice, system, idle, iowait, irq, softirq: what comes after them is of guests.
_COUNTED: Final = 7
_GIB: Final = 1024**3


def described() -> dict[str, Any]:
    """Return what the figures depend on: processors, memory, versions."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    versions = {name: _version(name) for name in ("pulumi", "pulumi-google-tuning", "jiter")}
    return {
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memoryGiB": round(pages / _GIB),
        "system": platform.system(),
        "python": platform.python_version(),
        "pulumiCli": _cli(),
        "commit": _commit(),
        **versions,
    }


class Load:
    """The load from its making to `row`: averages of a minute, and what others used in between."""

    def __init__(self) -> None:
        """Begin to count."""
        self._before = os.getloadavg()[0]
        self._begin = time.monotonic()
        self._busy, self._own = _busy_seconds(), own_cpu()

    @property
    def seconds(self) -> float:
        """For how long it has been counted."""
        return time.monotonic() - self._begin

    def row(self) -> dict[str, float]:
        """Return it as figures of a row; `others` is the number of cores that others kept busy."""
        seconds = self.seconds
        others = (_busy_seconds() - self._busy) - (own_cpu() - self._own)
        return {
            "before": round(self._before, 2),
            "after": round(os.getloadavg()[0], 2),
            "others": round(max(others, 0) / max(seconds, 1e-3), 2),
        }


def _busy_seconds() -> float:
    first = Path("/proc/stat").read_text().splitlines()[0]
    ticks = [int(word) for word in first.split()[1:]][:_COUNTED]
    return (sum(ticks) - sum(ticks[place] for place in _IDLE)) / _TICKS


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return ""


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _cli() -> str:
    return _said("pulumi", "version").removeprefix("v")


def _commit() -> str:
    return _said("git", "describe", "--always", "--dirty", "--exclude", "*")


def _said(*command: str) -> str:
    # The CLI of the environment, whose folder isn't always on PATH.
    searched = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which(command[0], path=searched)
    if program is None:
        return ""
    folder = Path(__file__).parent
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
