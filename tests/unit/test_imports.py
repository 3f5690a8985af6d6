"""The direction of imports, as pyproject.toml states it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """No layer imports one above it, and emulator and provider know nothing of each other."""
    monkeypatch.chdir(ROOT)
    contracts = read_configuration("pyproject.toml")["contracts_options"]
    assert {contract["type"] for contract in contracts} >= {"layers", "independence"}
    assert lint_imports("pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_a_program_that_only_declares_imports_no_google_auth() -> None:
    """Every preview begins with this import; google-auth would be a third of its time."""
    script = "import sys, pulumi_google_tuning; print('google.auth' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert told.stdout.split() == [b"False"]
