"""What only the reading of all rows tells of a file: other encodings, and pandas' `nan`."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_google_tuning.data.shape.diagnosis import command
from pulumi_google_tuning.data.shape.text import Encoding


@dataclass
class Late:
    """What was met in rows that concerns the file as a whole."""

    not_utf_8: bool = False
    """Whether a line is in another encoding."""
    missing: bool = False
    """Whether a value is `nan`."""

    def sentences(self, path: str | None, to: str) -> list[str]:
        """Return what is said of a file before its rows; nothing of what isn't a file."""
        if path is None:
            return []
        found = []
        if self.not_utf_8:
            run = command(path, to, "--encoding", Encoding.CP1252.value)
            found.append(f"{path}: isn't UTF-8. If it was written on Windows, convert it: {run}")
        if self.missing:
            run = command(path, to, "--skip-bad")
            found.append(
                f"{path}: has rows with nan, which pandas writes for a missing value. "
                f"Leave them out: {run}"
            )
        return found
