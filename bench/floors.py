"""What reading a file costs without any rule: SHA-256 of it, and `json.loads` of each line.

    python -m bench.floors FILE [FORMAT [ROUNDS [PART ...]]]

It prints the least of each, as JSON; with a format the product's row loop too, in turn with these.
It runs as a process of its own: so `jiter` can be left out, and nothing else has warmed anything.
Processor seconds are those of all its processes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_BLOCK: Final = 1 << 20
_WITHOUT: Final = "BENCH_WITHOUT_JITER"
Seconds = dict[str, float]


def of(
    file: Path,
    form: str | None = None,
    rounds: int = 1,
    *,
    jiter: bool = True,
    parts: tuple[str, ...] = (),
) -> dict[str, Seconds]:
    """Measure in a process of its own; return wall and processor seconds of each part, or some."""
    words = [sys.executable, "-m", "bench.floors", str(file), *([form] if form else [])]
    words += [str(rounds), *parts] if form else []
    environment = {**os.environ, **({} if jiter else {_WITHOUT: "1"})}
    folder = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Seconds] = json.loads(done.stdout)
    return found


def _sha256(file: Path) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)


def _sha256_and_json(file: Path) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for line in stream:
            digest.update(line)
            json.loads(line)


def _loop(file: Path, form: str, into: Any) -> Callable[[], None]:
    # Here, as it asks at its import whether jiter is there.
    from pulumi_google_tuning.data.datasets import scan  # noqa: PLC0415

    def run() -> None:
        found = scan.scan(str(file), form, into=into() if into else None)
        assert found.count

    return run


def _timed(run: Callable[[], None]) -> Seconds:
    wall, cpu = time.monotonic(), _cpu_seconds()
    run()
    return {
        "wallSeconds": round(time.monotonic() - wall, 4),
        "cpuSeconds": round(_cpu_seconds() - cpu, 4),
    }


def _cpu_seconds() -> float:
    """Return what this process has used, and what those that it started and that ended have."""
    used = os.times()
    return time.process_time() + used.children_user + used.children_system


def main(words: list[str]) -> None:
    """Measure, and print."""
    file = Path(words[0])
    parts: dict[str, Callable[[], None]] = {
        "sha256": lambda: _sha256(file),
        "sha256 and json": lambda: _sha256_and_json(file),
    }
    if os.environ.get(_WITHOUT):
        sys.modules["jiter"] = None  # type: ignore[assignment] # its import fails from here on
    if len(words) > 1:
        from pulumi_google_tuning.data.statistics import Statistics  # noqa: PLC0415 - as above

        parts["scan"] = _loop(file, words[1], None)
        parts["validate"] = _loop(file, words[1], Statistics)
    wanted = words[3:] or list(parts)
    best: dict[str, Seconds] = {}
    for _ in range(int(words[2]) if len(words) > 1 else 1):
        for name in wanted:
            took = _timed(parts[name])
            best[name] = min(took, best.get(name, took), key=lambda one: one["cpuSeconds"])
    print(json.dumps(best))


if __name__ == "__main__":
    main(sys.argv[1:])
