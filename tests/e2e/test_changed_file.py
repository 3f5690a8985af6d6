"""A data file that changes while the preview waits for its yes."""

from __future__ import annotations

import re

import pytest
from support.doors import DYNAMIC, NATIVE
from support.emulator import Emulator
from support.project import Project

PROGRAM = """
from pathlib import Path
tuning.TunedModel(
    "m0",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data="train.csv",
)
if pulumi.runtime.is_dry_run():
    # What somebody else does while the preview waits.
    import atexit
    atexit.register(lambda: Path("train.csv").write_text({changed!r}))
"""
ROWS = "text_input,output\n1,2\n"


# The native plugin has no parts: what the dynamic host has to be taught, its protocol has.
@pytest.mark.parametrize(("door", "part"), [(DYNAMIC, ""), (DYNAMIC, "preview"), (NATIVE, "")])
def test_what_was_approved_is_what_is_trained(
    project: Project, emulator: Emulator, door: str, part: str
) -> None:
    """The update of a preview that showed other data is refused with both digests.

    Without the part (a host where the engine can't be found) the file is trained on as it is,
    and the output says that this isn't noticed.
    """
    del door  # the project has it
    changed = ROWS + "3,4\n"
    (project.folder / "train.csv").write_text(ROWS)
    project.program(PROGRAM.format(changed=changed))
    run = project.run("up", "--yes", PULUMI_GOOGLE_TUNING_DISABLE=part)
    if part:
        assert run.code == 0, run.text
        assert "changes between preview and update is not noticed" in run.text
        return
    assert run.code != 0
    digests = re.findall(r"sha256 ([0-9a-f]{64}) then, ([0-9a-f]{64}) now", run.text)
    assert digests
    assert digests[0][0] != digests[0][1]
    assert emulator.trainings() == []
    project.up()
    assert len(emulator.trainings()) == 1
