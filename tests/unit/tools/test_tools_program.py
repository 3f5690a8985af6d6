"""How the stand-in for `pulumi-language-python` finds a program and shows its failures."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import pytest
from pulumi.runtime.proto import language_pb2

from tools import language_host, run_program


def info(
    root: Path, *, folder: str = "", entry: str = "", environment: str = ""
) -> language_pb2.ProgramInfo:
    """Return what the engine says of a program."""
    made = language_pb2.ProgramInfo(
        root_directory=str(root), program_directory=str(root / folder), entry_point=entry
    )
    if environment:
        made.options.update({"virtualenv": environment})
    return made


@pytest.mark.parametrize(
    ("folder", "entry", "found"),
    [
        ("", ".", "__main__.py"),
        ("", "", "__main__.py"),
        ("infra", ".", "infra/__main__.py"),
        ("infra", "stack.py", "infra/stack.py"),
    ],
)
def test_the_program_is_where_pulumi_yaml_says(
    tmp_path: Path, folder: str, entry: str, found: str
) -> None:
    """`main:` may name a folder or a file; without it, it is the project's own `__main__.py`."""
    (tmp_path / "infra").mkdir()
    for name in ("__main__.py", "infra/__main__.py", "infra/stack.py"):
        (tmp_path / name).touch()
    request = language_pb2.RunRequest(info=info(tmp_path, folder=folder, entry=entry))
    assert run_program.program_path(request) == (tmp_path / found).resolve()


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    """The sentence says which file was looked for, and in which Pulumi.yaml to name another."""
    request = language_pb2.RunRequest(info=info(tmp_path, entry="."))
    with pytest.raises(FileNotFoundError) as missing:
        run_program.program_path(request)
    assert f"no Python program at {tmp_path}/__main__.py" in str(missing.value)
    assert f"the Pulumi.yaml of {tmp_path}" in str(missing.value)


def test_a_traceback_begins_with_the_users_code(tmp_path: Path) -> None:
    """Frames of the host and of the SDK are cut; one without a user's frame stays whole."""
    program = tmp_path / "__main__.py"
    try:
        exec(compile("def f(): {}['key']\nf()", str(program), "exec"), {})
    except KeyError as error:
        trace = error.__traceback__
    kept = traceback.extract_tb(run_program.users_part(trace, program))
    assert [frame.filename for frame in kept] == [str(program)] * 2
    assert run_program.users_part(trace, tmp_path / "other.py") is trace


def test_the_projects_virtual_environment_is_used(tmp_path: Path) -> None:
    """It is the one that Pulumi.yaml names, relative to it; the host's own when it names none."""
    python = tmp_path / "my env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert language_host.python_for(info(tmp_path, environment="my env")) == str(python)
    assert language_host.python_for(info(tmp_path)) == sys.executable


def test_a_virtual_environment_that_is_missing_is_named(tmp_path: Path) -> None:
    """The sentence says which one, where it was looked for, and how to make it."""
    with pytest.raises(language_host.MissingEnvironmentError) as missing:
        language_host.python_for(info(tmp_path, environment=".venv"))
    assert f"names the virtual environment .venv, and {tmp_path}/.venv/bin/python" in str(
        missing.value
    )
    assert "make setup" in str(missing.value)
