"""The `pulumi` command, run for what it knows about a stack.

Only its documented JSON output is relied on; what it says on stderr is passed on. Neither its stdin
nor its stdout is a terminal, so it asks nothing and writes no colours.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi_google_tuning.doors.shared.processes import ENGINES, engine
from pulumi_google_tuning.errors import GoogleTuningError

_SECONDS = 120.0
_NO_STACK = "no stack selected"
_CONFIG_FILE = "--config-file"
# What the CLI says of a state or a lock that is an empty file, or only begins.
_CUT = "unexpected end of JSON input"
_CUT_ADVICE = (
    "; the state's file was cut off. Don't start with a new state, which trains everything again. "
    "Instead, copy STACK.json.bak, which is beside it, over STACK.json"
)


class PulumiError(GoogleTuningError):
    """The pulumi command isn't there, or ended with an error: its words and what to do."""

    def __init__(self, sentence: str, *, no_stack: bool = False) -> None:
        super().__init__(sentence)
        self.no_stack = no_stack


def candidates() -> list[str]:
    """Find the commands that may be the CLI, the engine that started this process first.

    What is called `pulumi` on PATH may be a wrapper, another version, or something that hangs. The
    engine is found where there is a /proc (not on macOS).
    """
    on_path = shutil.which("pulumi")
    others = [on_path] if on_path else []
    found = engine()
    running = found.executable if found else None
    if running is None or running.stem not in ENGINES:  # what runs it may emulate its processor
        return others
    return [str(running), *(cli for cli in others if Path(cli).resolve() != running)]


def engine_folder() -> Path | None:
    """Find the folder in which the engine runs, where it found the project and its configuration.

    A plugin may run elsewhere: `main:` leads out of the project, and an inline program's project is
    in a folder of the Automation API's own. None: it isn't known, and may be the current one.
    """
    found = engine()
    return found.folder if found else None


def engine_config_file() -> Path | None:
    """Find the file that the engine was told to take its configuration from (`--config-file`).

    None: it was told none, or that can't be seen; then it is the stack's own file.
    """
    found = engine()
    given = _value_of(_CONFIG_FILE, found.words) if found else None
    if found is None or not given:
        return None
    path = (found.folder or Path.cwd()) / given
    return path if path.is_file() else None


def engine_stack() -> str | None:
    """Find the name of the stack that the engine was told (`--stack`), whatever it leads to here.

    None: it was told none, or that can't be seen.
    """
    found = engine()
    return _value_of("--stack", found.words, short="-s") if found else None


def engine_parallel() -> str | None:
    """Find how many steps at a time the engine was told to run (`--parallel`).

    None: it was told nothing, or that can't be seen.
    """
    found = engine()
    return _value_of("--parallel", found.words, short="-p") if found else None


def _value_of(option: str, words: tuple[str, ...], short: str = "") -> str | None:
    """Return what the last of an option's mentions gives it, as Pulumi reads its command line."""
    value = None
    for word, following in itertools.zip_longest(words, words[1:]):
        if word in (option, short):
            value = following
        elif word.startswith(f"{option}="):
            value = word.partition("=")[2]
        elif short and word.startswith(short) and not word.startswith("--"):
            value = word.removeprefix(short).removeprefix("=")
    return value


def stack_export(
    stack: str | None,
    folder: Path | None = None,
    seconds: float = _SECONDS,
    cli: str | None = None,
) -> Mapping[str, Any]:
    """Read a stack's state (of the selected one, where none is named), secrets as ciphertext.

    Raises PulumiError, with `no_stack` where no stack is selected.
    """
    words = ("stack", "export", *stack_option(stack))
    found = run_json(words, folder, seconds, cli)
    if not isinstance(found, dict):
        raise PulumiError(f"`pulumi {' '.join(words)}` did not print a state")
    return found


def config_file_option() -> tuple[str, ...]:
    """Return the words that name the engine's configuration file; none for the stack's own."""
    found = engine_config_file()
    return (_CONFIG_FILE, str(found)) if found else ()


def stack_option(stack: str | None) -> tuple[str, ...]:
    """Return the words that name a stack; none for the selected one."""
    return ("--stack", stack) if stack else ()


def run_json(
    words: tuple[str, ...],
    folder: Path | None = None,
    seconds: float = _SECONDS,
    cli: str | None = None,
) -> Any:
    """Run a command that prints JSON, and parse it. Raises PulumiError."""
    printed = run(words, folder, seconds, cli)
    try:
        return json.loads(printed)
    except (ValueError, RecursionError):
        raise PulumiError(f"`pulumi {' '.join(words)}` did not print JSON") from None


def run(
    words: tuple[str, ...],
    folder: Path | None = None,
    seconds: float = _SECONDS,
    cli: str | None = None,
) -> str:
    """Run a command in a folder (here, where none is given) and return what it printed.

    `cli` is the executable, where it isn't the first of the candidates. Raises PulumiError where it
    can't be run, takes longer than `seconds` or fails.
    """
    cli = cli or next(iter(candidates()), None)
    if cli is None:
        raise PulumiError(
            "the `pulumi` command isn't on PATH. Install it: https://www.pulumi.com/docs/install"
        )
    asked = f"`pulumi {' '.join(words)}`"
    try:
        started = subprocess.Popen(  # noqa: S603 - our own words, no shell
            [cli, *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            start_new_session=True,
        )
    except OSError as error:
        raise PulumiError(f"{asked} can't be run: {error.strerror}") from None
    with started:
        try:
            printed, complaints = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(started)
            raise PulumiError(f"{asked} did not finish within {seconds:.0f} s") from None
    if started.returncode:
        # Never its stdout, which holds values.
        said = " ".join(complaints.split()).removeprefix("error: ") or f"exit {started.returncode}"
        advice = _CUT_ADVICE if _CUT in said else ""
        raise PulumiError(f"{asked} failed: {said}{advice}", no_stack=_NO_STACK in said)
    return printed


def _end(process: subprocess.Popen[str]) -> None:
    """End a command with all that a wrapper has started: they hold the other ends of the pipes."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows, which knows no groups of processes in this sense
            process.kill()
