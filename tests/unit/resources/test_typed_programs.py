"""A stranger's programs before mypy and pyright, which see the package as it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT

PROGRAMS = ROOT / "tests" / "typed"
# basedpyright is pyright with its JavaScript in the wheel; `standard` is pyright's own strictness.
PYRIGHT = '{"typeCheckingMode": "standard", "pythonVersion": "3.10"}'
CHECKERS = {
    "mypy": ["-m", "mypy", "--strict", "--no-error-summary", "--python-version=3.10"],
    "pyright": ["-m", "basedpyright", "--pythonpath", sys.executable],
}


def errors(checker: str, program: str, folder: Path) -> dict[int, str]:
    """Return what a checker says of a program, by line, in a folder that holds nothing else."""
    shutil.copy(PROGRAMS / program, folder)
    (folder / "pyrightconfig.json").write_text(PYRIGHT)
    command = [sys.executable, *CHECKERS[checker], program]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = re.findall(rf"{program}:(\d+):(?:\d+ -)? (error.*)", done.stdout)
    assert (done.returncode, done.stderr) == (1 if found else 0, ""), done.stdout
    return {int(line): said for line, said in found}


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_right_program_passes(checker: str, tmp_path: Path) -> None:
    """Plain values, Outputs wherever an input stands, and outputs of every depth have types."""
    assert errors(checker, "good.py", tmp_path) == {}


@pytest.mark.parametrize("checker", CHECKERS)
def test_each_mistake_is_caught_at_its_line(checker: str, tmp_path: Path) -> None:
    """A wrong name, key, choice, type or part is an error of its line, and no other line is."""
    text = (PROGRAMS / "bad.py").read_text(encoding="utf-8")
    wrong = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.endswith("# caught") and not line.startswith('"""')
    }
    assert set(errors(checker, "bad.py", tmp_path)) == wrong
