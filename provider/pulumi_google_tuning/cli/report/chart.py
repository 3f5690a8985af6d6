"""Curves as a drawing: the places of its lines, marks and labels. The template writes the SVG.

Across, places are in per cent, so that a chart fits any screen with its text as large as ever; down
they are in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulumi_google_tuning.cli.report import scale
from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.cli.report.values import figure

HEIGHT = 220
UNITS = 1000
"""The drawing's width in its own units, which the browser stretches to the width there is."""
COLOURS = 6
"""How many curves are told apart; the rest are drawn in grey behind them."""
_LINE = 15
_LONGEST_LABEL = 22
_DOTS_UP_TO = 12


@dataclass(frozen=True)
class Mark:
    """A tick: its text, and its place in per cent (across) or pixels (down)."""

    text: str
    at: float


@dataclass(frozen=True)
class Line:
    """A curve: `points` for the SVG; `number` is its colour's, 1 to 6, or 0 for grey.

    `end_x` in per cent and `end_y` in pixels are its last point; `label_y` is where its label is
    clear of the others.
    """

    number: int
    letter: str
    label: str
    points: str
    dots: tuple[tuple[float, float], ...]
    end_x: float
    end_y: float
    label_y: float


@dataclass(frozen=True)
class Chart:
    """A drawing, and what it shows in words for those who can't see it."""

    title: str
    description: str
    height: int
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    y_title: str
    log: bool


def draw(
    title: str,
    curves: Sequence[Curve],
    *,
    last_step: float | None = None,
    labels: Sequence[str] = (),
    y_title: str = "mean loss",
    height: int = HEIGHT,
) -> Chart | None:
    """Draw curves, the first six in colours; None where none has a point.

    last_step: where the training will end, for one that is on its way. labels: the texts at the
    ends of the lines; each one's last value by default.
    """
    shown = [(curve, at) for at, curve in enumerate(curves) if curve.points]
    if not shown:
        return None
    steps = [step for curve, _ in shown for step, _ in curve.points]
    across = scale.of_steps(min(steps), max([*steps, last_step or 0]))
    down = scale.of_values([value for curve, _ in shown for _, value in curve.points])

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round(across.at(point[0]) * 100, 2), round((1 - down.at(point[1])) * height, 1)

    lines = []
    for curve, at in shown:
        places = [place(point) for point in curve.points]
        label = labels[at] if at < len(labels) else figure(curve.points[-1][1])
        lines.append(
            Line(
                number=at + 1 if at < COLOURS else 0,
                letter=letter(at),
                label=_shortened(label),
                points=" ".join(f"{x * UNITS / 100:.1f},{y}" for x, y in places),
                dots=tuple(places) if len(places) <= _DOTS_UP_TO else (),
                end_x=places[-1][0],
                end_y=places[-1][1],
                label_y=places[-1][1],
            )
        )
    return Chart(
        title=title,
        description=_describe_curves([curve for curve, _ in shown]),
        height=height,
        x_marks=tuple(Mark(tick.text, round(tick.at * 100, 2)) for tick in across.ticks),
        y_marks=tuple(Mark(tick.text, round((1 - tick.at) * height, 1)) for tick in down.ticks),
        lines=tuple(_apart(lines, height)),
        y_title=f"{y_title}, logarithmic" if down.log else y_title,
        log=down.log,
    )


def letter(at: int) -> str:
    """Return the mark of a curve in a comparison, from 0: A to Z, then A1 and on."""
    return f"{chr(ord('A') + at % 26)}{at // 26 or ''}"


def _apart(lines: Sequence[Line], height: int) -> list[Line]:
    """Move the labels of coloured lines apart where they would cover each other.

    They are all to the right of the drawing, so that no label is on a line, its own or another.
    """
    moved = list(lines)
    order = sorted(
        (at for at, one in enumerate(lines) if one.number), key=lambda at: lines[at].end_y
    )
    places = [lines[at].end_y for at in order]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + _LINE)
    limit = float(height - _LINE // 3)  # clear of the marks below
    for at in reversed(range(len(places))):
        places[at] = min(places[at], limit)
        limit = places[at] - _LINE
    for at, place in zip(order, places, strict=True):
        moved[at] = replace(moved[at], label_y=round(place, 1))
    return moved


def _describe_curves(curves: Sequence[Curve]) -> str:
    sentences = []
    for curve in curves:
        (first_step, first), (last_step, last) = curve.points[0], curve.points[-1]
        low_step, low = min(curve.points, key=lambda point: point[1])
        sentences.append(
            f"{curve.name}: {figure(first)} at step {figure(first_step)}, {figure(last)} at step "
            f"{figure(last_step)}, lowest {figure(low)} at step {figure(low_step)}"
        )
    return "; ".join(sentences) + "."


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
