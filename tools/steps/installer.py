"""Pulumi's own installer: https://www.pulumi.com/docs/install/."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

from tools.steps import running
from tools.steps.faults import say
from tools.steps.versions import PINNED_CLI, spell

SCRIPT_URL = "https://get.pulumi.com/install.sh"
# Where only package registries answer, this is what a person waits before the build begins.
_CONNECT_SECONDS = 5.0
_LARGEST_SCRIPT_BYTES = 1_000_000


class InstallerError(Exception):
    """The installer can't be had or failed; the text says why, for the next way's message."""


def fetch() -> bytes:
    """Download the script. Raises InstallerError, quickly where there is no such network."""
    try:
        with urllib.request.urlopen(SCRIPT_URL, timeout=_CONNECT_SECONDS) as answer:
            return bytes(answer.read(_LARGEST_SCRIPT_BYTES))
    except (OSError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", None) or error
        raise InstallerError(f"{SCRIPT_URL} could not be reached ({reason})") from error


def install(folder: Path) -> None:
    """Install the pinned CLI with its helpers under `folder/bin`. Raises InstallerError."""
    say(f"asking {SCRIPT_URL} for Pulumi's installer")
    script = folder / "install.sh"
    script.write_bytes(fetch())
    log = folder / "install.log"
    say(f"installing the pulumi CLI {spell(PINNED_CLI)} into the cache: about a minute")
    command = ["sh", str(script), "--no-edit-path", "--install-root", str(folder)]
    command += ["--version", spell(PINNED_CLI)]
    code = running.at_length(command, log, "installing the pulumi CLI")
    if code != 0 or not (folder / "bin" / "pulumi").is_file():
        raise InstallerError(f"Pulumi's installer failed: {running.last_lines(log)}")
    script.unlink()
    log.unlink()
