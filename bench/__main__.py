"""`make bench`: waiting at scale, against the stock host and against threads.

Prints a table, and keeps the numbers as JSON in bench/results/. Each row is measured on one machine
in one run; what counts are the ratios.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from bench import scale  # noqa: E402 - it needs the path of the test support


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--models", type=int, nargs="+", default=[1, 10, 50, 200])
    parser.add_argument("--training-seconds", type=float, default=10.0)
    parser.add_argument("--quick", action="store_true", help="without the slow ways")
    options = parser.parse_args()
    rows = []
    for count in options.models:
        for way in scale.WAYS:
            if way.slow_from is not None and (options.quick or count >= way.slow_from):
                continue
            with tempfile.TemporaryDirectory() as folder:
                rows.append(scale.measure(way, count, options.training_seconds, Path(folder)))
            print(scale.line(rows[-1]), flush=True)
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    result = ROOT / "bench" / "results" / f"scale-{stamp}.json"
    result.parent.mkdir(exist_ok=True)
    told = {"python": platform.python_version(), "machine": platform.machine(), "rows": rows}
    result.write_text(json.dumps(told, indent=1) + "\n")
    print(f"kept in {result.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
