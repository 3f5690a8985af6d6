"""The direction of imports, as pyproject.toml states it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
_OURS = re.compile(r" (pulumi_google_tuning|emulator|google_tuning_emulator|tools)\b")


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """No layer imports one above it, and emulator and provider know nothing of each other."""
    monkeypatch.chdir(ROOT)
    contracts = read_configuration("pyproject.toml")["contracts_options"]
    assert {contract["type"] for contract in contracts} >= {"layers", "independence"}
    assert lint_imports("pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("room", ["provider", "emulator", "tools"])
def test_nobody_imports_what_is_private_to_another(room: str) -> None:
    """A name or a module that begins with an underscore is its own file's business."""
    private = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.module}.{alias.name}"
        for file in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
        if any(_is_private(part) for part in [*str(node.module).split("."), alias.name])
    ]
    # `import a._b` doesn't occur; Python's own and Pulumi's modules are no rooms of ours.
    assert [line for line in private if _OURS.search(line)] == []


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_a_program_that_only_declares_imports_no_google_auth() -> None:
    """Every preview begins with this import; google-auth would be a third of its time."""
    script = "import sys, pulumi_google_tuning; print('google.auth' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert told.stdout.split() == [b"False"]
