"""`make bench`: measure everything that is promised of speed, each beside its floor, in one run.

Each row says what else the machine did, and at the end each target is met or missed. The numbers
are kept as JSON in bench/results/. What counts are the ratios: each row and its floor are measured
in turn, on one machine.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from bench import page, run, sizes, targets, topics  # noqa: E402 - the path of the test support


def main() -> int:
    """Measure what is asked for; end with 1 where something could not be measured."""
    options = _options()
    if options.page:
        page.write(options.page)
        return 0
    chosen = sizes.QUICK if options.quick else sizes.FULL
    given = {
        "models": tuple(options.models) if options.models else None,
        "training_seconds": options.training_seconds,
        "jobs": options.jobs,
        "megabytes": options.megabytes,
    }
    chosen = replace(chosen, **{name: one for name, one in given.items() if one is not None})
    names = options.only or list(topics.TOPICS)
    kept = options.result or run.result_file(options.only, quick=options.quick)
    found = run.measured(names, chosen, kept)
    print()
    for line in targets.lines(targets.judged(found)):
        print(line)
    print(f"kept in {kept}")
    return 1 if any("error" in row for row in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<12} {text}" for name, text in topics.described()),
    )
    parser.add_argument("--only", nargs="+", choices=topics.TOPICS, metavar="TOPIC", help="below")
    parser.add_argument("--quick", action="store_true", help="so small that it only shows it runs")
    parser.add_argument("--models", type=int, nargs="+", help="numbers of models of scale, doors")
    parser.add_argument("--training-seconds", type=float)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--megabytes", type=int, help="of large-file and ctrl-c")
    parser.add_argument("--result", type=Path, metavar="FILE", help="keep the numbers here")
    parser.add_argument(
        "--page", type=Path, metavar="RESULT", help="only write docs/performance.md from a result"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
