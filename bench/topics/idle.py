"""Commands that have nothing to do, in each way, in turn with dynamic resources that do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from support.project import Project

from bench import programs
from bench.row import Row, middle
from bench.sizes import Sizes
from bench.watched import Used
from bench.world import PREVIEW, UP_ALONE, World, measured, world

FLOOR: Final = "do-nothing dynamic resources on the SDK's host"
_COMMANDS: Final = {
    "preview": PREVIEW,
    "up": UP_ALONE,
    "refresh": ("refresh", "--yes", "--skip-preview", "--suppress-progress"),
}
# From so many models on, less is repeated.
_LARGE: Final = 50


def measure(sizes: Sizes) -> Iterator[Row]:
    """Measure each command for each number of models."""
    for count in sizes.idle:
        large = count >= _LARGE
        commands = [name for name in _COMMANDS if not (large and name == "refresh")]
        rounds = sizes.rounds if large else sizes.short_rounds
        with world() as made:
            projects = _projects(made, count)
            for name in commands:
                yield from _rows(name, count, _in_turn(projects, name, rounds))


def _projects(made: World, count: int) -> dict[str, Project]:
    """Make a project a way, each with a state in which all is there."""
    projects = {way: made.project(f"way{n}") for n, way in enumerate((FLOOR, *programs.WAYS))}
    for way, project in projects.items():
        if way == FLOOR:
            programs.nothing(project, count)
        else:
            programs.models(project, way, count)
        measured(project, *UP_ALONE)
    return projects


def _in_turn(projects: dict[str, Project], name: str, rounds: int) -> dict[str, list[Used]]:
    found: dict[str, list[Used]] = {way: [] for way in projects}
    for _ in range(rounds):
        for way, project in projects.items():
            found[way].append(measured(project, *_COMMANDS[name]))
    return found


def _rows(name: str, count: int, found: dict[str, list[Used]]) -> Iterator[Row]:
    walls = {way: middle([used.wall for used in runs]) for way, runs in found.items()}
    cpus = {way: middle([used.cpu for used in runs]) for way, runs in found.items()}
    floor = {"what": FLOOR, "wallSeconds": walls[FLOOR], "cpuSeconds": cpus[FLOOR]}
    for way in programs.WAYS:
        yield {
            "name": f"{name}: {way}",
            "models": count,
            "rounds": len(found[way]),
            "wallSeconds": walls[way],
            "cpuSeconds": cpus[way],
            "pluginCpuSeconds": middle([used.plugin_cpu for used in found[way]]),
            "floor": floor,
            "ratio": _over_floor(found, way, lambda used: used.wall),
            "cpuRatio": _over_floor(found, way, lambda used: used.cpu),
        }


def _over_floor(found: dict[str, list[Used]], way: str, figure: Callable[[Used], float]) -> float:
    """Return the middle of each round's ratio: a machine's speed is another one a minute later."""
    rounds = zip(found[way], found[FLOOR], strict=True)
    return round(middle([figure(one) / figure(floor) for one, floor in rounds]), 2)
