"""Tuning jobs of Vertex AI: from data to endpoints, then nothing to do, then destroyed.

The floor is the training's time, and for what has nothing to do as many do-nothing resources.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from support.vertex import Vertex, rows

from bench import programs
from bench.row import Row, over
from bench.sizes import Sizes
from bench.topics.idle import FLOOR
from bench.watched import Used
from bench.world import PREVIEW, UP_ALONE, measured, state_bytes, world

_IDLE: Final = {
    "preview": PREVIEW,
    "up": (*UP_ALONE, "--expect-no-changes"),
    "up --refresh": (*UP_ALONE, "--refresh", "--expect-no-changes"),
}


def measure(sizes: Sizes) -> Iterator[Row]:
    """Train jobs in each way; the judge is the emulator's list of all that it ever accepted."""
    floors = _floors(sizes.jobs)
    for way in programs.WAYS:
        yield from _rows(way, sizes, floors)


def _rows(way: str, sizes: Sizes, floors: dict[str, Used]) -> Iterator[Row]:
    count, seconds = sizes.jobs, sizes.training_seconds
    with world(seconds) as made:
        vertex, emulator = Vertex(made.emulator), made.emulator
        project = made.project()
        (project.folder / "train.jsonl").write_text(rows())
        programs.jobs(project, way, count)
        used = measured(project, *UP_ALONE)
        lists = [r for r in emulator.requests("GET") if r["path"].endswith("/tuningJobs")]
        reads = emulator.requests("GET", "/tuningJobs/")
        assert len(vertex.jobs()) == vertex.counts()["models"] == count
        yield {
            "name": f"up, trains: {way}",
            "jobs": count,
            "trainingSeconds": seconds,
            **used.row(),
            "lists": len(lists),
            "reads": len(reads),
            "stateBytes": state_bytes(project, "TuningJob"),
            "floor": {"what": "the training's time", "wallSeconds": seconds},
            "ratio": over(used.wall, seconds),
        }
        for name, words in _IDLE.items():
            emulator.forget_requests()
            used, floor = measured(project, *words), floors[name]
            yield {
                "name": f"{name}, nothing to do: {way}",
                "jobs": count,
                **used.row(),
                "requests": len(emulator.requests()),
                "floor": {
                    "what": FLOOR,
                    "wallSeconds": round(floor.wall, 2),
                    "cpuSeconds": round(floor.cpu, 2),
                },
                "ratio": over(used.wall, floor.wall),
                "cpuRatio": over(used.cpu, floor.cpu),
            }
        used = measured(project, "destroy", "--yes", "--skip-preview", "--suppress-progress")
        assert vertex.nothing_left()
        yield {"name": f"destroy: {way}", "jobs": count, **used.row()}


def _floors(count: int) -> dict[str, Used]:
    with world() as made:
        project = made.project()
        programs.nothing(project, count + 1)
        measured(project, *UP_ALONE)
        return {name: measured(project, *words) for name, words in _IDLE.items()}
