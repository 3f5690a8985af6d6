"""Every way a run ends, at every instant: the next `up` ends with one training and one model.

The table has an instant a row and an end a column. `make test` runs the essential cells, so that
each instant and each end is met; `FULL_MATRIX=1` runs all. The judge is the
emulator's list of every training that it ever accepted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from support.emulator import Emulator
from support.interruption import (
    LONG,
    MODEL,
    PROGRAM,
    Interrupted,
    finish,
    settled,
    until,
)
from support.project import RESOURCE_ERROR, Project

# The look-up before the POST, and the read right after it, come before the first poll.
LOOK_UP, BEFORE_FIRST_POLL = 0, 2
GET = {"method": "GET", "path": MODEL, "hold": True}
POST = {"method": "POST", "path": "/tunedModels$"}
DELETE = {"method": "DELETE", "path": MODEL, "hold": True}


def held(emulator: Emulator, run: Interrupted) -> None:
    """Wait until a fault holds a request of the run."""
    until(lambda: any(f["waiting"] for f in emulator.faults()) or run.over, "a held request")
    assert not run.over, run.text


def answered(emulator: Emulator) -> list[Any]:
    """List the reads of a model that found it."""
    return [r for r in emulator.requests("GET", "/tunedModels/m0-") if r["status"] == 200]


def training(emulator: Emulator, run: Interrupted) -> str:
    """Wait until a training was accepted and its model polled; give its name."""
    until(lambda: len(answered(emulator)) > 1 or run.over, "a poll")
    assert not run.over, run.text
    return str(emulator.trainings()[-1]["model"])


def mid_training(emulator: Emulator, run: Interrupted) -> None:
    """Have half of the steps done, and the run see it."""
    emulator.progress(training(emulator, run), 10)
    emulator.forget_requests()
    until(lambda: len(emulator.requests("GET", "/tunedModels/m0-")) > 1, "a poll of the progress")


def over_not_returned(emulator: Emulator, run: Interrupted) -> None:
    """Have the training over, and the poll that would tell held."""
    name = training(emulator, run)
    emulator.fault(**GET, count=-1)
    held(emulator, run)
    emulator.complete(name)


def returned_not_stored(emulator: Emulator, run: Interrupted) -> None:
    """Have the plugin told, and the engine stopped, so that it can't take what is returned."""
    name = training(emulator, run)
    run.freeze_engine()
    emulator.complete(name)
    emulator.forget_requests()
    until(lambda: answered(emulator), "the poll that finds it ready")


def let_trainings_end(emulator: Emulator) -> None:
    """Take the faults back, and have every training over, also one that stands at a step."""
    emulator.clear_faults()
    emulator.finish()
    for model in emulator.models():
        if model["state"] == "CREATING":
            emulator.complete(model["name"])


@dataclass(frozen=True)
class Instant:
    """An instant of a run: the faults that hold it open, and how to tell that it is reached."""

    reached: Callable[[Emulator, Interrupted], None]
    faults: tuple[dict[str, Any], ...] = ()
    replaces: bool = False


INSTANTS = {
    "before the POST": Instant(held, ({**GET, "after": LOOK_UP, "drop": "before"},)),
    "POST sent, never arrives": Instant(held, ({**POST, "hold": True, "drop": "before"},)),
    "POST accepted, answer held": Instant(held, ({**POST, "hold": True, "work": True},)),
    "503 after the work": Instant(
        held, ({**POST, "status": 503, "work": True}, {**GET, "after": 1, "drop": "before"})
    ),
    "first poll": Instant(held, ({**GET, "after": BEFORE_FIRST_POLL},)),
    "mid-training": Instant(mid_training),
    "over, not returned": Instant(over_not_returned),
    "returned, not stored": Instant(returned_not_stored),
    "replaced, old one not deleted": Instant(held, ({**DELETE, "drop": "before"},), replaces=True),
    "mid-delete": Instant(held, ({**DELETE, "work": True},), replaces=True),
}
ENDS: dict[str, Callable[[Interrupted], None]] = {
    "kill engine": Interrupted.kill_engine,
    "kill plugin": Interrupted.kill_plugin,
    "kill both": Interrupted.kill_both,
    "Ctrl-C": Interrupted.interrupt,
    "Ctrl-C twice": Interrupted.interrupt_twice,
    "SIGTERM": Interrupted.terminate,
    "network gone": Interrupted.lose_network,
    "deadline": lambda run: None,
}
_NOT_WAITING = "timeouts.create ends the wait for a training, and nothing is waited for here"
LEFT_OUT = {
    ("before the POST", "deadline"): _NOT_WAITING,
    ("POST sent, never arrives", "deadline"): _NOT_WAITING,
    ("POST accepted, answer held", "deadline"): _NOT_WAITING,
    ("503 after the work", "deadline"): _NOT_WAITING,
    ("returned, not stored", "deadline"): "the wait is over",
    ("replaced, old one not deleted", "deadline"): "the create is over",
    ("mid-delete", "deadline"): "the create is over",
}
ESSENTIAL = {
    ("before the POST", "kill both"),
    ("POST sent, never arrives", "network gone"),
    ("POST accepted, answer held", "kill engine"),
    ("POST accepted, answer held", "Ctrl-C"),
    ("503 after the work", "kill plugin"),
    ("first poll", "deadline"),
    ("mid-training", "SIGTERM"),
    ("over, not returned", "Ctrl-C twice"),
    ("returned, not stored", "kill engine"),
    ("replaced, old one not deleted", "kill both"),
    ("mid-delete", "kill plugin"),
}
# Long enough to reach the instant on a busy machine; a deadline that comes sooner is one as well.
DEADLINE = '\n    timeouts={"create": "4s"},'


def cells() -> list[Any]:
    """Give every cell that makes sense; those that aren't essential are marked."""
    return [
        pytest.param(
            *cell,
            id="-".join(cell),
            marks=() if cell in ESSENTIAL else (pytest.mark.matrix_full,),
        )
        for cell in itertools.product(INSTANTS, ENDS)
        if cell not in LEFT_OUT
    ]


@pytest.fixture
def start(project: Project, emulator: Emulator) -> Iterator[Callable[[], Interrupted]]:
    """Give a function that starts an `up`; what it started ends with the test."""
    started: list[Interrupted] = []

    def up() -> Interrupted:
        started.append(Interrupted(project, emulator))
        return started[-1]

    yield up
    for run in started:
        run.cleanup()


def test_the_table_is_whole() -> None:
    """Every instant and every end is met in `make test`, and none is misspelt."""
    everything = {(instant, end) for instant in INSTANTS for end in ENDS}
    assert everything >= ESSENTIAL | set(LEFT_OUT)
    assert not ESSENTIAL & set(LEFT_OUT)
    for place, names in enumerate((INSTANTS, ENDS)):
        for name in names:
            assert sum(cell[place] == name for cell in ESSENTIAL) >= 1, name


@pytest.mark.parametrize(("instant", "end"), cells())
def test_one_training(
    project: Project,
    emulator: Emulator,
    start: Callable[[], Interrupted],
    instant: str,
    end: str,
) -> None:
    """However the run ends, the next one ends with one training, one model and a true state."""
    at = INSTANTS[instant]
    more = DEADLINE if end == "deadline" else ""
    if at.replaces:
        project.program(PROGRAM.format(answer="first", more=more))
        project.up()
    else:
        emulator.settings(trainingSeconds=LONG)
    for fault in at.faults:
        emulator.fault(**fault)
    project.program(PROGRAM.format(answer="second", more=more))
    run = start()
    at.reached(emulator, run)

    ENDS[end](run)
    if end == "network gone":
        let_trainings_end(emulator)  # nothing is lost: the very same run goes on to its end
    run.thaw_engine()
    code = run.wait()
    if end == "network gone":
        assert code == 0, run.text
    elif end == "deadline":
        assert code in RESOURCE_ERROR, run.text
        assert "it goes on: run `pulumi up` again to keep waiting" in run.text
    let_trainings_end(emulator)

    assert "Traceback" not in finish(project).text
    settled(project, emulator, trainings=2 if at.replaces else 1)


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
    assert run.wait() in RESOURCE_ERROR
    said = f"{name}: still training at 50 % after 4 s; it goes on: run `pulumi up` again"
    assert said in run.text
    assert "pulumi_google_tuning/" not in run.text, "a frame of the provider's own"
    (stored,) = project.resources()
    assert stored["id"] == name
    assert said in stored["initErrors"][0]
    assert stored["outputs"]["completedSteps"] == 10

    again = start()
    # It is polled in vain: nothing is sent but reads.
    emulator.forget_requests()
    until(lambda: len(answered(emulator)) > 1 or again.over, "a poll")
    assert not again.over, again.text
    emulator.complete(name)
    assert again.wait() == 0, again.text
    assert {request["method"] for request in emulator.requests()} == {"GET"}
    settled(project, emulator, trainings=1)


def test_ctrl_c_saves_what_there_is(
    project: Project, emulator: Emulator, start: Callable[[], Interrupted]
) -> None:
    """Ctrl-C ends a poll that isn't answered as well, with the model in the state."""
    emulator.settings(trainingSeconds=LONG)
    emulator.fault(**GET, after=BEFORE_FIRST_POLL, count=-1)
    project.program(PROGRAM.format(answer="2", more=""))
    run = start()
    held(emulator, run)
    run.interrupt()
    assert run.wait() != 0
    name = emulator.trainings()[0]["model"]
    said = f"{name}: interrupted while it trains (0 %); it goes on: run `pulumi up` again"
    assert said in run.text
    assert [stored["id"] for stored in project.resources()] == [name]
