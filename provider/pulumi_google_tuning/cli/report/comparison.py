"""Trainings on the same data, side by side: what they differ in, and which one is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi_google_tuning.cli.report import chart
from pulumi_google_tuning.cli.report.chart import Chart
from pulumi_google_tuning.cli.report.model import Curve, Training

_BASE = "base model"


@dataclass(frozen=True)
class Ranked:
    """A training in a comparison; `settings` in the order of the columns, "" where unknown."""

    letter: str
    number: int
    training: Training
    settings: tuple[str, ...]
    best: bool


@dataclass(frozen=True)
class Comparison:
    """Trainings on one set of data, the lowest final loss first and what isn't over last."""

    title: str
    columns: tuple[str, ...]
    ranked: tuple[Ranked, ...]
    chart: Chart | None


def comparisons(trainings: Sequence[Training]) -> list[Comparison]:
    """Compare all that share their data and have a curve, two or more at a time."""
    groups: dict[str, list[Training]] = {}
    for one in trainings:
        if one.data is not None and one.curve is not None and one.curve.points:
            groups.setdefault(one.data.key, []).append(one)
    return [_compare(group) for group in groups.values() if len(group) > 1]


def _compare(group: Sequence[Training]) -> Comparison:
    ranked = sorted(group, key=_rank)
    known = [_list_settings(one) for one in ranked]
    names = sorted({name for one in known for name in one}, key=lambda name: (name != _BASE, name))
    columns = [name for name in names if len({one.get(name) for one in known}) > 1]
    final = [one.final_loss for one in ranked if one.final_loss is not None]
    curves = [Curve(one.name, one.curve.points) for one in ranked if one.curve]
    places = tuple(
        Ranked(
            letter=chart.letter(at),
            number=at + 1 if at < chart.COLOURS else 0,
            training=one,
            settings=tuple(known[at].get(name, "") for name in columns),
            best=len(final) > 1 and one.final_loss == min(final),
        )
        for at, one in enumerate(ranked)
    )
    title = ranked[0].data.title if ranked[0].data else ""
    drawing = chart.draw(
        f"Loss by step of {len(ranked)} trainings on {title}",
        curves,
        last_step=max(one.total_steps or 0 for one in ranked),
        labels=[one.name for one in ranked],
        y_title=_axis(ranked),
    )
    return Comparison(title, tuple(columns), places, drawing)


def _rank(one: Training) -> tuple[bool, float, str]:
    return one.final_loss is None, one.final_loss or 0.0, one.name


def _list_settings(one: Training) -> dict[str, str]:
    """Return what a training may differ in: its hyperparameters, and what it was tuned from."""
    known = {fact.label: fact.value for fact in one.settings}
    if one.lineage:
        known[_BASE] = one.lineage[-1].name
    return known


def _axis(group: Sequence[Training]) -> str:
    names = {one.curve.name for one in group if one.curve}
    return "mean loss" if names == {"loss"} else "loss"
