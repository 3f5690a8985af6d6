"""The processes above this one, with /proc and without, with `ps` and without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from pulumi_google_tuning.doors.shared.processes import (
    Process,
    ancestors,
    engine,
    of_proc,
    of_ps,
)


def test_the_parent_comes_first() -> None:
    """The processes are told from the nearest on, each the child of the next."""
    found = list(ancestors())
    assert found[0].pid == os.getppid()
    for child, parent in pairwise(found):
        assert child.parent == parent.pid


@pytest.mark.skipif(not Path("/proc").is_dir() or not shutil.which("ps"), reason="needs both")
def test_both_ways_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What /proc says of this process `ps` says too; a slim image has no `ps` and no loss."""
    by_proc, by_ps = of_proc(os.getpid()), of_ps(os.getpid())
    assert by_proc is not None
    assert by_ps is not None
    assert (by_proc.parent, by_proc.words[0]) == (os.getppid(), sys.orig_argv[0])
    assert (by_proc.parent, by_proc.command) == (by_ps.parent, by_ps.command)
    monkeypatch.setenv("PATH", "")
    assert of_ps(os.getpid()) is None
    assert of_proc(os.getpid()) == by_proc


def test_a_name_may_hold_anything(tmp_path: Path) -> None:
    """A program's name with brackets and blanks shifts no field."""
    (tmp_path / "7").mkdir()
    rest = " ".join(["S", "3", *["0"] * 17, "4711"])
    (tmp_path / "7/stat").write_text(f"7 (odd) name) {rest}\n")
    (tmp_path / "7/cmdline").write_bytes(b"/opt/my tools/pulumi\0up\0--yes\0")
    (tmp_path / "sys/kernel/random").mkdir(parents=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text("boot-1\n")
    found = of_proc(7, tmp_path)
    assert found == Process(7, 3, "boot-1 4711", ("/opt/my tools/pulumi", "up", "--yes"))
    assert found.command == "pulumi"


def test_a_hidden_boot_makes_no_process_unknown(tmp_path: Path) -> None:
    """A sandbox may hide which boot it is; the process and its start are known all the same."""
    (tmp_path / "7").mkdir()
    (tmp_path / "7/stat").write_text(f"7 (sh) {' '.join(['S', '3', *['0'] * 17, '4711'])}\n")
    (tmp_path / "7/cmdline").write_bytes(b"sh\0")
    assert of_proc(7, tmp_path) == Process(7, 3, " 4711", ("sh",))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks for a process's file")
@pytest.mark.parametrize(
    ("named", "file"), [("pulumi", ".pulumi-wrapped"), ("p", "pulumi"), ("pulumi", "pulumi-3.200")]
)
def test_the_engine_has_many_names(named: str, file: str, tmp_path: Path) -> None:
    """It is known by what it was started as or by its own file: by a link, by Nix's wrapper."""
    shutil.copy(Path(shutil.which("sh") or "").resolve(), tmp_path / file)
    ask = (
        "from pulumi_google_tuning.doors.shared.processes import engine; "
        "found = engine(); print(found and found.executable, found and found.folder)"
    )
    said = subprocess.run(
        [named, "-c", f"{sys.executable} -c '{ask}'; true"],
        executable=tmp_path / file,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.split() == [str(tmp_path / file), str(tmp_path)]


def test_no_engine_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose parents can't be seen has no engine, and that is no error."""
    monkeypatch.setattr(os, "getppid", lambda: 2**30)
    assert engine() is None


def test_what_has_ended_is_nothing() -> None:
    """A process that isn't there is none, and no error."""
    assert of_proc(2**30) is None
    assert of_ps(2**30) is None
