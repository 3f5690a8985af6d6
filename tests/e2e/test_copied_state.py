"""A state that was copied into another backend: two stacks of one lineage, each with its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.doors import both
from support.emulator import Emulator
from support.interruption import kill_while_it_trains
from support.project import OK, Project
from support.trainings import Jobs, Models

COMMAND = str(Path(sys.executable).with_name("google-tuning"))
PROGRAM = """
tuning.TunedModel(
    "m0",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "2"], ["3", "4"]],
)
tuning.TuningJob(
    "j0",
    base_model="gemini-3.5-flash",
    supervised_tuning_spec={"training_dataset_uri": "gs://my-data/2.jsonl"},
)
"""


def orphans(project: Project, *words: str) -> str:
    """Run `google-tuning orphans` in the project's folder; give what it says."""
    done = subprocess.run(
        [COMMAND, "orphans", *words],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@both(native=False)
def test_what_a_copy_of_the_state_made_is_no_certain_orphan(
    project: Project, emulator: Emulator, tmp_path: Path
) -> None:
    """A model and a job that a copy replaced are kept by --yes, also once this stack goes on."""
    models, jobs = Models(emulator), Jobs(emulator)
    jobs.write(project, "2")  # its data
    project.program(PROGRAM)
    project.up()
    here = project.environment["PULUMI_BACKEND_URL"]
    shutil.copytree(tmp_path / "backend", tmp_path / "copy")
    project.environment["PULUMI_BACKEND_URL"] = here.replace("/backend?", "/copy?")
    project.run("stack", "select", "test", expect=OK)
    stored = project.resources("TunedModel") + project.resources("TuningJob")
    urns = [one["urn"] for one in stored]
    project.up(*(word for urn in urns for word in ("--replace", urn)))
    theirs = (models.accepted()[-1], jobs.accepted()[-1])
    project.environment["PULUMI_BACKEND_URL"] = here

    def kept(names: set[str]) -> None:
        listed = {one["name"]: one["orphan"] for one in json.loads(orphans(project, "--json"))}
        assert names <= set(listed), "what the copy has is in no state of this backend"
        for name in names:
            assert listed[name]["certainty"] == "stack or copy"
            assert "a copy of its state in another backend" in listed[name]["keepReason"]
        assert "None of these is certain" in orphans(project, "--delete", "--yes")
        assert theirs[0] in {one["name"] for one in emulator.models()}
        assert emulator.vertex()["counts"]["endpoints"]

    kept(set(theirs))
    # The model that the copy has deleted is trained again, and the copy's job is taken for ours.
    project.up("--refresh")
    kept({theirs[0]})
    copied = tmp_path / "copied.json"
    project.environment["PULUMI_BACKEND_URL"] = here.replace("/backend?", "/copy?")
    copied.write_text(json.dumps(project.export()))
    project.environment["PULUMI_BACKEND_URL"] = here
    given = ("--stack", "test", "--stack", str(copied))
    assert orphans(project, *given) == "No orphans found for 2 stacks.\n"


@pytest.mark.thorough
def test_an_interrupted_training_is_adopted_as_told(project: Project, emulator: Emulator) -> None:
    """Killed, other data, the first data again: each time it says what the next `up` does."""
    program = """
tuning.TunedModel(
    "m0",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[["1", "{}"], ["3", "4"]],
)
"""

    def reason() -> str:
        (listed,) = json.loads(orphans(project, "--json"))
        return str(listed["orphan"]["keepReason"])

    project.program(program.format("2"))
    kill_while_it_trains(project, emulator)
    emulator.settings(trainingSeconds=0)
    emulator.finish()
    assert reason().startswith("the next `pulumi up` of stack test adopts it, if base model, data")
    project.run("cancel", "--yes", expect=OK)
    project.program(program.format("5"))
    project.up()
    assert "m0 was trained again since. It is only adopted if m0 gets its former inputs" in reason()
    project.program(program.format("2"))
    project.up()
    assert len(emulator.trainings()) == 2
    assert json.loads(orphans(project, "--json")) == []
