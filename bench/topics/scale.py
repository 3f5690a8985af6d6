"""N models of the same training time, and what is done today: wall time, requests, memory, no-op.

The floor is the training itself, and what the engine costs alone with as many resources that have
as much state and nothing to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.cloud import Cloud
from support.other_backend import move
from support.project import Project

from bench import programs
from bench.row import Row
from bench.sizes import Sizes
from bench.world import UP_ALONE, World, command, measured, state_bytes, world

# The request stays: without urns, equal models could not be told apart.
_STOCK: Final = "workers,partial,progress,cancel,preview,engine"
_CLIENT: Final = Path(__file__).resolve().parents[1] / "google_client.py"
# A way that doesn't wait in parallel takes minutes from so many models on.
_SLOW_FROM: Final = 50
_MANY: Final = "train.jsonl"


@dataclass(frozen=True)
class Way:
    """One way to train N models."""

    name: str
    run: Callable[[World, int], Row]
    slow_from: int | None = None
    trains: bool = True


def measure(sizes: Sizes) -> Iterator[Row]:
    """Train each number of models in each way."""
    for count in sizes.models:
        for way in WAYS:
            slow = way.slow_from is not None and count >= way.slow_from
            if not slow and (sizes.slow_ways or way.slow_from is None):
                yield _of(way, count, sizes.training_seconds)


def measure_many_rows(sizes: Sizes) -> Iterator[Row]:
    """Train many models on many rows of one file, with either kind of backend."""
    count, seconds = sizes.many_models, sizes.training_seconds
    for backend in ("folder", "journal"):
        with world(seconds) as made:
            project = made.project()
            (project.folder / _MANY).write_text(pairs(sizes.many_rows))
            row = _trained(made, project, count, backend=backend, file=_MANY)
        yield _row(f"state in a {backend}", count, seconds, {"rows": sizes.many_rows, **row})
    with world() as made:
        yield {"name": "engine alone, in a folder", "models": count} | _nothing(made, count)


def pairs(count: int) -> str:
    """Return so many different examples, as JSON Lines."""
    return "".join(
        f'{{"text_input": "the number {n}", "output": "the number {n + 1}"}}\n'
        for n in range(count)
    )


def _of(way: Way, count: int, seconds: float) -> Row:
    with world(seconds) as made:
        row = way.run(made, count)
        assert len(made.emulator.trainings()) == (count if way.trains else 0)
    return _row(way.name, count, seconds, row)


def _row(name: str, count: int, seconds: float, row: Row) -> Row:
    floor = {"what": "the training's time", "wallSeconds": seconds}
    ratio = round(row["wallSeconds"] / seconds, 2)
    sized = {"name": name, "models": count, "trainingSeconds": seconds}
    return {**sized, **row, "floor": floor, "ratio": ratio}


def _trained(
    made: World,
    project: Project,
    count: int,
    *,
    backend: str = "folder",
    disable: str = "",
    file: str | None = None,
) -> Row:
    """Train, then converge and preview where there is nothing to do."""
    with closing(Cloud()) as cloud:
        if backend == "journal":  # as with Pulumi Cloud: the engine sends what a step did
            move(project, cloud.url, PULUMI_ACCESS_TOKEN="any")
        project.environment["PULUMI_GOOGLE_TUNING_DISABLE"] = disable
        programs.models(project, programs.DYNAMIC, count, file)
        used = measured(project, *UP_ALONE)
        polls = [r for r in made.emulator.requests("GET") if r["path"].endswith("/tunedModels")]
        again = measured(project, *UP_ALONE, "--expect-no-changes")
        trained = project.resources("TunedModel")
        return {
            **used.row(),
            "points": len((trained[0]["outputs"].get("lossCurve") or {}).get("steps", ())),
            "lists": len(polls),
            "noChangeUpSeconds": round(again.wall, 2),
            "noChangeUpCpuSeconds": round(again.cpu, 2),
            "stateBytes": max(len(json.dumps(one)) for one in trained),
        }


def _folder(made: World, count: int) -> Row:
    return _trained(made, made.project(), count)


def _journal(made: World, count: int) -> Row:
    return _trained(made, made.project(), count, backend="journal")


def _stock(made: World, count: int) -> Row:
    return _trained(made, made.project(), count, disable=_STOCK)


def _nothing(made: World, count: int) -> Row:
    project = made.project()
    programs.nothing(project, count)
    used = measured(project, *UP_ALONE)
    again = measured(project, *UP_ALONE, "--expect-no-changes")
    row = {name: value for name, value in used.row().items() if not name.startswith("plugin")}
    return {
        **row,
        "noChangeUpSeconds": round(again.wall, 2),
        "noChangeUpCpuSeconds": round(again.cpu, 2),
        "stateBytes": state_bytes(project, "Resource"),
    }


def _client(made: World, count: int) -> Row:
    used = command(sys.executable, str(_CLIENT), made.emulator.url, str(count))
    reads = len(made.emulator.requests("GET"))
    row = {"wallSeconds": round(used.wall, 2), "cpuSeconds": round(used.cpu, 2)}
    return {**row, "reads": reads}


WAYS: Final = (
    Way("state in a folder", _folder),
    Way("state in a journal", _journal),
    Way("the stock dynamic host", _stock, slow_from=_SLOW_FROM),
    Way("engine alone, in a folder", _nothing, trains=False),
    Way("Google's client, a thread each", _client),
)
