"""What the preview of this very `pulumi up` showed: a person approved that, and nothing else.

Preview and update are two plugin processes, and neither is told which one it is. They have one
thing in common: the engine that started them. So the digest of each data file is noted by engine
and resource; a second check under the same engine that finds another digest is the update of a
preview that showed something else. Beside it is what was found of a large content, so that
the update doesn't check it again.

Relies on: /proc or `ps`, a CLI that is called `pulumi`, and a folder for temporary files in which
nobody else has made ours. When that goes: a file that changes while the preview waits for its "yes"
is trained on as it is then. `pulumi watch` is left out: there one engine makes many updates, each
with files that are meant to change.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pulumi_google_tuning.doors.shared.own_folder import forget_old, is_own, make_own, own_folder
from pulumi_google_tuning.doors.shared.processes import engine
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema

_DIGEST: Final = re.compile("[0-9a-f]{64}")


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
            if not make_own(self._folder):
                return None
            with (self._folder / name).open("x") as note:
                note.write(digest)
        except FileExistsError:
            with contextlib.suppress(OSError):
                noted = (self._folder / name).read_text()
                return noted if _DIGEST.fullmatch(noted) and noted != digest else None
        except OSError:
            pass
        return None

    # -- what was checked ------------------------------------------------------------------------

    def noted(self, name: str) -> str | None:
        """Return a note by its name."""
        if self._folder is not None and is_own(self._folder):
            with contextlib.suppress(OSError, ValueError):
                return (self._folder / name).read_text(encoding="utf-8")
        return None

    def note(self, name: str, text: str) -> None:
        """Write a note, unless there is one of this name."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                if make_own(self._folder):
                    with (self._folder / name).open("x", encoding="utf-8") as note:
                        note.write(text)

    def begins(self, prefix: str) -> bool:
        """Return whether the name of a note begins so."""
        if self._folder is not None and is_own(self._folder):
            with contextlib.suppress(OSError):
                return any(one.name.startswith(prefix) for one in self._folder.iterdir())
        return False


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
                f"{value['path']} changed since the preview (sha256 {shown} then, "
                f"{value['sha256']} now). To see the effect, run `pulumi up` again"
            )
            failures.append(Failure(field.name, reason))
    return failures


def _folder_of_engine() -> Path | None:
    found = engine()
    root = own_folder() if found and "watch" not in found.words[1:] else None
    if found is None or root is None:
        return None
    forget_old(root)
    mark = hashlib.sha256(found.started.encode()).hexdigest()[:12]
    return root / f"{found.pid}-{mark}"
