"""The loss curve of a long training: a state has a few points of it, Google has them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.cli.report.metrics import evenly
from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.cli.report.values import items, mapping, number, text
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.lifecycle.held import may_be_same_instant
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model.loss_curve import MAX_POINTS, snapshots

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


@dataclass(frozen=True)
class LongCurve:
    """A tuned model whose curve the state has thinned to some `points`, up to `last_step`."""

    name: str
    created: str | None
    api_version: str | None
    points: int
    last_step: float

    def read(self, session: Session, end: float) -> tuple[Curve, ...]:
        """Read the curve, at most 200 points of it; raises ValueError where there is none.

        It ends where the state's does: all of a page is of one moment.
        """
        if time_limit.monotonic() > end:
            raise ValueError("the report took too long")
        found = TunedModelKind().get(session, self.name, {"apiVersion": self.api_version})
        if found is None:
            raise ValueError("Google no longer has the model")
        if not may_be_same_instant(self.created, found.get("createTime")):
            raise ValueError("somebody created another model under its name")
        whole = _of_google(snapshots(found))
        if whole is None:
            raise ValueError("Google shows no snapshots")
        points = [point for point in whole.points if point[0] <= self.last_step]
        return (Curve(whole.name, evenly(points)),)

    def without(self, why: str) -> str:
        """Return the sentence that says why there are so few points."""
        return f"The loss curve has the {self.points} points of the state: {why}"


def stored(values: Mapping[str, Any]) -> Curve | None:
    """Return the curve that a state has, a few points of a long one; None where it has none."""
    columns = mapping(values.get("lossCurve"))
    read = zip(items(columns.get("steps")), items(columns.get("meanLosses")), strict=False)
    return _curve((number(step), number(loss)) for step, loss in read)


def _of_google(found: Iterable[Mapping[str, Any]]) -> Curve | None:
    """Return the loss by step of Google's snapshots; None where none has both."""
    return _curve((number(one.get("step")), number(one.get("meanLoss"))) for one in found)


def _curve(read: Iterable[tuple[float | None, float | None]]) -> Curve | None:
    points = [(step, loss) for step, loss in read if step is not None and loss is not None]
    return Curve("loss", tuple(sorted(points))) if points else None


def thinned(values: Mapping[str, Any], name: str) -> LongCurve | None:
    """Return what to ask for, where a state's curve leaves steps out; None where it is whole."""
    found = stored(values)
    if found is None or len(found.points) < MAX_POINTS:
        return None
    (first, _), (last, _) = found.points[0], found.points[-1]
    if last - first < len(found.points):
        return None
    created, version = text(values.get("createTime")), text(values.get("apiVersion"))
    return LongCurve(name, created, version, len(found.points), last)
