"""The processes of a run: found by the session that the CLI was started in, and killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess


def plugins_of(session: int, only: int | None = None) -> list[int]:
    """Give the plugin processes of a run; the engine starts each in a process group of its own.

    A run is started as the leader of a session, and everything that it starts stays in that
    session, also after its death.
    """
    listed = subprocess.run(
        ["ps", "-eo", "pid=,sess=,stat=,args="], capture_output=True, text=True, check=True
    )
    found = []
    for line in listed.stdout.splitlines():
        pid, its_session, state, command = line.split(None, 3)
        if int(its_session) == session and "pulumi.dynamic" in command and "Z" not in state:
            found.append(int(pid))
    return [pid for pid in found if only in {None, pid}]


def kill(pid: int) -> None:
    """Kill -9 a process, if it is still there: one that ends with another may already be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
