"""A training's loss curve: the snapshots that Google has, and the columns that a state has.

A state has columns, since each write, read and comparison of it carries all models' curves and
costs the engine something for every value in it: docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.outputs import evenly

_COLUMNS: Final = ResourceSchema.load("tuned_model").fields["lossCurve"].schema["properties"]
MAX_POINTS: Final[int] = _COLUMNS["steps"]["maxItems"]
"""Of a state."""


def columns(obj: Mapping[str, Any]) -> Json:
    """Return steps, epochs and mean losses of at most 25 points.

    Without a point the lists are empty: a program that reads one would fail where there is none. A
    snapshot without a step or a loss (NaN, say) is none. Points are picked as Google wrote them
    and only then looked into: a curve may have 25,000.
    """
    taken = _objects(obj)
    picked = [_point(one) for one in evenly(taken, MAX_POINTS)]
    points = [point for point in picked if point]
    if len(points) < len(picked):
        points = evenly([point for point in map(_point, taken) if point], MAX_POINTS)
    steps, epochs, losses = zip(*points, strict=True) if points else ((), (), ())
    return {"steps": [*steps], "epochs": [*epochs], "meanLosses": [*losses]}


def _point(snapshot: Mapping[str, Any]) -> tuple[int, int, int | float] | None:
    """Return step, epoch and mean loss. Proto3's JSON leaves out the first epoch, which is 0."""
    step, loss = tolerant.whole(snapshot.get("step")), tolerant.number(snapshot.get("meanLoss"))
    if step is None or loss is None:
        return None
    return step, tolerant.whole(snapshot.get("epoch")) or 0, loss


def snapshots(obj: Mapping[str, Any], most: int | None = None) -> list[Json]:
    """Return Google's snapshots of a training, all or at most so many, evenly spaced.

    What in them isn't of its type is left out. Proto3's JSON has no epoch of 0, the first.
    """
    taken = _objects(obj)
    schema = load_schema("functions.json")["$defs"]["Snapshot"]
    fitting = (tolerant.fitting(schema, one) for one in (evenly(taken, most) if most else taken))
    return [{"epoch": 0, **one} for one in fitting]


def last_snapshot(obj: Mapping[str, Any]) -> Json | None:
    """Return step and mean loss of the last snapshot, as far as they are numbers; None without one.

    The others aren't looked into.
    """
    last = tolerant.last_mapping(_taken(obj))
    if last is None:
        return None
    found = {
        "step": tolerant.whole(last.get("step")),
        "meanLoss": tolerant.number(last.get("meanLoss")),
    }
    return {name: value for name, value in found.items() if value is not None}


def diverged(obj: Mapping[str, Any]) -> bool:
    """Return whether the last loss is none: `NaN`, as proto3's JSON writes it, or infinite.

    A loss that is not a number is left out of the outputs: Pulumi's protocol has no JSON for it,
    and who computes with a loss expects one.
    """
    last = tolerant.last_mapping(_taken(obj))
    return last is not None and tolerant.is_no_number(last.get("meanLoss"))


def _objects(obj: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in _taken(obj) if isinstance(one, Mapping)]


def _taken(obj: Mapping[str, Any]) -> Sequence[Any]:
    found = tolerant.at(obj, "tuningTask", "snapshots")
    return found if isinstance(found, list) else ()
