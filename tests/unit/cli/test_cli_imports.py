"""The command line where a module of the system is missing, and how little it loads to start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pulumi_google_tuning.cli.app import COMMANDS

WITHOUT_FCNTL = """
import sys
sys.modules["fcntl"] = None
import os
del os.getuid, os.geteuid
import pulumi_google_tuning
from pulumi_google_tuning.cli import app
from pulumi_google_tuning.cli.shared.later import LaterCommand
for command in app.COMMANDS:
    LaterCommand(*command).whole()
from pulumi_google_tuning.cli.report import browser, page, pipe, state
try:
    pipe.Pipe(sys.executable)
except pipe.BrowserError as error:
    print(error)
"""
# Runs a command for each list of words, and tells on stderr what was imported then.
COMMAND = """
import sys
import pulumi_google_tuning.cli.app
from pulumi_google_tuning.cli.__main__ import main
for line in sys.argv[1].splitlines():
    sys.argv = ["google-tuning", *line.split()]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
sys.stderr.write(" ".join(sys.modules))
"""
# Each would be a good part of a short command's time.
CLIENTS = {
    "cryptography",
    "google.auth",
    "google.cloud.storage",
    "grpc",
    "jinja2",
    "jsonschema",
    "pulumi",
    "pulumi_google_tuning.google.session",
    "pulumi_google_tuning.lifecycle.lifecycle",
    "pulumi_google_tuning.resources.registry",
    "pydantic",
    "requests",
    "rich.console",
    "urllib3",
}
# Which the list of the commands needs least of all: data and every command.
REST = {"email", "fastjsonschema", "importlib.metadata", "rich", "yaml"}
OURS = "pulumi_google_tuning.cli."
# What pairs of text, a comparison, names in other alphabets and large files need.
OTHER_FILES = {
    f"{OURS}validate.diff_view",
    "pulumi_google_tuning.data.datasets.worker",
    "pulumi_google_tuning.data.pairs.examples",
    "pulumi_google_tuning.data.pairs.readers",
    "rich.cells",
}


def imported(*lines: str, **environment: str) -> set[str]:
    """Return the modules that a process has which runs these commands, one after the other."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "\n".join(lines)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    return set(done.stderr.split())


def test_it_is_there_without_fcntl() -> None:
    """On Windows, which has no fcntl, every module is imported, and a picture says why not."""
    command = [sys.executable, "-c", WITHOUT_FCNTL]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "only on Linux and macOS" in done.stdout


def test_the_list_of_commands_imports_none_of_them() -> None:
    """`google-tuning --help` needs their names alone, and so does a press of Tab."""
    typed = {
        "_GOOGLE_TUNING_COMPLETE": "complete_bash",
        "COMP_WORDS": "google-tuning v",
        "COMP_CWORD": "1",
    }
    for found in (imported("--help"), imported("", **typed)):
        assert found & (CLIENTS | REST) == set()
        assert {name for name in found if name.startswith(OURS)} == {
            f"{OURS}{name}"
            for name in (
                "__main__",
                "app",
                "shared",
                "shared.group",
                "shared.later",
                "shared.ready_values",
                "shared.text",
            )
        }


def test_the_version_is_told_without_a_command() -> None:
    """`google-tuning --version` reads no metadata: the folder's name says it."""
    assert imported("--version") & (CLIENTS | REST) == set()


def test_the_help_of_a_command_imports_no_client() -> None:
    """Options are told without what they are for: neither Google nor a stack is read."""
    assert imported(*(f"{name} --help" for name, *_ in COMMANDS)) & CLIENTS == set()


def test_good_data_is_checked_without_a_client(tmp_path: Path) -> None:
    """`validate` sends nothing, and good rows need none of the words for bad ones."""
    rows = tmp_path / "train.jsonl"
    turns = (
        '{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}'
    )
    rows.write_text(f'{{"contents": [{turns}]}}\n')
    found = imported(f"validate {rows}")
    assert found & (CLIENTS | OTHER_FILES) == set()
    assert "fastjsonschema" in found
