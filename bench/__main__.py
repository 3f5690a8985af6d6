"""`make bench`: waiting at scale, against the stock host and against threads.

Or `--vertex`: jobs and a large file; or `--doors`: both ways from a program beside each other.

Prints a table, and keeps the numbers as JSON in bench/results/. Each row is measured on one machine
in one run; what counts are the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from bench import doors, scale, vertex  # noqa: E402 - they need the path of the test support


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--models", type=int, nargs="+", default=[1, 10, 50, 200])
    parser.add_argument("--training-seconds", type=float, default=10.0)
    parser.add_argument("--quick", action="store_true", help="without the slow ways")
    parser.add_argument(
        "--vertex", action="store_true", help="tuning jobs and a large dataset instead"
    )
    parser.add_argument("--doors", action="store_true", help="both doors beside each other instead")
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--megabytes", type=int, default=999)
    options = parser.parse_args()
    if options.vertex:
        _keep("vertex", _vertex(options.jobs, options.training_seconds, options.megabytes))
    elif options.doors:
        _keep("doors", _doors(options.models, options.training_seconds))
    else:
        _keep("scale", _scale(options.models, options.training_seconds, quick=options.quick))
    return 0


def _scale(models: list[int], training_seconds: float, *, quick: bool) -> list[scale.Row]:
    rows = []
    for count in models:
        for way in scale.WAYS:
            if way.slow_from is not None and (quick or count >= way.slow_from):
                continue
            with tempfile.TemporaryDirectory() as folder:
                rows.append(scale.measure(way, count, training_seconds, Path(folder)))
            print(scale.line(rows[-1]), flush=True)
    return rows


def _doors(models: list[int], training_seconds: float) -> list[scale.Row]:
    rows = [doors.start()]
    with tempfile.TemporaryDirectory() as folder:
        rows += doors.commands(Path(folder))
    for count in models:
        for way in doors.WAYS:
            with tempfile.TemporaryDirectory() as folder:
                rows.append(doors.scale(way, count, training_seconds, Path(folder)))
    for row in rows:
        print(", ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    return rows


def _vertex(jobs: int, training_seconds: float, megabytes: int) -> list[scale.Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        rows.append(vertex.jobs(jobs, training_seconds, Path(folder)))
    print(vertex.line(rows[-1]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in vertex.data(megabytes, Path(folder)):
            rows.append(row)
            print(vertex.line(row), flush=True)
    return rows


def _keep(name: str, rows: list[scale.Row]) -> None:
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    result = ROOT / "bench" / "results" / f"{name}-{stamp}.json"
    result.parent.mkdir(exist_ok=True)
    told = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "load": os.getloadavg(),
        "rows": rows,
    }
    result.write_text(json.dumps(told, indent=1) + "\n")
    print(f"kept in {result.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
