"""How far a command is that reads much: a line on a terminal's stderr, and nothing in a pipe."""

from __future__ import annotations

import io
import os
import shutil
import sys
from types import TracebackType
from typing import BinaryIO, Final

from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.data.told import Told
from pulumi_google_tuning.data.watch import Watch

_TO_THE_END: Final = "\x1b[K"
"""Erases the rest of a line (ECMA-48, EL)."""


class ProgressLine:
    """A line that each text takes from the one before; it is gone afterwards."""

    def __init__(self, subject: str) -> None:
        """Begin with nothing; a name that leaves no room for the text isn't shown."""
        self._subject = subject
        # A parent may have closed it: Python has none then.
        is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._is_seen = is_terminal and os.environ.get("TERM") != "dumb"
        self._is_there = False

    def __enter__(self) -> ProgressLine:  # noqa: PYI034 - Self is of Python 3.11
        """Return it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the line away."""
        self.clear()

    def show(self, text: str) -> None:
        """Show a text until the next one."""
        if self._is_seen:
            # Not the last column, where some terminals begin a new line.
            most = shutil.get_terminal_size().columns - 1
            whole = safe(f"{self._subject}: {text}")
            shown = whole if len(whole) <= most else text[:most]
            self._write(f"\r{shown}{_TO_THE_END}")
            self._is_there = True

    def clear(self) -> None:
        """Take it away, for something else to be written there."""
        if self._is_there:
            self._write(f"\r{_TO_THE_END}")
            self._is_there = False

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()

    def watch(self) -> Watch:
        """Return what tells a reader to show here how far it is."""
        return Watch(progress=self.show)


def told(stream: BinaryIO, path: str, doing: str, line: ProgressLine) -> BinaryIO:
    """Return a file's stream; how far it is read is shown, with what is done meanwhile."""
    watched = line.watch().over(doing, path, os.fstat(stream.fileno()).st_size)
    read_bytes = 0

    def tell(piece: bytes) -> None:
        nonlocal read_bytes
        read_bytes += len(piece)
        watched.reached(read_bytes)

    return io.BufferedReader(Told(stream, tell))
