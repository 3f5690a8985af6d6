"""The table of interrupted runs: an instant a row, an end a column, and one cell's whole story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.emulator import Emulator
from support.interruption import LONG, Interrupted, finish, settled
from support.project import RESOURCE_ERROR, Project
from support.trainings import KINDS, Trainings
from support.waiting import until


def held(emulator: Emulator, run: Interrupted) -> None:
    """Wait until a fault holds a request of the run."""
    until(lambda: any(f["waiting"] for f in emulator.faults()) or run.over, "a held request")
    assert not run.over, run.text


def answered(trainings: Trainings) -> list[Any]:
    """List the reads of what is trained that found it."""
    return [r for r in trainings.reads() if r["status"] == 200]


def training(trainings: Trainings, run: Interrupted) -> str:
    """Wait until a training was accepted and is polled; give its name."""
    until(lambda: len(answered(trainings)) >= max(1, trainings.early_reads) or run.over, "a poll")
    assert not run.over, run.text
    return trainings.accepted()[-1]


def reached_hold(trainings: Trainings, emulator: Emulator, run: Interrupted) -> None:
    """Be there when a request is held: by a fault of the instant's own."""
    del trainings
    held(emulator, run)


def mid_training(trainings: Trainings, emulator: Emulator, run: Interrupted) -> None:
    """Have half of the steps done, and the run see it."""
    trainings.stand_midway(training(trainings, run))
    emulator.forget_requests()
    until(lambda: len(trainings.reads()) > 1, "a poll of the progress")


def over_not_returned(trainings: Trainings, emulator: Emulator, run: Interrupted) -> None:
    """Have the training over, and the poll that would tell held."""
    name = training(trainings, run)
    emulator.fault(**trainings.poll, hold=True, count=-1)
    held(emulator, run)
    trainings.complete(name)


def returned_not_stored(trainings: Trainings, emulator: Emulator, run: Interrupted) -> None:
    """Have the plugin told, and the engine stopped, so that it can't take what is returned."""
    name = training(trainings, run)
    run.freeze_engine()
    # Held, so that the polls before it are all counted: after the one that finds it ready, there
    # may be no other.
    emulator.fault(**trainings.poll, hold=True, count=-1)
    until(lambda: any(fault["waiting"] for fault in emulator.faults()), "a held poll")
    polls = len(answered(trainings))
    trainings.complete(name)
    emulator.clear_faults()
    until(lambda: len(answered(trainings)) > polls, "the poll that finds it ready")


def let_trainings_end(trainings: Trainings, emulator: Emulator) -> None:
    """Take the faults back, and have every training over, also one that stands at a step."""
    emulator.clear_faults()
    emulator.finish()
    for name in trainings.unfinished():
        trainings.complete(name)


@dataclass(frozen=True)
class Instant:
    """An instant of a run: the faults that hold it open, and how to tell that it is reached."""

    reached: Callable[[Trainings, Emulator, Interrupted], None] = reached_hold
    faults: Callable[[Trainings], tuple[dict[str, Any], ...]] = lambda _: ()
    replaces: bool = False


INSTANTS = {
    "before the POST": Instant(faults=lambda of: ({**of.look_up, "hold": True, "drop": "before"},)),
    "POST sent, never arrives": Instant(
        faults=lambda of: ({**of.post, "hold": True, "drop": "before"},)
    ),
    "POST accepted, answer held": Instant(
        faults=lambda of: ({**of.post, "hold": True, "work": True},)
    ),
    "503 after the work": Instant(
        faults=lambda of: (
            {**of.post, "status": 503, "work": True},
            {**of.look_up, "hold": True, "after": of.looks, "drop": "before"},
        )
    ),
    "first poll": Instant(faults=lambda of: ({**of.poll, "hold": True, "after": of.early_reads},)),
    "mid-training": Instant(mid_training),
    "over, not returned": Instant(over_not_returned),
    "returned, not stored": Instant(returned_not_stored),
    "replaced, old one not deleted": Instant(
        faults=lambda of: ({**of.first_undo, "hold": True, "drop": "before"},), replaces=True
    ),
    "mid-delete": Instant(
        faults=lambda of: ({**of.last_undo, "hold": True, "work": True},), replaces=True
    ),
}
ENDS: dict[str, Callable[[Interrupted], None]] = {
    "kill engine": Interrupted.kill_engine,
    "kill plugin": Interrupted.kill_plugin,
    "kill both": Interrupted.kill_both,
    "Ctrl-C": Interrupted.interrupt,
    "Ctrl-C twice": Interrupted.interrupt_twice,
    "SIGTERM": Interrupted.terminate,
    "SIGTERM to all": Interrupted.terminate_all,
    "network gone": Interrupted.lose_network,
    "deadline": Interrupted.let_two_hours_pass,
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
# Where both are named, the instant is one in which they differ: a model has an id before it exists,
# and a job has none.
ESSENTIAL = {
    ("before the POST", "kill both"): {"job"},
    ("POST sent, never arrives", "network gone"): {"model"},
    ("POST accepted, answer held", "kill engine"): {"model", "job"},
    ("POST accepted, answer held", "Ctrl-C"): {"job"},
    ("503 after the work", "kill plugin"): {"model", "job"},
    ("first poll", "deadline"): {"model"},
    ("mid-training", "SIGTERM"): {"model"},
    ("mid-training", "SIGTERM to all"): {"job"},
    ("over, not returned", "Ctrl-C twice"): {"model"},
    ("returned, not stored", "kill engine"): {"job"},
    ("replaced, old one not deleted", "kill both"): {"model"},
    ("mid-delete", "kill plugin"): {"job"},
}
"""What `make test` runs of the table: the kinds of a cell; the rest is marked `thorough`."""
ESSENTIAL_NATIVE = {
    ("before the POST", "kill engine"): {"job"},
    ("POST sent, never arrives", "kill both"): {"model"},
    ("POST accepted, answer held", "kill both"): {"job"},
    ("503 after the work", "SIGTERM"): {"model"},
    ("first poll", "network gone"): {"job"},
    ("mid-training", "kill plugin"): {"model", "job"},
    ("mid-training", "SIGTERM to all"): {"model"},
    ("over, not returned", "deadline"): {"job"},
    ("returned, not stored", "kill engine"): {"model"},
    ("replaced, old one not deleted", "Ctrl-C"): {"job"},
    ("mid-delete", "Ctrl-C twice"): {"model"},
}
"""The same through the native door: each instant and each end is met once more, in other pairs."""
REAL = {
    ("POST sent, never arrives", "kill both"),
    ("mid-training", "kill plugin"),
    ("before the POST", "kill both"),
    ("POST accepted, answer held", "Ctrl-C"),
    ("503 after the work", "kill plugin"),
    ("mid-training", "SIGTERM to all"),
}
"""Cells whose interrupted run is no fork: one of each way to end processes."""
# It comes when the test lets two hours pass: no machine is too busy to reach the instant before.
DEADLINE = '\n    timeouts={"create": "1h"},'


# What runs one cell: of a kind, at an instant, with an end.
Cell = Callable[[str, str, str], None]


def one_training(
    project: Project,
    emulator: Emulator,
    start: Callable[..., Interrupted],
    kind: str,
    instant: str,
    end: str,
) -> None:
    """End a run at the instant and run `up` again: one training, one model and a true state."""
    at, of = INSTANTS[instant], KINDS[kind](emulator)
    more = DEADLINE if end == "deadline" else ""
    if at.replaces:
        of.write(project, "first", more)
        project.up()
    else:
        emulator.settings(trainingSeconds=LONG)
    for fault in at.faults(of):
        emulator.fault(**fault)
    of.write(project, "second", more)
    run = start(forked=(instant, end) not in REAL)
    at.reached(of, emulator, run)

    ENDS[end](run)
    if end == "network gone":
        let_trainings_end(of, emulator)  # nothing is lost: the very same run goes on to its end
    run.thaw_engine()
    code = run.wait(list_lags=end != "network gone")
    if end == "network gone":
        assert code == 0, run.text
    elif end == "deadline":
        assert code in RESOURCE_ERROR, run.text
        assert "The training continues. To keep waiting, run `pulumi up` again" in run.text
    let_trainings_end(of, emulator)

    assert "Traceback" not in finish(project, emulator).text
    settled(project, emulator, trainings=2 if at.replaces else 1, of=of)
