"""The command line where a module of the system is missing."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
sys.modules["fcntl"] = None
import os
del os.getuid, os.geteuid
import pulumi_google_tuning
from pulumi_google_tuning.cli import app
from pulumi_google_tuning.cli.shared.later import LaterCommand
for command in app.COMMANDS:
    LaterCommand(*command).whole()
from pulumi_google_tuning.cli.report import browser, pipe
try:
    pipe.Pipe(sys.executable)
except pipe.BrowserError as error:
    print(error)
"""


def test_it_is_there_without_fcntl() -> None:
    """On Windows, which has no fcntl, every module is imported, and a picture says why not."""
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "only on Linux and macOS" in done.stdout
