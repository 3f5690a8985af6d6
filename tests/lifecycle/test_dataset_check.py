"""A large dataset in its check: told of on its row, ended by Ctrl-C, and not read twice."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from support.plugin import Failed
from support.waiting import in_background, until
from support.world import World

from pulumi_google_tuning.data.datasets.split import Split

pytestmark = pytest.mark.essential

LINE = json.dumps(
    {
        "contents": [
            {"role": "user", "parts": [{"text": "how far is it?"}]},
            {"role": "model", "parts": [{"text": "as far as " + "so " * 400}]},
        ]
    }
)
LARGE = 300_000_000
SHOWN = 17_000_000
"""Large enough for a row that tells how far its check is."""


def write(path: Path, size_bytes: int) -> None:
    """Write a file of rows, at least so large."""
    block = f"{LINE}\n" * 1000
    with path.open("w") as file:
        for _ in range(size_bytes // len(block) + 1):
            file.write(block)


def _working(parent: int) -> list[int]:
    """Return which children of a process check rows, and have read some of them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            read = int((folder / "io").read_text().split()[1])
            if int(told[1]) == parent and b"worker" in (folder / "cmdline").read_bytes():
                found += [int(folder.name)] * (read > SHOWN)
    return found


def test_ctrl_c_ends_a_check(world: World) -> None:
    """A cancel ends the check of a large file, of which the row tells how far it is.

    Nobody who waits for the end of such a check sees this sentence. Its second process ends too.
    """
    write(world.folder / "train.jsonl", LARGE)
    plugin = world.plugin("TuningDataset")
    news = {"source": "train.jsonl", "bucket": "my-data"}
    checking = in_background(plugin.check, "train", news)
    until(lambda: plugin.engine.said("checking 2 % ("), "a row that tells of the check")
    if Split().fits(LARGE) and Path("/proc/self/io").exists():
        working = until(
            lambda: checking.done() or _working(plugin.process.pid), "a process that checks rows"
        )
        assert working is not True, checking.result()
    plugin.cancel()
    with pytest.raises(Failed, match=r"train\.jsonl: interrupted while its rows were checked\."):
        checking.result()
    assert not _working(plugin.process.pid)
    assert not plugin.engine.said("checking 100 %")
    assert world.emulator.requests() == []


def test_what_the_state_has_is_not_checked_again(world: World) -> None:
    """The same content is digested and no more, also by a plugin that has never seen it."""
    file = world.folder / "train.jsonl"
    write(file, SHOWN)
    plugin = world.plugin("TuningDataset")
    news = {"source": "train.jsonl", "bucket": "my-data"}
    inputs, _ = plugin.check("train", news)
    assert plugin.engine.said("checking ")
    assert plugin.engine.lines[-1].message == "checked"
    object_id, outputs = plugin.create("train", inputs)
    assert "__" not in str(outputs)

    later = world.plugin("TuningDataset")
    assert later.check("train", news, inputs) == (inputs, [])
    assert later.engine.said("reading ")
    assert not later.engine.said("checking ")
    assert later.read("train", object_id, outputs, inputs) == (object_id, outputs, inputs)
    # An earlier version's state, which doesn't say by which rules its rows were good.
    source = {key: value for key, value in inputs["source"].items() if key != "__checked"}
    old = {**inputs, "source": source}
    change = later.diff("train", object_id, outputs, old, inputs)
    assert change.changes == change.DIFF_NONE
    assert later.check("train", news, old) == (inputs, [])
