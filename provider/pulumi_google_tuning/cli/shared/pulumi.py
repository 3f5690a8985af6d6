"""The Pulumi project that a command is run in: its folder, its stacks and their configuration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pulumi_google_tuning.doors.shared import pulumi_cli

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


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
    shown = ("--show-secrets",) if secrets else ()
    words = ("config", "--json", *shown, *pulumi_cli.stack_option(stack))
    found = pulumi_cli.run_json(words, folder)
    return found if isinstance(found, dict) else {}


def stack_names(folder: Path) -> list[str]:
    """List the stacks of the project."""
    listed = pulumi_cli.run_json(("stack", "ls", "--json"), folder)
    return [str(stack["name"]) for stack in listed]


def cli_version() -> str | None:
    """Return the version of the pulumi command, `3.259.0`; None where there is none on PATH."""
    if shutil.which("pulumi") is None:
        return None
    return pulumi_cli.run(("version",)).strip().removeprefix("v")
