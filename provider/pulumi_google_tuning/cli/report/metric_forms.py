"""Metrics that Google has written, in whichever form: rows of a text into curves.

Google documents no form, so several are read: JSON lines, a JSON array, an object with one list of
rows, and CSV. A row has `step` (or `epoch`) with `metric` and `value`, or a number per metric.
What is no number is left out.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, Final

from pulumi_google_tuning.cli.report.metrics import MOST_METRICS, evenly
from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.google import answers

_STEPS: Final = ("step", "global_step", "globalStep", "stepCount")
_EPOCHS: Final = ("epoch", "epochCount")
_NO_METRICS: Final = {*_STEPS, *_EPOCHS, "time", "timestamp", "wall_time", "wallTime"}
_MOST_NAME_CHARS: Final = 80
_MOST_STEPS: Final = 1e15
"""What is more is no step, and no axis has room for it."""


def curves(contents: Iterable[bytes], total_steps: int | None) -> tuple[Curve, ...]:
    """Return the curves of the metrics in the contents; none where nothing in them can be read.

    total_steps: of the training, for rows that tell their epoch alone; without it they are left
    out.
    """
    rows = [row for content in contents for row in _rows(content)]
    last_epoch = max((at for row in rows if (at := _at(row, _EPOCHS)) is not None), default=0)
    per_epoch = total_steps / last_epoch if total_steps and last_epoch else None
    found: dict[str, dict[float, float]] = {}
    lost: dict[str, int] = {}
    for row in rows:
        step = _step(row, per_epoch)
        if step is None:
            continue
        for name, value in _values(row):
            if isinstance(value, float):
                found.setdefault(name, {})[step] = value  # a resumed run says it a second time
            else:
                lost[name] = lost.get(name, 0) + 1
    names = sorted(found, key=lambda name: ("loss" not in name.lower(), name))[:MOST_METRICS]
    return tuple(
        Curve(name, evenly(sorted(found[name].items())), lost.get(name, 0))
        for name in sorted(names)
    )


def _rows(content: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if text.lstrip()[:1] not in {"{", "["}:
        yield from _csv_rows(text)
        return
    try:
        whole = answers.parse(text)
    except ValueError:
        for line in text.split("\n"):
            yield from _of_line(line)
        return
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if tolerant.mappings(value)]
        # Of two lists nothing says whether they are the same metric's.
        whole = lists[0] if len(lists) == 1 else [whole]
    yield from tolerant.mappings(whole)


def _of_line(line: str) -> Iterator[Mapping[str, Any]]:
    try:
        yield tolerant.mapping(answers.parse(line))
    except ValueError:
        return


def _csv_rows(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        rows = csv.reader(StringIO(text, newline=""))
        header = [cell.strip() for cell in next(rows, [])]
        for row in rows:
            yield {
                name: _cell(cell) for name, cell in zip(header, row, strict=False) if cell.strip()
            }
    except csv.Error:
        return


def _cell(cell: str) -> Any:
    """Return a cell's number; a text as it is."""
    try:
        found = float(cell)
    except ValueError:
        return cell
    return found if math.isfinite(found) else "NaN"


def _step(row: Mapping[str, Any], per_epoch: float | None) -> float | None:
    step = _at(row, _STEPS)
    if step is not None or per_epoch is None:
        return step
    epoch = _at(row, _EPOCHS)
    step = None if epoch is None else epoch * per_epoch
    return step if step is not None and step < _MOST_STEPS else None


def _at(row: Mapping[str, Any], names: Iterable[str]) -> float | None:
    found = (tolerant.number(row.get(name)) for name in names)
    return next((float(one) for one in found if one is not None and 0 <= one < _MOST_STEPS), None)


def _values(row: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    """Yield each metric with its value; None for one that is no number, such as NaN."""
    name = tolerant.text(row.get("metric"))
    if name is not None:
        value = tolerant.number(row.get("value"))
        yield _name(name), None if value is None else float(value)
        return
    for key, value in {**row, **tolerant.mapping(row.get("metrics"))}.items():
        if key in _NO_METRICS or not key:
            continue
        # Texts of digits are names and ids as often as numbers.
        if isinstance(value, (int, float)) and tolerant.number(value) is not None:
            yield _name(key), float(value)
        elif tolerant.is_no_number(value):
            yield _name(key), None


def _name(name: str) -> str:
    return foreign(name.strip(), most=_MOST_NAME_CHARS)
