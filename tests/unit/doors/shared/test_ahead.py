"""What a create needs is imported while the state is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The `pulumi` that is asked for the state answers once it sees that the import has ended.
PROGRAM = """
import pathlib, sys, threading
from pulumi_google_tuning.doors.shared import ahead
from pulumi_google_tuning.doors.shared.stack_reader import {reader}

def begun():
    return [thread for thread in threading.enumerate() if thread.name == ahead.THREAD]

def until_imported():
    while begun() or "pulumi_google_tuning.google.connection" not in sys.modules:
        threading.Event().wait(0.01)
    pathlib.Path("imported").touch()

threading.Thread(target=until_imported, daemon=True).start()
reader = {reader}({words})
print(reader.settle({settle}60.0).read)
print("requests" in sys.modules, "pulumi_google_tuning.lifecycle.adoption" in sys.modules)
reader.settle({settle}60.0)
print(len(begun()))
"""
STATE = """{"version": 3, "deployment": {"resources": [{"urn": "%s", "type": "%s", "id": "x"}]}}"""
DOORS = {
    "StackReader": ("pulumi:providers:pulumi-python", "'{type}'", "'{urn}', None, "),
    "ProviderReader": ("pulumi:providers:google-tuning", "'{urn}', 'x'", ""),
}


@pytest.mark.parametrize("reader", DOORS)
def test_what_a_create_needs_is_imported_while_the_state_is_read(
    reader: str, tmp_path: Path
) -> None:
    """The check of a new resource, through either door, loads it beside the CLI, and once."""
    kind, words, settle = DOORS[reader]
    urn = f"urn:pulumi:dev::shop::{kind}::default"
    said = {"urn": urn, "type": kind}
    (tmp_path / "state.json").write_text(STATE % (urn, kind))
    waits = "while [ ! -e imported ] && kill -0 $PPID 2>&-; do sleep 0.01; done"
    (tmp_path / "pulumi").write_text(f"#!/bin/sh\ncd {tmp_path}\n{waits}\ncat state.json\n")
    (tmp_path / "pulumi").chmod(0o755)
    text = PROGRAM.format(reader=reader, words=words.format(**said), settle=settle.format(**said))
    done = subprocess.run(
        [sys.executable, "-c", text],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["True", "True True", "0"]
