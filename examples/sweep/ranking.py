"""Which model is best, and how the sweep looks: a table with bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grid import Point
from rich import box
from rich.table import Table

_BAR_CHARS = 24


@dataclass(frozen=True)
class Result:
    """A trained point, with the loss of its last step."""

    point: Point
    model: str
    loss: float


def ranked(grid: Sequence[Point], outputs: Mapping[str, Mapping[str, object]]) -> list[Result]:
    """Return the points that have a model and a loss, the lowest final loss first."""
    found = [
        Result(point, str(outputs[point.name]["model"]), float(str(outputs[point.name]["loss"])))
        for point in grid
        if outputs.get(point.name, {}).get("loss") is not None
    ]
    return sorted(found, key=lambda one: (one.loss, one.point.name))


def chart(results: Sequence[Result], kept: int) -> Table:
    """Draw the comparison: a row a model, its bar as long as its loss is above the best one's.

    `kept` rows are marked: those that a `--keep` leaves, or 0.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("", "epochs", "batch", "rate", "final loss", "above the best", "model"):
        table.add_column(name, justify="right" if name in {"epochs", "batch", "rate"} else "left")
    losses = [one.loss for one in results]
    span = max(losses, default=0.0) - min(losses, default=0.0)
    for rank, one in enumerate(results, start=1):
        share = (one.loss - results[0].loss) / span if span > 0 else 0.0
        table.add_row(
            f"{rank}.",
            str(one.point.epochs),
            str(one.point.batch),
            f"{one.point.rate:g}",
            f"{one.loss:.4f}",
            "█" * round(share * _BAR_CHARS) or "▏",
            one.model,
            style="bold green" if rank <= kept else None,
        )
    return table
