"""A checkout with the product's half alone: `make up` and `make down` without any of the rest.

The environment gets no copy from a registry, but links to the files of what requirements.lock
installs here. All else is as a person has it: the set-up's own steps, make, the CLI, the emulator.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.project import ROOT, VENV

from tools import lock
from tools.emulator_process import Background
from tools.steps import environment, halves

ABSENT = shutil.ignore_patterns(".*", "__pycache__", "tests", "bench", "dist", "build")


def locked() -> list[importlib.metadata.Distribution]:
    """Return what the product's lock installs here."""
    all_of = map(Requirement, lock.entries((ROOT / halves.PRODUCT_LOCK).read_text()))
    return [
        importlib.metadata.distribution(one.name)
        for one in all_of
        if one.marker is None or one.marker.evaluate()
    ]


class Offline:
    """Stands for venv and for pip's install of the lock; the projects are installed by pip."""

    def __init__(self, checkout: Path) -> None:
        self._folder = checkout / ".venv"
        self._python = str(self._folder / "bin" / "python")

    def __call__(self, command: Sequence[str]) -> int:
        """Do what a command of the set-up would do, without a network; give its exit code."""
        if "venv" in command:
            venv.create(self._folder, symlinks=True)
        elif "--require-hashes" in command:
            for distribution in locked():
                self._link(distribution)
        else:
            words = list(command)[1:]
            pip = [sys.executable, *words[:2], "--python", self._python, *words[2:], "--no-index"]
            return subprocess.run(pip, check=False).returncode
        return 0

    def _link(self, distribution: importlib.metadata.Distribution) -> None:
        """Link file by file, for `google` has many."""
        (site,) = self._folder.glob("lib/python*/site-packages")
        for file in distribution.files or []:
            # Scripts stand outside, and what is compiled is made anew.
            if ".." in file.parts or "__pycache__" in file.parts:
                continue
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(Path(str(file.locate())))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout whose stack has an emulator of its own, set up but for the CLI."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT, folder, ignore=ABSENT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stack = folder / "Pulumi.dev.yaml"
    said = stack.read_text()
    assert "http://127.0.0.1:8085" in said
    stack.write_text(said.replace("127.0.0.1:8085", f"127.0.0.1:{port}"))
    assert environment.ensure(folder, Offline(folder))
    return folder


@pytest.fixture
def search_path(tmp_path: Path) -> str:
    """Return a PATH with the CLI, and without the environment that the tests run in."""
    cli = (VENV / "bin" / "pulumi").resolve()
    if cli.parent == VENV / "bin":
        # Built here: its helpers beside it belong to our environment.
        folder = tmp_path / "cli"
        folder.mkdir()
        try:
            os.link(cli, folder / "pulumi")
        except OSError:  # another file system
            shutil.copy2(cli, folder / "pulumi")
        cli = folder / "pulumi"
    rest = [one for one in os.environ["PATH"].split(os.pathsep) if Path(one) != VENV / "bin"]
    return os.pathsep.join([str(cli.parent), *rest])


@pytest.fixture
def make(checkout: Path, search_path: str) -> Iterator[Make]:
    """Yield `make` in that checkout; the emulator that it started ends with the test."""
    yield Make(checkout, search_path)
    Background(checkout).stop()


class Make:
    """Runs a target with the interpreter that the environment is of."""

    def __init__(self, checkout: Path, search_path: str) -> None:
        self._command = ["make", "-C", str(checkout), f"PYTHON={sys._base_executable}"]
        ours = {"PULUMI_", "PYTHON", "VIRTUAL_ENV", "MAKE", "GOOGLE_TUNING_", "MFLAGS", "ARGS"}
        given = {k: v for k, v in os.environ.items() if not k.startswith(tuple(ours))}
        self._environment = {**given, "PATH": search_path}

    def __call__(self, target: str, *, fails: bool = False) -> str:
        """Run a target that has to succeed, or to fail; give what it said."""
        done = subprocess.run(
            [*self._command, target],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout
        return done.stdout


def test_the_product_runs_with_its_half_alone(make: Make, checkout: Path) -> None:
    """What stands in requirements.lock trains a model, sees no drift and takes it away again."""
    listed = subprocess.run(
        [
            checkout / ".venv" / "bin" / "python",
            "-c",
            "from importlib.metadata import distributions as d; print(*{o.name for o in d()})",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    there = {canonicalize_name(one) for one in listed.stdout.split()}
    own = {"pulumi-google-tuning", "google-tuning-emulator"}
    assert there - own == {canonicalize_name(one.name) for one in locked()}

    first = make("up")
    assert "setup: the virtual environment is as requirements.lock says\n" in first
    assert "+ 3 created" in first
    assert 'sentiment: "negative"' in first.split("answers")[-1]
    assert "3 unchanged" in make("up")
    make("drift")
    down = make("down")
    assert "- 3 deleted" in down
    assert "the emulator has ended" in down

    # On Google nobody but the person at the terminal says yes, and here is none.
    config = checkout / "Pulumi.dev.yaml"
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line for line in lines if "google-tuning:emulator:" not in line))
    for target in ("up", "down"):
        refused = make(target, fails=True)
        assert "--preview-only must be passed in to proceed" in refused


@pytest.mark.thorough
def test_what_is_written_from_the_schemas_needs_the_product_alone(
    make: Make, checkout: Path
) -> None:
    """`make docs` and `make schema` write in such a checkout what is committed."""
    written = [
        *(checkout / "docs" / "resources").glob("*.md"),
        checkout / "docs" / "configuration.md",
        checkout / "schema" / "stack.schema.json",
    ]
    for path in written:
        path.unlink()
    make("docs")
    make("schema")
    for path in written:
        assert path.read_bytes() == (ROOT / path.relative_to(checkout)).read_bytes()
