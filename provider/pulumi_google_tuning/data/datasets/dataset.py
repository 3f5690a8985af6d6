"""What a valid dataset is: its digest, its size, and the bytes that are uploaded."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from pulumi_google_tuning.data.datasets.checked_text import checked_text
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.files import unreadable
from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.data.stored import CHECKED

Stamp = tuple[int, int, int]


@dataclass(frozen=True, repr=False)
class Dataset:
    """A valid dataset."""

    sha256: str
    """Of the bytes that would be uploaded, in hexadecimal."""
    count: int
    """Rows."""
    size_bytes: int
    path: str | None
    """As it was given; None for a list and for text."""
    format: str
    content: bytes | None
    """Of a list or a text: the JSON Lines that it makes; None for a file."""
    _stamp: Stamp | None = field(default=None, compare=False)
    sketch: str | None = field(default=None, compare=False)
    """Of the rows, for the number of those that change."""
    tokens: TokenCount | None = field(default=None, compare=False)
    """Of all rows; None where nobody has counted them."""
    crc32c: str | None = field(default=None, compare=False)
    """Of the bytes, in base64; None where nobody has computed it."""
    rules: str | None = field(default=None, compare=False)
    """The version of the rules that the rows were good by."""

    def __repr__(self) -> str:
        return f"Dataset({self.count} rows, sha256 {self.sha256}, path {self.path!r})"

    def summary(self) -> dict[str, Any]:
        """Return what the state keeps: `{path?, sha256, exampleCount, sizeBytes, __…?}`."""
        path = {} if self.path is None else {"path": self.path}
        counts = {"exampleCount": self.count, "sizeBytes": self.size_bytes}
        sketch = {} if self.sketch is None else {SKETCH: self.sketch}
        checked = {}
        if self.rules is not None and self.tokens is not None:
            checked = {CHECKED: checked_text(self.rules, self.tokens)}
        return {**path, "sha256": self.sha256, **counts, **sketch, **checked}

    def nowhere(self) -> Dataset:
        """Return what was found of the content alone: not where it is, and not the content."""
        return replace(self, path=None, content=None, _stamp=None, crc32c=None)

    def at(self, path: str, stamp: Stamp, crc32c: str) -> Dataset:
        """Return the same content as that of a file."""
        return replace(self, path=path, content=None, _stamp=stamp, crc32c=crc32c)

    @property
    def looks_unchanged(self) -> bool:
        """Whether a file has still the stamp that it had: a hint, which no content rests on."""
        try:
            return self._stamp is not None and self._stamp == _stamp(os.stat(self.path or ""))  # noqa: PTH116 - as above
        except (OSError, ValueError):
            return False

    def open(self) -> BinaryIO:
        """Open a fresh stream of the bytes, at their start. The caller closes it.

        Raises DataError when the file is no longer the one that was read, by its size and its
        time stamp; who uploads has the digest for certainty.
        """
        if self.content is not None:
            return io.BytesIO(self.content)
        path = self.path or ""
        stream = opened(path)
        if self._stamp is not None and stamp_of(stream) != self._stamp:
            stream.close()
            raise DatasetError([f"{path} changed since it was checked. Run `pulumi up` again"])
        return stream


def opened(path: str) -> BinaryIO:
    """Open a file of rows. Raises DatasetError that says why it can't be."""
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:
        reason = unreadable(path, None) or getattr(error, "strerror", None) or str(error)
        raise DatasetError([f"{path}: {reason}"]) from None


def stamp_of(stream: BinaryIO) -> Stamp:
    """Return what differs when a file was written to: its inode, its size, its time stamp."""
    return _stamp(os.fstat(stream.fileno()))


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns
