"""The command that runs the engine: which CLI it is, and which stack it was told.

A urn has the stack's name without its organisation, and the plugin isn't told that either. The
engine is an ancestor of this process, and its own words say it: `pulumi up --stack acme/shop/prod`.

Relies on: /proc, or `ps` where there is none. When both are gone, nothing is known of the command.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# The plugin's parent is the language host or the engine; a version manager may stand between them.
_ANCESTORS = 5
_PS_SECONDS = 5.0
# One-letter options with a value, of every command that runs a plugin: what follows isn't read.
_WITH_VALUE = "Ccmptv"


@dataclass(frozen=True)
class EngineCommand:
    """The engine's executable and the `--stack` it was given; None: not known, not given."""

    executable: str | None = None
    stack: str | None = None


def engine_command() -> EngineCommand:
    """Find the engine among this process's ancestors."""
    process = os.getppid()
    for _ in range(_ANCESTORS):
        found = _process(process)
        if found is None:
            break
        parent, words = found
        executable = _executable(process, words)
        if Path(executable).stem == "pulumi":
            known = executable if Path(executable).is_absolute() else None
            return EngineCommand(known, stack_option(words[1:]))
        process = parent
    return EngineCommand()


def stack_option(words: Sequence[str]) -> str | None:
    """Give the value of `--stack` or `-s` as the CLI reads it: `-s x`, `-sx`, `-ys=x`."""
    for word, after in itertools.zip_longest(words, words[1:], fillvalue=""):
        if word == "--":
            return None
        if word == "--stack":
            return after or None
        if word.startswith("--stack="):
            return word.removeprefix("--stack=") or None
        if word.startswith("-") and not word.startswith("--"):
            letters, found, rest = word[1:].partition("s")
            if found and not set(letters) & set(_WITH_VALUE):
                return rest.removeprefix("=") or after or None
    return None


def _process(process: int) -> tuple[int, list[str]] | None:
    """Give a process's parent and its words."""
    folder = Path("/proc") / str(process)
    try:
        fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        return int(fields[1]), words[:-1]
    except (OSError, IndexError, ValueError):
        return asked_ps(process)


def asked_ps(process: int) -> tuple[int, list[str]] | None:
    """Ask `ps`, where there is no /proc; a stack's name has no spaces in it."""
    try:
        said = subprocess.run(  # noqa: S603 - our own words, no shell
            ["ps", "-ww", "-o", "ppid=", "-o", "args=", "-p", str(process)],  # noqa: S607
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PS_SECONDS,
            text=True,
        ).stdout.split()
        return int(said[0]), said[1:]
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None


def _executable(process: int, words: Sequence[str]) -> str:
    """Give what the process runs; where only its words are known, the first of them."""
    try:
        return str((Path("/proc") / str(process) / "exe").resolve(strict=True))
    except OSError:
        return words[0] if words else ""
