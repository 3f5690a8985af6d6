"""End `pulumi up` at random instants, again and again, and see that nothing is trained twice.

    python tests/e2e/soak.py --kills 200 [--seed N] [--minutes N] [--result FILE]

Each round changes the data of a model, or of a data set and its job, so that a new training
replaces the one before: creates, waits, replacements and deletes are all cut off, while reads are
answered 404 now and then, or the list of the jobs lags. The next `up` then does what a person does.

The seed is printed; the same one draws the same worlds, ends, troubles and delays, though the
machine decides what they meet. A result, for good or ill, is written to a file that names it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))

from support.emulator import Emulator
from support.interruption import Interrupted, settled
from support.soak_world import TROUBLES, Soaked, be_well, resumed, worlds

ENDS: dict[str, Callable[[Interrupted], None]] = {
    "kill engine": Interrupted.kill_engine,
    "kill plugin": Interrupted.kill_plugin,
    "kill both": Interrupted.kill_both,
    "Ctrl-C": Interrupted.interrupt,
    "SIGTERM": Interrupted.terminate,
    "SIGTERM to all": Interrupted.terminate_all,
}
_TRAINING_SECONDS = 1.0
# A round whose up ends before its kill is no kill; this many for each one asked for are enough.
_ROUNDS_A_KILL = 4
_LATE = "a list that lags"


@dataclass
class Result:
    """What was cut off: how often by each end, in each trouble, of each sort; rounds count all."""

    seed: int
    asked: int
    rounds: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    sorts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failure: str | None = None

    def total(self) -> int:
        """Return how many runs were cut off."""
        return self.ends.total()

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""
        counts = {"ends": self.ends, "troubles": self.troubles, "sorts": self.sorts}
        return {
            "seed": self.seed,
            "asked": self.asked,
            "cutOff": self.total(),
            "rounds": self.rounds,
            **{name: dict(sorted(count.items())) for name, count in counts.items()},
            "seconds": round(self.seconds),
            "failure": self.failure,
        }


@dataclass(frozen=True)
class Round:
    """One round, as the seed draws it; `delay` is a part of what a whole run takes."""

    number: int
    soaked: Soaked
    end: str
    trouble: str
    delay: float

    def __str__(self) -> str:
        where = f"{self.soaked.name}, {self.trouble}"
        return f"round {self.number}: {self.end} after {self.delay:.2f} of a run ({where})"


def soak(
    folder: Path,
    kills: int,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
    minutes: float = math.inf,
) -> Result:
    """Do it, until so many runs are cut off or the time is up.

    What is wrong is the result's `failure`, with seed and round, and ends it.
    """
    chance = random.Random(seed)
    result = Result(seed, kills)
    emulator = Emulator(folder, training_seconds=_TRAINING_SECONDS)
    began = time.monotonic()
    try:
        there = worlds(folder, emulator)
        whole = {one.name: _whole(one) for one in there}
        say(f"seed {seed}: {kills} kills; a whole run takes {whole} s")
        for number in range(2, 2 + kills * _ROUNDS_A_KILL):
            if result.total() == kills or time.monotonic() - began > minutes * 60:
                break
            one = _drawn(number, there, chance)
            try:
                cut = _cut_off(one, emulator, one.delay * whole[one.soaked.name], chance)
            except BaseException as error:
                at = traceback.extract_tb(error.__traceback__)[-1]
                result.failure = f"seed {seed}, {one}: {error or at.line} ({at.name})"
                say(traceback.format_exc())
                raise
            result.rounds += 1
            if cut:
                result.ends[one.end] += 1
                result.troubles[one.trouble] += 1
                result.sorts[one.soaked.name] += 1
            say(f"{one}: {'cut off' if cut else 'was over'}; one training")
    except Exception as error:  # noqa: BLE001 - the result is kept, whatever it is
        result.failure = result.failure or f"seed {seed}: {error}"
    finally:
        result.seconds = time.monotonic() - began
        emulator.kill()
    if result.total() < kills and not result.failure and result.seconds < minutes * 60:
        result.failure = f"seed {seed}: only {result.total()} of {kills} runs were cut off"
    return result


def _whole(soaked: Soaked) -> float:
    """Train the first, and tell how many seconds the run that replaces it takes."""
    soaked.declare(0)
    soaked.project.up()
    soaked.declare(1)
    started = time.monotonic()
    soaked.project.up()
    return round(time.monotonic() - started, 1)


def _drawn(number: int, there: tuple[Soaked, ...], chance: random.Random) -> Round:
    soaked, end = chance.choice(there), chance.choice(list(ENDS))
    # A model is found by its id, so no list can lag. A plugin that is killed alone leaves no note
    # of its create in the state: what is done then has a test of its own, lifecycle/test_two_jobs.
    lags = soaked.name != "model" and end != "kill plugin"
    trouble = chance.choice([name for name in TROUBLES if lags or name != _LATE])
    return Round(number, soaked, end, trouble, chance.uniform(0.2, 1.0))


def _cut_off(one: Round, emulator: Emulator, seconds: float, chance: random.Random) -> bool:
    """Do a round; tell whether the end came before the run's own."""
    project, judge = one.soaked.project, one.soaked.trainings
    before = len(judge.accepted())
    one.soaked.declare(one.number)
    TROUBLES[one.trouble](one.soaked, emulator, chance)
    run = Interrupted(project, emulator)
    try:
        time.sleep(seconds)  # the random instant is the point
        ENDS[one.end](run)
        code = run.wait()
    finally:
        run.cleanup()
    if "until Google's list must show it" in run.text:
        emulator.advance(200)  # as the person is told
    resumed(project, emulator, *(["--refresh"] if one.trouble == "404s" else []))
    be_well(emulator)
    settled(project, emulator, trainings=before + 1, of=judge)
    return code != 0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--minutes", type=float, default=math.inf, help="no new round after these")
    parser.add_argument("--result", type=Path, help="the file that the result is written to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        result = soak(
            Path(folder),
            options.kills,
            options.seed,
            lambda text: print(text, flush=True),  # noqa: T201
            options.minutes,
        )
    text = json.dumps(result.as_json(), indent=2)
    if options.result:
        options.result.write_text(f"{text}\n", encoding="utf-8")
    print(text)  # noqa: T201
    return 1 if result.failure else 0


if __name__ == "__main__":
    sys.exit(main())
