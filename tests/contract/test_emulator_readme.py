"""The emulator's page on an index: what it shows runs, and no link is broken there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "emulator" / "README.md"
_PROGRAM = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_pytest_example_runs(tmp_path: Path) -> None:
    """The fixture and the tests that the page shows pass as they stand."""
    programs = dict(_PROGRAM.findall(PAGE.read_text()))
    assert set(programs) == {"conftest.py", "test_training.py"}
    for name, program in programs.items():
        (tmp_path / name).write_text(program)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--rootdir", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_no_link_stays_in_the_checkout() -> None:
    """On an index there is no checkout for a link to lead into."""
    links = _LINK.findall(PAGE.read_text())
    assert [link for link in links if "://" not in link and not link.startswith("#")] == []
