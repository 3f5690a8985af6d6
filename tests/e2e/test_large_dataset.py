"""A large dataset with the real CLI: its rows are checked once, whoever asks how often."""

from __future__ import annotations

import json

from support.doors import both
from support.emulator import Emulator
from support.project import OK, Project

PROGRAM = """
tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
tuning.TuningDataset("same", source="train.jsonl", bucket="other-data")
"""
CHECKING, READING = "checking ", "reading "
UPDATE = "Updating (test)"
SHOWN = 17_000_000
"""Of a file of so many bytes the row tells what is done with it."""


@both(native=False)
def test_rows_are_checked_once(project: Project, emulator: Emulator, door: str) -> None:
    """The preview of an `up` checks a new file, for two datasets; its update, and the next, none.

    What the first run has found good is in the state, and what a preview has in the folder that
    its update shares.
    """
    del door  # the project has it
    turns = [("user", "which?"), ("model", "x" * 900)]
    row = {"contents": [{"role": who, "parts": [{"text": said}]} for who, said in turns]}
    line = f"{json.dumps(row)}\n"
    (project.folder / "train.jsonl").write_text(line * (SHOWN // len(line) + 1))
    project.program(PROGRAM)
    preview, update = project.run("up", "--yes", expect=OK).text.split(UPDATE)
    assert len({line.split()[1] for line in preview.splitlines() if CHECKING in line}) == 1
    assert READING in preview, "the second dataset's"
    assert CHECKING not in update
    assert READING in update
    assert emulator.uploads() == 2

    again = project.preview("--expect-no-changes").text
    assert CHECKING not in again
    assert READING in again
