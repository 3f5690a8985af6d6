"""One run: row after row, each with the machine's load, kept as it goes."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from bench import machine, targets
from bench.row import Row
from bench.sizes import Sizes
from bench.topics import topic

_AT_ONCE_SECONDS: Final = 0.05
_RESULTS: Final = Path(__file__).with_name("results")


def result_file(only: Iterable[str] | None, *, quick: bool) -> Path:
    """Return where a run's numbers are kept."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    words = [*(["quick"] if quick else []), *(only or ["all"]), stamp]
    return _RESULTS / f"{'-'.join(words)}.json"


def measured(names: Iterable[str], sizes: Sizes, kept: Path) -> list[Row]:
    """Measure these topics; what fails is a row with its error, and the others go on."""
    begin = time.monotonic()
    told: dict[str, Any] = {**machine.described(), "sizes": asdict(sizes)}
    rows: list[Row] = []
    for name in names:
        for row in _rows(name, sizes):
            rows.append(row)
            print(line(row), flush=True)
            verdicts = targets.judged(rows)
            minutes = round((time.monotonic() - begin) / 60, 1)
            result = {**told, "minutes": minutes, "rows": rows, "targets": verdicts}
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return rows


def _rows(name: str, sizes: Sizes) -> Iterator[Row]:
    measuring = topic(name)(sizes)
    # Rows that were measured in turn come one after the other: the load is that of all of them.
    together: Row = {}
    while True:
        load = machine.Load()
        try:
            row = next(measuring)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001 - an hour's rows aren't lost for one
            traceback.print_exc()
            yield {"topic": name, "name": "failed", "error": str(error), "load": load.row()}
            return
        if load.seconds > _AT_ONCE_SECONDS or not together:
            together = load.row()
        yield {"topic": name, **row, "load": together}


def line(row: Row) -> str:
    """Return a row as a line, for a person."""
    return f"{row['topic']:<12} {row['name']:<52} " + ", ".join(
        f"{name} {_text(value)}" for name, value in row.items() if name not in {"topic", "name"}
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {_text(one)}" for name, one in value.items()) + ")"
    return str(value)
