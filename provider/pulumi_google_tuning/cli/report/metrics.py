"""A training's metrics, from a file that the user has saved of them.

Google keeps them in an experiment (TensorBoard), not in the job: so a file is given. CSV with a
header, or JSON lines, with `step`, `metric` and `value`.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from pulumi_google_tuning.cli.report.model import Curve
from pulumi_google_tuning.errors import GoogleTuningError

FORM = "CSV (with a header) or JSON lines, with step, metric and value"
_FIELDS = ("step", "metric", "value")
_MOST_POINTS = 200
MOST_METRICS = 24
_NAMED = 3


def read(path: str) -> tuple[Curve, ...]:
    """Read a file into curves by metric, each by step, at most 200 points evenly spaced.

    Raises GoogleTuningError with the numbers of the first bad lines.
    """
    try:
        content = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoogleTuningError(f"{path}: could not read the file: {error.strerror}") from None
    except ValueError:
        raise GoogleTuningError(f"{path}: not UTF-8 text") from None
    rows = _json_rows if content.lstrip().startswith("{") else _csv_rows
    found: dict[str, dict[float, float]] = {}
    lost: dict[str, int] = {}
    bad: list[str] = []
    for line, row in rows(content):
        point = _point(row)
        if isinstance(point, str):
            bad.append(f"line {line}: {point}")
            continue
        metric, step, value = point
        series = found.setdefault(metric, {})
        if math.isfinite(value):
            series[step] = value  # a resumed run says it a second time
        else:
            lost[metric] = lost.get(metric, 0) + 1
    if bad:
        more = f"; and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        raise GoogleTuningError(f"{path}: {'; '.join(bad[:_NAMED])}{more} (expected: {FORM})")
    if not found:
        raise GoogleTuningError(f"{path}: no rows (expected: {FORM})")
    if len(found) > MOST_METRICS:
        raise GoogleTuningError(f"{path}: {len(found)} metrics; the maximum is {MOST_METRICS}")
    return tuple(
        Curve(name, evenly(sorted(found[name].items())), lost.get(name, 0))
        for name in sorted(found)
    )


def _json_rows(content: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _csv_rows(content: str) -> Iterator[tuple[int, Any]]:
    rows = csv.reader(StringIO(content, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        for row in rows:
            if row:
                yield rows.line_num, dict(zip(header, row, strict=False))
    except csv.Error as error:
        yield rows.line_num, str(error)


def _point(row: Any) -> tuple[str, float, float] | str:
    """Return metric, step and value, or what is wrong with the row."""
    if isinstance(row, str):
        return row
    if not isinstance(row, Mapping):
        return "is not a JSON object"
    missing = [name for name in _FIELDS if row.get(name) in {None, ""}] if _scalars(row) else []
    if missing:
        return f"has no {' and no '.join(missing)}"
    try:
        step, value = float(row["step"]), float(row["value"])
    except (TypeError, ValueError, OverflowError):
        return "step and value must be numbers"
    if not math.isfinite(step) or step < 0:
        return "step must be a number, at least 0"
    return str(row["metric"]).strip(), step, value


def _scalars(row: Mapping[str, Any]) -> bool:
    return not any(isinstance(row.get(name), (dict, list)) for name in _FIELDS)


def evenly(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return at most 200 of a curve's points, the first and the last among them."""
    if len(points) <= _MOST_POINTS:
        return tuple(points)
    gap = (len(points) - 1) / (_MOST_POINTS - 1)
    return tuple(points[round(index * gap)] for index in range(_MOST_POINTS))
