"""docs/testing-your-program.md: its program and its tests run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.emulator import ROOT

PAGE = ROOT / "docs" / "testing-your-program.md"
BLOCK = re.compile(r"```python\n# (\S+)\n(.*?)```", re.DOTALL)


@pytest.mark.enable_socket
def test_the_page_s_tests_pass(tmp_path: Path) -> None:
    """Each block is the file that its first line names; pytest runs them in a process of its own.

    `train.jsonl` isn't there, no address is configured, and PATH has no pulumi: nothing is read,
    sent or started.
    """
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [name for name, _ in blocks] == ["infra.py", "test_infra.py"]
    for name, text in blocks:
        (tmp_path / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
