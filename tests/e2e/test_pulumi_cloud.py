"""The state in Pulumi Cloud: kept as a journal of steps, in an organisation, under a lease.

The service is a stand-in (tests/support/cloud.py); the CLI that talks to it is the real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from support.cloud import TEAM, Cloud
from support.emulator import Emulator
from support.interrupted_table import ESSENTIAL, Cell
from support.interruption import kill_while_it_trains
from support.other_backend import move
from support.project import OK, RESOURCE_ERROR, Project
from support.trainings import KINDS, Models

IN_TEAM = f"{TEAM}/numbers/test"
MOST = 1_000
MANY = f"""
for number in range({MOST}):
    tuning.TunedModelPermission(
        f"reader-{{number}}",
        tuned_model="tunedModels/numbers",
        grantee_type="USER",
        email_address=f"reader-{{number}}@example.com",
        role="READER",
    )
"""


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """Yield a service without stacks."""
    with closing(Cloud()) as running:
        yield running


@pytest.fixture
def moved(project: Project, cloud: Cloud) -> Project:
    """Return the project with its stack in the team's organisation, which isn't the user's own."""
    move(project, cloud.url, IN_TEAM, PULUMI_ACCESS_TOKEN="any")
    return project


def cells() -> list[Any]:
    """Return the essential cells of the table of interrupted runs; the other kind's are marked.

    Where the engine is killed, what the backend has is all that the next run knows; where it lives
    it ends the update itself, in any backend alike, and those cells are marked.
    """
    killed = {"kill engine", "kill both"}
    return [
        pytest.param(
            kind,
            instant,
            end,
            id=f"{kind}-{instant}-{end}",
            marks=() if end in killed and kind in kinds else (pytest.mark.thorough,),
        )
        for kind in KINDS
        for (instant, end), kinds in sorted(ESSENTIAL.items())
    ]


@pytest.mark.parametrize(("kind", "instant", "end"), cells())
@pytest.mark.usefixtures("moved")
def test_one_training(cell: Cell, kind: str, instant: str, end: str) -> None:
    """However a run ends, the next one finds its training, in whichever organisation it is."""
    cell(kind, instant, end)


def test_it_keeps_a_journal(moved: Project, cloud: Cloud, emulator: Emulator) -> None:
    """The state isn't sent whole with every step, and what is made of the steps is the state."""
    Models(emulator).write(moved, "2")
    moved.up()
    assert "PATCH journalentries" in cloud.asked
    assert not [call for call in cloud.asked if "checkpoint" in call]
    moved.preview("--refresh", "--expect-no-changes")
    moved.up("--refresh")
    (stored,) = moved.resources()
    assert [stored["id"]] == Models(emulator).accepted()
    moved.destroy()
    assert emulator.models() == []
    assert moved.resources() == []


@pytest.mark.parametrize(
    "options",
    [
        pytest.param("--stack", marks=pytest.mark.thorough),
        pytest.param("-ys", marks=pytest.mark.thorough),
        "--stack test -m=--stack=test --stack",
    ],
)
def test_the_stack_that_the_engine_was_told(
    project: Project, cloud: Cloud, emulator: Emulator, options: str
) -> None:
    """Of two stacks of one name, each in its organisation, a run reads the one it was told."""
    move(project, cloud.url, IN_TEAM, PULUMI_ACCESS_TOKEN="any")
    project.run("stack", "init", "test", expect=OK)  # the user's own, and selected from now on
    models = Models(emulator)
    models.write(project, "2")
    kill_while_it_trains(project, emulator)
    project.run("cancel", "--yes", expect=OK)
    emulator.finish()
    (own,) = models.accepted()

    emulator.settings(trainingSeconds=0.5)
    teams = project.up(*options.split(), IN_TEAM).text
    assert "takes up" not in teams
    assert len(models.accepted()) == 2
    assert f"resuming {own}, which an earlier run started" in project.up().text
    assert len(models.accepted()) == 2


@pytest.mark.thorough
def test_a_thousand_resources_in_an_organisation(moved: Project) -> None:
    """Pulumi's SDK stores a provider a level deeper for each; at some 960 Python's stack ended."""
    moved.program(MANY)
    planned = moved.preview().text
    assert "RecursionError" not in planned
    assert re.search(rf"\+ {MOST + 1} to create", planned)


def test_where_a_run_cant_see_its_own_state(project: Project, emulator: Emulator) -> None:
    """If the service shows nothing of a first run, its training is neither doubled nor guessed."""
    with closing(Cloud(shows_running=False)) as blind:
        move(project, blind.url, IN_TEAM, PULUMI_ACCESS_TOKEN="any")
        models = Models(emulator)
        models.write(project, "2")
        kill_while_it_trains(project, emulator)
        project.run("cancel", "--yes", IN_TEAM, expect=OK)
        emulator.finish()
        (name,) = models.accepted()
        refused = project.up(expect=RESOURCE_ERROR).text
        assert f"{name} already exists" in refused
        assert "To take it over, set adopt to true" in refused
        models.write(project, "2", "\n    adopt=True,")
        assert f"adopts {name}" in project.up().text
        assert models.accepted() == [name]
