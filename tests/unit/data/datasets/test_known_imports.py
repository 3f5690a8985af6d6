"""What a process imports for a file of rows that the state knows: nothing that checks rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TURNS = [{"role": role, "parts": [{"text": "a"}]} for role in ("user", "model")]
# Checks a file as a plugin does, against a source of the state; tells it, and what was imported.
CHECK = """
import json, sys
from pulumi_google_tuning.data.datasets import schema_code
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.lifecycle.data_check import DataCheck
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
inputs = {"source": "train.jsonl", "bucket": "my-data"}
old = json.loads(sys.argv[1])
reading = DataCheck(old_inputs={**inputs, "source": old} if old else {})
found = check(TuningDatasetKind.schema, inputs, reading=reading).inputs["source"]
compiled = schema_code._compiled.cache_info().misses
print(json.dumps([found, compiled, sorted(sys.modules)]))
"""
CHECKERS = {
    "pulumi_google_tuning.data.datasets.quick.judge",
    "pulumi_google_tuning.data.datasets.tally",
}


def test_a_known_file_needs_nothing_to_check_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A preview with nothing to do neither imports what judges rows nor compiles their schema."""
    monkeypatch.chdir(tmp_path)
    Path("train.jsonl").write_text(json.dumps({"contents": TURNS}) + "\n", encoding="utf-8")
    stored, compiled, modules = checked(None)
    assert compiled > 0
    assert modules >= CHECKERS
    again, compiled, modules = checked(stored)
    assert (again, compiled) == (stored, 0)
    assert modules & CHECKERS == set()


def checked(old: Any) -> tuple[Any, int, set[str]]:
    """Check the file in a new process; return its source, schemas compiled, modules imported."""
    words = [sys.executable, "-c", CHECK, json.dumps(old)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    source, compiled, modules = json.loads(done.stdout)
    return source, compiled, set(modules)
