"""A run keeps every row it has, and a topic that fails takes no other's rows with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import files, rows, run
from bench.opens import Opens
from bench.row import Row
from bench.sizes import QUICK, Sizes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bench reads /proc")

# A child that nobody waits for, and which goes on after its parent: so much processor time.
_ORPHAN = """
import subprocess, sys
from bench.watched import Watched
burn = "import time\\nwhile time.process_time() < 0.3: pass"
start = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {burn!r}])"
words = [sys.executable, "-c", start]
print(Watched(lambda: subprocess.Popen(words, start_new_session=True)).end().cpu)
"""


def _good(_: Sizes) -> Iterator[Row]:
    yield {"name": "good"}


def _bad(_: Sizes) -> Iterator[Row]:
    yield {"name": "first"}
    raise AssertionError("it trained twice")


def test_what_fails_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows before it are kept, those of the next topics come, each with the machine's load."""
    monkeypatch.setattr(run, "topic", {"bad": _bad, "good": _good}.get)
    found = run.measured(["bad", "good"], QUICK, tmp_path / "result.json")
    kept = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert kept["rows"] == json.loads(json.dumps(found))
    assert [row["name"] for row in found] == ["first", "failed", "good"]
    assert found[1]["error"] == "it trained twice"
    assert all({"before", "after", "others"} == set(row["load"]) for row in found)
    assert kept["targets"]


def test_what_outlives_its_parent_is_counted() -> None:
    """A plugin that the engine leaves behind used its processor seconds for the run as well."""
    done = subprocess.run(
        [sys.executable, "-c", _ORPHAN],
        cwd=Path(run.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) >= 0.3


def test_each_open_is_counted(tmp_path: Path) -> None:
    """Reading a file three times is three opens, whoever reads."""
    file = tmp_path / "rows.jsonl"
    file.write_text("{}\n")
    with Opens(file) as opens:
        for _ in range(3):
            file.read_text()
        assert opens.first.wait(60)
    assert (opens.count, opens.now) == (3, 0)


def test_one_row_changes(tmp_path: Path) -> None:
    """A changed file has the same size, and differs in one row."""
    file = tmp_path / "rows.jsonl"
    rows.write(file, "mix", 20_000)
    before = file.read_bytes().splitlines()
    files.change_a_row(file)
    after = file.read_bytes().splitlines()
    assert [len(line) for line in before] == [len(line) for line in after]
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_the_command_measures_a_topic(tmp_path: Path) -> None:
    """`python -m bench --quick` runs the real commands, prints the verdicts and keeps the rows."""
    result = tmp_path / "result.json"
    command = [sys.executable, "-m", "bench", "--quick", "--only", "start", "--result", str(result)]
    done = subprocess.run(
        command, cwd=Path(run.__file__).parents[1], capture_output=True, text=True, check=True
    )
    assert "not measured" in done.stdout
    names = [row["name"] for row in json.loads(result.read_text(encoding="utf-8"))["rows"]]
    assert "google-tuning --help" in names
    assert "native plugin, to its port" in names
