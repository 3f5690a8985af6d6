"""A terminal that nobody sits at: a pseudo-terminal, and what stands on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from pathlib import Path

import pyte

from support.waiting import waiting_for

_LINES = 120

Cells = list[list[pyte.screens.Char]]


class Screen:
    """Runs a command on a screen of so many columns, and keeps all that it showed."""

    def __init__(self, columns: int, lines: int = _LINES, *, coloured: bool = False) -> None:
        self._with_colours = coloured
        self._size = (lines, columns)
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.frames: list[list[str]] = []
        """What was on the screen, one after the other, each as lines."""
        self.cells: list[Cells] = []
        """The same frames with their colours, where they are wanted."""

    def run(self, command: list[str], folder: Path, environment: dict[str, str]) -> int:
        """Run it to its end; return its exit code."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *self._size, 0, 0))
        # On a runner the CLI takes no terminal for one.
        others = {name: value for name, value in environment.items() if not _of_a_runner(name)}
        with waiting_for(f"`{' '.join(command)}` on a terminal"):
            running = subprocess.Popen(
                command,
                cwd=folder,
                env={**others, "TERM": "xterm-256color"},
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
            )
            os.close(theirs)
            self._read(ours)
            os.close(ours)
            return running.wait()

    def _read(self, terminal: int) -> None:
        while True:
            try:
                said = os.read(terminal, 65536)
            except OSError:  # the last who had it open has closed it
                return
            if not said:
                return
            self._stream.feed(said)
            shown = [line.rstrip() for line in self._screen.display]
            if not self.frames or self.frames[-1] != shown:
                self.frames.append(shown)
                if self._with_colours:
                    self.cells.append(self._coloured())

    def _coloured(self) -> Cells:
        lines, columns = self._size
        buffer = self._screen.buffer
        return [[buffer[line][column] for column in range(columns)] for line in range(lines)]


def _of_a_runner(name: str) -> bool:
    return name in ("CI", "BUILD_ID", "BUILD_NUMBER") or name.startswith(("GITHUB_", "GITLAB_"))
