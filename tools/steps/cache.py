"""The user's cache: what takes minutes is made once a user, not once a checkout."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tools.steps.faults import SetupError, say
from tools.steps.platforms import platform_name
from tools.steps.versions import Version, spell


def root(environment: Mapping[str, str]) -> Path:
    """Return the folder of this project in the user's cache (XDG base directories)."""
    base = environment.get("XDG_CACHE_HOME") or str(Path(environment.get("HOME", "~")) / ".cache")
    return Path(base).expanduser() / "pulumi-google-tuning"


def cli_key(version: Version, system: str | None = None, machine: str | None = None) -> str:
    """Name a CLI's folder: its version, and what it runs on, in Go's words."""
    return f"v{spell(version)}-{platform_name(system, machine)}"


@contextlib.contextmanager
def lock(path: Path, doing: str) -> Iterator[int]:
    """Hold a lock against other processes; the kernel lets go of it however this one ends.

    `doing` completes "another process is ...", told once when there is one. The block gets the
    lock's file descriptor: a process that inherits it holds the lock too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process is {doing}; waiting for it to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def publish(folder: Path, make: Callable[[Path], None]) -> None:
    """Fill a folder in one step: made beside it, then renamed, so a half one is never seen.

    To be called under `lock`. Whatever `make` raises passes through, and leaves nothing behind.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(f".{folder.name}.*"):
            shutil.rmtree(left)  # of a process that was killed: the caller's lock says it is gone
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise SetupError(
            f"The cache folder {folder.parent} can't be written to ({error.strerror}): make it "
            f"writable, or set XDG_CACHE_HOME to a folder that is."
        ) from error
    try:
        make(staging)
        staging.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)  # there, and yet not usable: else nothing would have been made
        os.rename(staging, folder)  # noqa: PTH104 - `replace` would say the same less plainly
    finally:
        shutil.rmtree(staging, ignore_errors=True)
