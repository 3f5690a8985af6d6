"""Running other programs: what they print, and long ones with a sign of life."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.steps.faults import say

_QUICK_SECONDS = 60.0
_SIGN_OF_LIFE_SECONDS = 30.0


def output(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str | None:
    """Return what a quick command prints, or None when it can't be run or fails."""
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_QUICK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def at_length(
    command: Sequence[str],
    log: Path,
    doing: str,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command that may take minutes; say every 30 s that it still runs. Return its exit code.

    What it prints goes to `log`. `doing` is the line's first words: "building the pulumi CLI".
    """
    began = time.monotonic()
    with (
        log.open("wb") as sink,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        while True:
            try:
                return process.wait(_SIGN_OF_LIFE_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"{doing}: {time.monotonic() - began:.0f} s so far")
            except BaseException:
                process.kill()
                raise


def last_lines(log: Path, count: int = 3) -> str:
    """Return the end of a log, on one line."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    return " / ".join([line for line in lines if line][-count:]) or "it printed nothing"
