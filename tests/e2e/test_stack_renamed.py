"""A stack that is renamed, and a project of another name: what is trained stays."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.interruption import PROGRAM
from support.project import OK, Project


@both(native=False)
def test_a_renamed_stack_and_project_train_nothing(project: Project, emulator: Emulator) -> None:
    """`pulumi stack rename` takes state and configuration along, into another project too.

    The new name in Pulumi.yaml alone finds no stack, so it can't train either.
    """
    project.program(PROGRAM.format(answer="2", more=""))
    project.up()
    trained = {one["id"] for one in project.resources()}
    assert "Renamed test to prod" in project.run("stack", "rename", "prod", expect=OK).text
    assert "2 unchanged" in project.up("--expect-no-changes").text

    declared = project.folder / "Pulumi.yaml"
    text = declared.read_text()
    declared.write_text(text.replace("name: numbers", "name: figures"))
    lost = project.up("--stack", "prod", expect=None)
    assert "no stack named 'prod' found" in lost.text
    declared.write_text(text)
    project.run("stack", "rename", "organization/figures/prod", expect=OK)
    declared.write_text(text.replace("name: numbers", "name: figures"))
    project.run("stack", "select", "prod", expect=OK)
    assert "2 unchanged" in project.up("--expect-no-changes").text
    assert {model["name"] for model in emulator.models()} == trained
    assert len(emulator.trainings()) == 1
