"""Start-ups: the command line and the native plugin, in turn with a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench import rows
from bench.row import Row, middle, over
from bench.sizes import Sizes
from bench.watched import Used, Watched
from bench.world import command

_BIN: Final = Path(sys.prefix) / "bin"
_FLOORS: Final = {
    "Python that does nothing": "pass",
    "Python that imports grpc": "import grpc",
}


def measure(sizes: Sizes) -> Iterator[Row]:
    """Measure each start, the least dear first."""
    with tempfile.TemporaryDirectory() as folder:
        one_row = Path(folder) / "train.jsonl"
        rows.write(one_row, "plain", 1)
        found: dict[str, list[Used]] = {}
        for _ in range(sizes.rounds):
            for name, run in _runs(one_row).items():
                found.setdefault(name, []).append(run())
    walls = {name: middle([used.wall for used in runs]) for name, runs in found.items()}
    cpus = {name: middle([used.cpu for used in runs]) for name, runs in found.items()}
    bare, grpc = _FLOORS
    for name in (one for one in found if one not in _FLOORS):
        beside = grpc if name == _PLUGIN else bare
        yield {
            "name": name,
            "rounds": sizes.rounds,
            "wallSeconds": walls[name],
            "cpuSeconds": cpus[name],
            "floor": {"what": beside, "wallSeconds": walls[beside], "cpuSeconds": cpus[beside]},
            "ratio": over(walls[name], walls[beside]),
        }


def _runs(one_row: Path) -> dict[str, Callable[[], Used]]:
    tool = str(_BIN / "google-tuning")
    words = {
        **{name: (sys.executable, "-c", code) for name, code in _FLOORS.items()},
        "google-tuning --help": (tool, "--help"),
        "google-tuning models --help": (tool, "models", "--help"),
        "google-tuning --version": (tool, "--version"),
        "google-tuning validate, one row": (tool, "validate", str(one_row)),
    }
    runs = {name: _command(command_line) for name, command_line in words.items()}
    return {**runs, _PLUGIN: _plugin}


def _command(words: tuple[str, ...]) -> Callable[[], Used]:
    return lambda: command(*words)


def _plugin() -> Used:
    """Start the plugin, and end it once it has printed its port."""
    watched = Watched(
        lambda: subprocess.Popen(
            [str(_BIN / "pulumi-resource-google-tuning")],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
    )
    assert watched.says(r"^\d+\s")
    watched.process.kill()
    return watched.end()


_PLUGIN: Final = "native plugin, to its port"
