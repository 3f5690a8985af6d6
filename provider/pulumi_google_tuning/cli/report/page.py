"""The page: what it shows, by way of the template beside this file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from pulumi_google_tuning.cli.report import chart
from pulumi_google_tuning.cli.report.chart import Chart
from pulumi_google_tuning.cli.report.comparison import comparisons
from pulumi_google_tuning.cli.report.model import TONE_WORDS, Curve, Report, Training
from pulumi_google_tuning.cli.report.values import duration, figure
from pulumi_google_tuning.cli.shared.text import safe

_LOSS = "total_loss"
_SIDES = ("train", "eval")
_METRIC = re.compile(r"^/?(train|eval)_(.+)$")


@dataclass(frozen=True)
class _Card:
    """A training with its drawings."""

    training: Training
    chart: Chart | None
    spark: Chart | None
    metrics: tuple[tuple[Chart, tuple[str, ...]], ...]
    lost: str


def render(report: Report) -> str:
    """Write the page. The same report gives the same text, to the letter."""
    cards = [_card(one) for one in report.trainings]
    counts = [
        (tone, sum(one.tone is tone for one in report.trainings), word) for tone, word in TONE_WORDS
    ]
    return _template().render(
        report=report,
        cards=cards,
        counts=[found for found in counts if found[1]],
        comparisons=comparisons(report.trainings),
    )


def _card(one: Training) -> _Card:
    curve = one.curve
    own = curve is not None and not one.metrics
    drawing = (
        chart.draw(f"Mean loss of {one.name} by step", [curve], last_step=one.total_steps)
        if curve and own
        else None
    )
    spark = chart.draw("", [curve], last_step=one.total_steps, height=24) if curve else None
    return _Card(
        one,
        drawing,
        spark,
        tuple(_metric_charts(one)),
        _lost([curve] if curve and own else one.metrics),
    )


def _metric_charts(one: Training) -> list[tuple[Chart, tuple[str, ...]]]:
    """Draw a metric of the training data and of the validation data together, loss first."""
    groups: dict[str, list[tuple[int, str, Curve]]] = {}
    for curve in one.metrics:
        found = _METRIC.match(curve.name)
        side, base = (found[1], found[2]) if found else ("", curve.name.lstrip("/"))
        place = _SIDES.index(side) if side else 0
        groups.setdefault(base, []).append((place, side or base, curve))
    charts = []
    for base in sorted(groups, key=lambda name: (name != _LOSS, name)):
        group = sorted(groups[base], key=lambda entry: entry[0])
        words = base.replace("_", " ")
        drawing = chart.draw(
            f"{words} of {one.name} by step",
            [curve for _, _, curve in group],
            last_step=one.total_steps,
            labels=[
                f"{side} {figure(c.points[-1][1])}" if c.points else side for _, side, c in group
            ],
            y_title=words,
        )
        if drawing:
            charts.append((drawing, tuple(curve.name for _, _, curve in group)))
    return charts


def _lost(curves: Sequence[Curve]) -> str:
    lost = sum(curve.lost for curve in curves)
    if not lost:
        return ""
    return "1 value is not a number" if lost == 1 else f"{lost:,} values are not numbers"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        finalize=_clean_text,
        loader=PackageLoader("pulumi_google_tuning.cli.report", "."),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(figure=figure, duration=duration)
    return environment.get_template("page.html.j2")


def _clean_text(value: Any) -> Any:
    """Remove from a text what would turn its direction, or can't be written as UTF-8."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return safe(value).encode("utf-8", "replace").decode("utf-8")
    return value
