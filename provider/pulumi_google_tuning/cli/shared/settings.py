"""Where Google is and who we are to it: options, else the stack's configuration, else variables."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.cli.shared import pulumi
from pulumi_google_tuning.cli.shared.output import note
from pulumi_google_tuning.doors.shared.pulumi_cli import PulumiError
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session

# What the stack declares is no business of these commands, and may be large.
_UNUSED = ("resources",)


@dataclass(frozen=True)
class Settings:
    """A configuration and where it came from, in words: `stack dev`."""

    config: Config
    source: str


def session(
    emulator: str | None,
    project: str | None,
    location: str | None,
    stack: str | None,
    no_stack: bool,
    budget_seconds: float | None = None,
) -> Session:
    """Open a session as a command's options say. Raises ConfigError, PulumiError.

    budget_seconds: how long one call may take with its retries; None for what a list needs.
    """
    from pulumi_google_tuning.cli.shared import session as sessions  # noqa: PLC0415 - not for --help

    config = settings(emulator, project, location, stack, no_stack).config
    return sessions.InteractiveSession(
        config, budget_seconds=budget_seconds or sessions.BUDGET_SECONDS
    )


def settings(
    emulator: str | None,
    project: str | None,
    location: str | None,
    stack: str | None,
    no_stack: bool,
) -> Settings:
    """Resolve a command's options: an option wins over the stack, the stack over a variable.

    A stack whose configuration can't be read is an error, lest a command that was meant for an
    emulator or another project reaches Google with the login of this machine; that no stack is
    selected is only noted. Raises ConfigError, PulumiError.
    """
    from pulumi_google_tuning.google.config import Config  # noqa: PLC0415 - not for --help

    values: dict[str, Any] = {}
    source = "options and environment"
    if stack or not (no_stack or emulator):
        values, source = _of_stack(stack, source)
    given = {"emulator": emulator, "project": project, "location": location}
    values.update({key: value for key, value in given.items() if value is not None})
    return Settings(Config.from_mapping(values, os.environ), source)


def _of_stack(stack: str | None, otherwise: str) -> tuple[dict[str, Any], str]:
    folder = pulumi.project_folder()
    if folder is None:
        if stack:
            raise PulumiError(
                f"--stack {stack}: no Pulumi.yaml in this folder or above. Run the command in "
                "the project's folder"
            )
        return {}, otherwise
    try:
        values = _ours(pulumi.stack_config(folder, stack, secrets=False))
        if any(value.get("secret") for value in values.values()):
            # Only now is anything decrypted, and what isn't ours is dropped at once.
            values = _ours(pulumi.stack_config(folder, stack, secrets=True))
    except PulumiError as error:
        if error.no_stack:
            note("no stack is selected here, so only options and the environment are used")
            return {}, otherwise
        raise PulumiError(
            f"{error}; to run without the stack's configuration, use --no-stack or --emulator URL"
        ) from None
    plain = {key: value.get("value") for key, value in values.items()}
    return _rooted(plain, folder), f"stack {stack}" if stack else "the selected stack"


def _ours(config: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    found = {
        key.removeprefix(KEY_PREFIX): value
        for key, value in config.items()
        if key.startswith(KEY_PREFIX)
    }
    return {key: value for key, value in found.items() if key not in _UNUSED}


def _rooted(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Resolve a key file's path against the project's folder, as `pulumi up` does."""
    said = values.get("credentials")
    if isinstance(said, str) and said.strip() and not _is_json(said):
        values["credentials"] = str(folder / Path(said.strip()).expanduser())
    return values


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return text.lstrip().startswith("{")
    return True
