"""Every way a run ends, at every instant: the next `up` ends with one training and one model.

The table has an instant a row and an end a column, once for models and once for jobs, and all of it
once for each door. `make test` runs the essential cells, in which each instant and each end is met,
by models and jobs in turn; `make test-all` runs all of it. The judge is the emulator's list
of every training that it ever accepted.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from support.doors import DOORS, DYNAMIC, both
from support.emulator import Emulator
from support.interrupted_table import (
    DEADLINE,
    ENDS,
    ESSENTIAL,
    ESSENTIAL_NATIVE,
    INSTANTS,
    LEFT_OUT,
    Cell,
    answered,
    held,
    training,
)
from support.interruption import LONG, PROGRAM, Interrupted, settled
from support.project import RESOURCE_ERROR, Project
from support.trainings import KINDS, Models
from support.waiting import until

OPTION = """
    opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1h")),"""
GET = {**Models.poll, "hold": True}


def cells() -> list[Any]:
    """Return every cell that makes sense; those beside the essential ones are marked."""
    return [
        pytest.param(
            door,
            kind,
            instant,
            end,
            id=_name(door, kind, instant, end),
            marks=() if kind in _essential(door).get((instant, end), ()) else pytest.mark.thorough,
        )
        for door, kind, instant, end in itertools.product(DOORS, KINDS, INSTANTS, ENDS)
        if (instant, end) not in LEFT_OUT
    ]


def _essential(door: str) -> dict[tuple[str, str], set[str]]:
    return ESSENTIAL if door == DYNAMIC else ESSENTIAL_NATIVE


def _name(door: str, kind: str, *cell: str) -> str:
    """Return a cell's name, a model's as it was before there were jobs, and another door."""
    more = [door] if door != DYNAMIC else []
    return "-".join([*more, *([kind] if kind != "model" else []), *cell])


@pytest.mark.parametrize("essential", [ESSENTIAL, ESSENTIAL_NATIVE], ids=DOORS)
def test_the_table_is_whole(essential: dict[tuple[str, str], set[str]]) -> None:
    """Every instant and every end is met by the essential cells, and none is misspelt."""
    everything = {(instant, end) for instant in INSTANTS for end in ENDS}
    assert everything >= set(essential) | set(LEFT_OUT)
    assert not set(essential) & set(LEFT_OUT)
    assert all(kinds and kinds <= set(KINDS) for kinds in essential.values())
    for place, names in enumerate((INSTANTS, ENDS)):
        for name in names:
            assert sum(cell[place] == name for cell in essential) >= 1, name


@pytest.mark.parametrize(("door", "kind", "instant", "end"), cells())
def test_one_training(cell: Cell, door: str, kind: str, instant: str, end: str) -> None:
    """However the run ends, the next one ends with one training, one model and a true state."""
    del door  # the project has it
    cell(kind, instant, end)


@both()
def test_a_deadline_says_how_far_it_is(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """A deadline ends with a sentence and the model in the state; the next up waits on for it."""
    emulator.settings(trainingSeconds=LONG)
    project.program(PROGRAM.format(answer="2", more=DEADLINE))
    run = start()
    until(lambda: emulator.trainings() or run.over, "the training")
    name = emulator.trainings()[0]["model"]
    emulator.progress(name, 10)
    until(lambda: "50%" in run.text or run.over, "a row that says how far it is")
    run.let_two_hours_pass()
    assert run.wait() in RESOURCE_ERROR
    sentence = (
        rf"{name}: still training at 50 % after 2 h.*\. The training continues\..*`pulumi up`"
    )
    (said, *_) = re.findall(sentence, run.text)
    assert "pulumi_google_tuning/" not in run.text, "a frame of the provider's own"
    (stored,) = project.resources()
    assert stored["id"] == name
    assert said in stored["initErrors"][0]
    assert stored["outputs"]["completedSteps"] == 10

    again = start()
    # It is polled in vain: nothing is sent but reads.
    emulator.forget_requests()
    until(lambda: len(answered(Models(emulator))) > 1 or again.over, "a poll")
    assert not again.over, again.text
    emulator.complete(name)
    assert again.wait() == 0, again.text
    assert {request["method"] for request in emulator.requests()} == {"GET"}
    settled(project, emulator, trainings=1)


@both()
def test_a_deadline_of_the_options(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """`customTimeouts` ends the wait; a refresh forgets nothing of it, and the next up waits on."""
    emulator.settings(trainingSeconds=LONG)
    project.program(PROGRAM.format(answer="2", more=OPTION))
    run = start()
    training(Models(emulator), run)
    run.let_two_hours_pass()
    assert run.wait() in RESOURCE_ERROR
    assert "after 2 h" in run.text
    assert "The training continues. To keep waiting, run `pulumi up` again" in run.text
    project.run("refresh", "--yes", "--skip-preview")
    (stored,) = project.resources()
    assert stored["initErrors"]
    emulator.finish()
    project.up()
    settled(project, emulator, trainings=1)


@both(native=False)
def test_ctrl_c_saves_what_there_is(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """Ctrl-C ends a poll that isn't answered as well, with the model in the state."""
    emulator.settings(trainingSeconds=LONG)
    emulator.fault(**GET, after=Models.early_reads, count=-1)
    project.program(PROGRAM.format(answer="2", more=""))
    run = start()
    held(emulator, run)
    run.interrupt()
    assert run.wait() != 0
    name = emulator.trainings()[0]["model"]
    said = f"{name}: interrupted while it trains (0 %). The training continues. To keep waiting, "
    assert said in run.text
    assert [stored["id"] for stored in project.resources()] == [name]
