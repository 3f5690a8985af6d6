"""End `pulumi up` at random instants, again and again, and see that nothing is trained twice.

    python tests/e2e/soak.py --kills 1000 [--door native] [--seed N] [--minutes N] [--workers N]
            [--result FILE]

A chain changes the data of a model, or of a data set and its job, so that a new training replaces
the one before, and cuts off `up` several times (soak_chain.py): creates, waits, replacements and
deletes, while reads are answered 404 now and then, or the list of the jobs lags. The last `up` does
what a person does, and then the judge looks: one training, one model, a true state, no change.

The seed is printed; the same one draws the same chains, though the machine decides what they meet.
The result is written after each chain, so that it is there however the soak ends; what was wrong
ends it, and leaves its folder.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))

from support import forks, vault
from support.doors import DOORS, DYNAMIC
from support.emulator import Emulator
from support.soak_chain import Doing, drawn
from support.soak_result import Result
from support.soak_world import Soaked, be_well, worlds

# Of all the runs that were ended, so many may have been over before; more is a mistake of ours.
_CHAINS_AN_END = 2


@dataclass
class Soak:
    """The soak of all workers: each takes the next chain, for as long as more ends are wanted."""

    result: Result
    say: Callable[[str], None]
    minutes: float
    file: Path | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """Return the number of the next chain."""
        with self._lock:
            return next(self._numbers)

    def wanted(self) -> bool:
        """Return whether there is to be one more end."""
        return not (
            self.stop.is_set()
            or self.result.failures
            or self.result.total() >= self.result.asked
            or time.monotonic() - self.began > self.minutes * 60
        )

    def work(self, folder: Path) -> None:
        """Do chains in a folder, on an emulator of its own."""
        emulator = Emulator(folder)
        try:
            there = {one.name: one for one in worlds(folder, emulator, self.result.door)}
            for one in there.values():  # chains replace
                one.declare(0)
                one.project.up()
            while self.wanted() and (number := self.number()) <= self._most():
                self._chain(number, there, emulator)
        except Exception as error:  # noqa: BLE001 - the result is kept, whatever it is
            self._failed(f"seed {self.result.seed}: {error!r}")
        finally:
            emulator.kill()

    def _most(self) -> int:
        return self.result.asked * _CHAINS_AN_END

    def _chain(self, number: int, there: dict[str, Soaked], emulator: Emulator) -> None:
        chain = drawn(self.result.seed, number, tuple(there))
        doing = Doing(chain, there[chain.sort], emulator)
        failure = None
        try:
            doing.do(self.wanted)
        except Exception as error:  # noqa: BLE001 - the result is kept, whatever it is
            at = traceback.extract_tb(error.__traceback__)[-1]
            failure = f"seed {self.result.seed}, {chain}: {error or at.line} ({at.name})"
            self.say(traceback.format_exc())
            _leave_log(there[chain.sort], emulator)
        with self._lock:
            self.result.count(chain, doing.cuts, doing.over, settled=failure is None)
            if self.file:
                self._write()
        if failure:
            self._failed(failure)
            return
        _tidy(there[chain.sort])
        cuts = "; ".join(f"{cut.link}, {cut.met}" for cut in doing.cuts)
        self.say(f"chain {number}, {chain.sort}, {chain.trouble}: {cuts}")
        self.say(f"  one training; {self.result.total()} ends, {doing.over} over before")

    def _failed(self, failure: str) -> None:
        with self._lock:
            self.result.failures.append(failure)
            self._write()

    def _write(self) -> None:
        self.result.seconds = time.monotonic() - self.began
        if self.file:
            self.result.write(self.file)


def soak(
    folder: Path,
    kills: int,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
    minutes: float = math.inf,
    *,
    workers: int = 1,
    file: Path | None = None,
    stop: threading.Event | None = None,
    door: str = DYNAMIC,
) -> Result:
    """Do it, until so many runs are cut off, the time is up, or it is told to stop.

    What is wrong is among the result's `failures`, with seed and chain, and ends it.
    """
    done = Soak(Result(seed, kills, door=door), say, minutes, file, stop or threading.Event())
    say(f"seed {seed}: {kills} ends, through the {door} door")
    folders = [folder / f"worker-{number}" for number in range(workers)]
    for one in folders:
        one.mkdir()
    with futures.ThreadPoolExecutor(workers) as threads:
        for _ in threads.map(done.work, folders):
            pass
    result = done.result
    result.seconds = time.monotonic() - done.began
    if done.wanted():
        result.failures.append(f"seed {seed}: only {result.total()} of {kills} runs were cut off")
    if file:
        result.write(file)
    return result


def _leave_log(soaked: Soaked, emulator: Emulator) -> None:
    """Leave what the emulator was asked and holds beside the project's runs and its state."""
    log = {
        "requests": emulator.requests(),
        "trainings": emulator.trainings(),
        "jobs": emulator.jobs(),
        "vertex": emulator.vertex(),
    }
    text = json.dumps(log, indent=1)
    (soaked.project.folder / "emulator.json").write_text(text, encoding="utf-8")
    be_well(emulator)


def _tidy(soaked: Soaked) -> None:
    for file in (*soaked.project.folder.glob("run-*"), *soaked.project.folder.glob("time-has-*")):
        file.unlink()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="how many ends")
    parser.add_argument("--door", choices=DOORS, default=DYNAMIC, help="what the runs go through")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--minutes", type=float, default=math.inf, help="no new end after these")
    parser.add_argument("--workers", type=int, default=2, help="how many chains at a time")
    parser.add_argument("--result", type=Path, help="the file that the result is written to")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    with vault.served(), forks.served():
        result = soak(
            folder,
            options.kills,
            options.seed,
            lambda text: print(text, flush=True),  # noqa: T201
            options.minutes,
            workers=options.workers,
            file=options.result,
            stop=stop,
            door=options.door,
        )
    print(json.dumps(result.as_json(), indent=2))  # noqa: T201
    if result.failures:
        print(f"the projects, their runs and the requests are left in {folder}")  # noqa: T201
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
