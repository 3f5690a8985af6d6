"""The `pulumi` command, run by whoever needs to know what it knows of a stack.

Only its documented JSON output is relied on; what it says on stderr is passed on. Neither its stdin
nor its stdout is a terminal, so it asks nothing and writes no colours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError

_SECONDS = 120.0
_ANCESTORS = 3
_NO_STACK = "no stack selected"


class PulumiError(GoogleTuningError):
    """The pulumi command isn't there, or ended with an error: its words and what to do."""

    def __init__(self, sentence: str, *, no_stack: bool = False) -> None:
        super().__init__(sentence)
        self.no_stack = no_stack


def find_cli() -> str | None:
    """Find the CLI: on PATH, else (on Linux) the engine among this process's ancestors."""
    found = shutil.which("pulumi")
    if found:
        return found
    process = os.getppid()
    for _ in range(_ANCESTORS):
        try:
            executable = (Path("/proc") / str(process) / "exe").resolve(strict=True)
            fields = (Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            return None
        # Between the two may stand `pulumi-language-python`, which exports nothing.
        if executable.stem == "pulumi":
            return str(executable)
        process = int(fields[1])
    return None


def stack_export(
    stack: str | None, folder: Path | None = None, seconds: float = _SECONDS
) -> Mapping[str, Any]:
    """Read a stack's state (of the selected one, where none is named), secrets as ciphertext.

    Raises PulumiError, with `no_stack` where no stack is selected.
    """
    words = ("stack", "export", *stack_option(stack))
    found = run_json(words, folder, seconds)
    if not isinstance(found, dict):
        raise PulumiError(f"`pulumi {' '.join(words)}` printed something else than a state")
    return found


def stack_option(stack: str | None) -> tuple[str, ...]:
    """Return the words that name a stack; none for the selected one."""
    return ("--stack", stack) if stack else ()


def run_json(words: tuple[str, ...], folder: Path | None = None, seconds: float = _SECONDS) -> Any:
    """Run a command that prints JSON, and parse it. Raises PulumiError."""
    printed = run(words, folder, seconds)
    try:
        return json.loads(printed)
    except (ValueError, RecursionError):
        raise PulumiError(f"`pulumi {' '.join(words)}` printed something else than JSON") from None


def run(words: tuple[str, ...], folder: Path | None = None, seconds: float = _SECONDS) -> str:
    """Run a command in a folder (here, where none is given) and return what it printed.

    Raises PulumiError where it can't be run, takes longer than `seconds` or fails.
    """
    cli = find_cli()
    if cli is None:
        raise PulumiError(
            "the `pulumi` command isn't on PATH: install it (https://www.pulumi.com/docs/install)"
        )
    asked = f"`pulumi {' '.join(words)}`"
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [cli, *words],
            check=False,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except subprocess.TimeoutExpired:
        raise PulumiError(f"{asked} gave no answer in {seconds:.0f} s") from None
    except OSError as error:
        raise PulumiError(f"{asked} can't be run: {error.strerror}") from None
    if done.returncode:
        # Never its stdout: that is where values stand.
        said = " ".join(done.stderr.split()).removeprefix("error: ") or f"exit {done.returncode}"
        raise PulumiError(f"{asked} failed: {said}", no_stack=_NO_STACK in said)
    return done.stdout
