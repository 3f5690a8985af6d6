"""What the `pulumi` command tells: a stack's configuration, its state, which stacks there are.

Only its documented JSON output is relied on; what it says on stderr is passed on.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError

_SECONDS = 120.0
_NO_STACK = "no stack selected"
_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


class PulumiError(GoogleTuningError):
    """The pulumi command isn't there, or ended with an error: its words and what to do."""

    def __init__(self, sentence: str, *, no_stack: bool = False) -> None:
        super().__init__(sentence)
        self.no_stack = no_stack


def project_folder(start: Path | None = None) -> Path | None:
    """Find the Pulumi project that this folder belongs to; None when it belongs to none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if any((folder / name).is_file() for name in _PROJECT_FILES):
            return folder
    return None


def stack_config(folder: Path, stack: str | None, *, secrets: bool) -> dict[str, dict[str, Any]]:
    """Read a stack's whole configuration: `{"project:key": {"value", "secret"}}`.

    Without `secrets` a secret has no value, and none is decrypted. Raises PulumiError, with
    `no_stack` where no stack is selected.
    """
    shown = ["--show-secrets"] if secrets else []
    found = _json(folder, "config", "--json", *shown, *_stack(stack))
    return found if isinstance(found, dict) else {}


def stack_export(folder: Path | None, stack: str | None) -> dict[str, Any]:
    """Read a stack's state (of the selected one, where none is named), secrets as ciphertext."""
    found = _json(folder, "stack", "export", *_stack(stack))
    return found if isinstance(found, dict) else {}


def stack_names(folder: Path) -> list[str]:
    """List the stacks of the project."""
    return [str(stack["name"]) for stack in _json(folder, "stack", "ls", "--json")]


def cli_version() -> str | None:
    """Return the version of the pulumi command, `3.259.0`; None where there is none on PATH."""
    if shutil.which("pulumi") is None:
        return None
    return _run(None, "version").strip().removeprefix("v")


def _stack(stack: str | None) -> list[str]:
    return ["--stack", stack] if stack else []


def _json(folder: Path | None, *words: str) -> Any:
    printed = _run(folder, *words)
    try:
        return json.loads(printed)
    except ValueError:
        raise PulumiError(f"`pulumi {' '.join(words)}` printed something else than JSON") from None


def _run(folder: Path | None, *words: str) -> str:
    cli = shutil.which("pulumi")
    if cli is None:
        raise PulumiError(
            "the `pulumi` command isn't on PATH: install it (https://www.pulumi.com/docs/install), "
            "or run with --no-stack"
        )
    asked = f"`pulumi {' '.join(words)}`"
    try:
        done = subprocess.run(  # noqa: S603 - our own words, no shell
            [cli, "--non-interactive", "--color", "never", *words],
            check=False,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except subprocess.TimeoutExpired:
        raise PulumiError(f"{asked} gave no answer in {_SECONDS:.0f} s") from None
    except OSError as error:
        raise PulumiError(f"{asked} can't be run: {error.strerror}") from None
    if done.returncode:
        # Never its stdout: that is where values stand.
        said = " ".join(done.stderr.split()).removeprefix("error: ") or f"exit {done.returncode}"
        raise PulumiError(f"{asked} failed: {said}", no_stack=_NO_STACK in said)
    return done.stdout
