"""The processes of a run: found by the session that the CLI was started in, frozen and killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from support.fork_server import FORKED

# As the engine starts it, and where it is forked.
_SHIM = "fork_shim.py"
_PLUGIN = (
    "pulumi.dynamic",
    f"{_SHIM} plugin",
    "pulumi-resource-google-tuning",
    f"{_SHIM} native",
)


@dataclass(frozen=True)
class Process:
    """A process as `ps` shows it; `state` begins with a letter, such as T of a stopped one.

    A forked one (fork_server.py) has the command of the shim that asked for it.
    """

    pid: int
    state: str
    command: str


def processes_of(session: int) -> list[Process]:
    """List the living processes of a run; the engine starts each plugin in a group of its own.

    A run is started as the leader of a session, and everything that it starts stays in that
    session, also after its death. What is forked for it is elsewhere, and stands here in the place
    of its shim, which only passes on: to end the shim, too, would end it twice.
    """
    listed = subprocess.run(
        ["ps", "-ewwo", "pid=,sess=,stat=,comm=,args="], capture_output=True, text=True, check=True
    )
    found, forked = [], {}
    for line in listed.stdout.splitlines():
        pid, its_session, state, name, command = line.split(None, 4)
        if "Z" in state:
            continue
        if name.startswith(FORKED):
            forked[int(name[len(FORKED) :])] = int(pid), state
        if int(its_session) == session:
            found.append(Process(int(pid), state, command))
    return [Process(*_itself(process, forked), process.command) for process in found]


def _itself(process: Process, forked: Mapping[int, tuple[int, str]]) -> tuple[int, str]:
    """Return the fork of a shim; of all others, whose number a shim may have had, themselves."""
    itself = (process.pid, process.state)
    return forked.get(process.pid, itself) if _SHIM in process.command else itself


def plugins_of(session: int, only: int | None = None) -> list[int]:
    """List the plugin processes of a run by their ids."""
    return [
        process.pid
        for process in processes_of(session)
        if any(words in process.command for words in _PLUGIN) and only in {None, process.pid}
    ]


def cut_power(session: int) -> None:
    """End all processes of a run at one instant: freeze every one of them, then kill -9 them all.

    Killed one after the other, those that die later would see those that die first, and act.
    """
    while awake := [one.pid for one in processes_of(session) if not one.state.startswith("T")]:
        # More than once: what wasn't frozen yet may have started another one.
        for pid in awake:
            send(pid, signal.SIGSTOP)
    for process in processes_of(session):
        kill(process.pid)


def kill(pid: int) -> None:
    """Kill -9 a process, if it is still there: one that ends with another may already be gone."""
    send(pid, signal.SIGKILL)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
