"""The native plugin where `pulumi stack export` fails: its lineage is known all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.doors import NATIVE
from support.emulator import Emulator
from support.interruption import finish, kill_while_it_trains, settled
from support.project import OK, RESOURCE_ERROR, VENV, Project
from support.trainings import KINDS

_BLIND = """#!/bin/sh
export PULUMI_BACKEND_URL=file:///where/nothing/is
exec {plugin} "$@"
"""


@pytest.fixture
def blind(project: Project) -> Callable[[], None]:
    """Return what makes the plugin one that can't read the state; again, one that can."""
    folder = project.folder / "tools"
    folder.mkdir()
    plugin = folder / "pulumi-resource-google-tuning"
    plugin.write_text(_BLIND.format(plugin=VENV / "bin" / plugin.name))
    plugin.chmod(0o755)
    project.enter(NATIVE)
    file = project.folder / "Pulumi.yaml"
    declared = file.read_text()
    (seeing,) = [line.split(": ", 1)[1] for line in declared.splitlines() if "path:" in line]

    def change() -> None:
        now = file.read_text()
        blind = str(folder) in now
        file.write_text(declared if blind else declared.replace(seeing, str(folder)))

    return change


@pytest.mark.parametrize("kind", ["model", pytest.param("job", marks=pytest.mark.thorough)])
def test_only_what_is_found_stops(
    project: Project, emulator: Emulator, blind: Callable[[], None], kind: str
) -> None:
    """What isn't there is trained, and found again by the next run; what is there stops a create.

    It may be in the state. Once that can be read it is taken up: one training.
    """
    of = KINDS[kind](emulator)
    of.write(project, "2")
    blind()
    kill_while_it_trains(project, emulator, of=of)
    project.run("cancel", "--yes", expect=OK)
    for name in of.unfinished():
        of.complete(name)
    refused = project.up(expect=RESOURCE_ERROR).text
    assert "this stack's state can't be read" in refused
    assert "Traceback" not in refused
    assert len(of.accepted()) == 1
    blind()
    assert "which an earlier run started" in finish(project, emulator).text
    settled(project, emulator, trainings=1, of=of)
    blind()
    project.up("--expect-no-changes")
    # What the state has is never taken for what replaces it.
    (stored,) = project.resources(of.type_name)
    project.up("--replace", stored["urn"], expect=RESOURCE_ERROR)
    blind()
    settled(project, emulator, trainings=1, of=of)
