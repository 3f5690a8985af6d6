"""What the emulator's command line imports."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from google_tuning_emulator.__main__ import main
try:
    main(["--help"])
except SystemExit as end:
    assert end.code == 0
sys.stderr.write(" ".join(sys.modules))
"""


def test_help_imports_nothing_that_serves() -> None:
    """Options are told in a blink, and where what serves isn't installed, too."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    )
    assert "--training-seconds" in done.stdout
    imported = set(done.stderr.split())
    assert {"flask", "werkzeug", "jinja2", "google_crc32c", "http.server"} & imported == set()
    ours = {name for name in imported if name.startswith("google_tuning_emulator.")}
    assert {name.rpartition(".")[2] for name in ours} == {"__main__", "options", "database"}
