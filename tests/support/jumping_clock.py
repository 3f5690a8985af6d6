"""A clock of plugins that jumps two hours ahead at the instant that a test chooses."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# The folder of support/clock/sitecustomize.py.
_CLOCK = Path(__file__).parent / "clock"


class JumpingClock:
    """The clock of the plugins of one run; `file` is where there is nothing yet."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the variables with which plugins go by this clock."""
        own_path = filter(None, [given.get("PYTHONPATH")])
        return {
            **self.forked(given),
            "PYTHONPATH": os.pathsep.join([str(_CLOCK), *own_path]),
        }

    def forked(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the variables with which forked plugins do (fork_server.py)."""
        return {**given, "TESTS_TIME_HAS_PASSED": str(self._file)}

    def let_two_hours_pass(self) -> None:
        """Have the plugins see two hours pass now, and with them any shorter deadline."""
        self._file.touch()
