"""What the preview of this very `pulumi up` showed: a person approved that, and nothing else.

Preview and update are two plugin processes, and neither is told which one it is. They have one
thing in common: the engine that started them. So the digest of each data file is noted by engine
and resource; a second check under the same engine that finds another digest is the update of a
preview that showed something else.

Relies on: `ps`, and a CLI that is called `pulumi`. When that goes: a file that changes while the
preview waits for its "yes" is trained on as it is then. `pulumi watch` is left out: there one
engine makes many updates, each with files that are meant to change.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

_MAX_ANCESTORS = 5
_KEPT_SECONDS = 2 * 86_400
_PS_SECONDS = 10.0
_FIELDS = 7  # ppid, the five words of lstart, and the command line


class Previewed:
    """The digests that the first check under an engine saw."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def of_this_engine(cls) -> Previewed:
        """Find the engine among this process's ancestors."""
        return cls(_folder_of_engine())

    @property
    def works(self) -> bool:
        """Whether the engine was found."""
        return self._folder is not None

    def differs(self, urn: str, field: str, digest: str) -> str | None:
        """Note a digest; give the one that was noted before, if it is another."""
        if self._folder is None:
            return None
        name = hashlib.sha256(f"{urn} {field}".encode()).hexdigest()
        try:
            # One by one: with `parents` only the last folder would get the mode.
            for folder in (self._folder.parent, self._folder):
                folder.mkdir(mode=0o700, exist_ok=True)
            with (self._folder / name).open("x") as note:
                note.write(digest)
        except FileExistsError:
            with contextlib.suppress(OSError):
                noted = (self._folder / name).read_text()
                return noted if noted not in {"", digest} else None
        except OSError:
            pass
        return None


def changed_since(
    previewed: Previewed, schema: ResourceSchema, urn: str, inputs: Mapping[str, Any]
) -> list[Failure]:
    """Refuse data that isn't what the preview of this same run showed."""
    failures = []
    for field in schema.inputs:
        value = inputs.get(field.name)
        if not field.holds_data or not isinstance(value, Mapping) or "path" not in value:
            continue
        shown = previewed.differs(urn, field.name, value["sha256"])
        if shown is not None:
            reason = (
                f"{value['path']} changed since the preview: sha256 {shown} then, "
                f"{value['sha256']} now; run `pulumi up` again to see what it means"
            )
            failures.append(Failure(field.name, reason))
    return failures


def _folder_of_engine() -> Path | None:
    process = os.getppid()
    for _ in range(_MAX_ANCESTORS):
        found = _process(process)
        if found is None:
            return None
        parent, started, command = found
        words = command.split()
        if Path(words[0]).name == "pulumi":
            if "watch" in words[1:]:
                return None
            root = Path(tempfile.gettempdir()) / f"pulumi-google-tuning-{os.getuid()}"
            _forget_old(root)
            mark = hashlib.sha256(started.encode()).hexdigest()[:12]
            return root / f"{process}-{mark}"
        process = parent
    return None


def _process(pid: int) -> tuple[int, str, str] | None:
    """Return parent, start time and command line of a process."""
    try:
        said = subprocess.run(  # noqa: S603 - our own words, no shell
            ["ps", "-o", "ppid=,lstart=,args=", "-p", str(pid)],  # noqa: S607 - the system's own
            capture_output=True,
            text=True,
            check=True,
            timeout=_PS_SECONDS,
            env={**os.environ, "LC_ALL": "C"},
        ).stdout.split(None, _FIELDS - 1)
    except (OSError, subprocess.SubprocessError):
        return None
    if len(said) < _FIELDS or not said[0].isdigit():
        return None
    return int(said[0]), " ".join(said[1 : _FIELDS - 1]), said[-1]


def _forget_old(root: Path) -> None:
    """Remove the notes of engines that have long ended."""
    with contextlib.suppress(OSError):
        for folder in root.iterdir():
            if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
