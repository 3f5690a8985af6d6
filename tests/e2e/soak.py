"""Kill `pulumi up` at random instants, again and again, and see that nothing is trained twice.

    python tests/e2e/soak.py --kills 200 [--seed N]

Each round changes the data, so that a new model replaces the one before: creates, waits,
replacements and deletes are all cut off. The seed is printed; the same one draws the same ends and
the same delays, though the machine decides what they meet.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(1, str(Path(__file__).resolve().parents[2]))

from support.emulator import Emulator
from support.interruption import PROGRAM, Interrupted, finish, settled
from support.project import Project

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


def soak(
    folder: Path, kills: int, seed: int, say: Callable[[str], None] = lambda _: None
) -> Counter[str]:
    """Do it; give how often each end cut a run off. Raises AssertionError with seed and round."""
    chance = random.Random(seed)
    emulator = Emulator(folder, training_seconds=_TRAINING_SECONDS)
    try:
        project = Project(folder, emulator.url)
        declare(project, 0)
        project.up()
        declare(project, 1)
        started = time.monotonic()
        project.up()
        whole = time.monotonic() - started
        say(f"seed {seed}: {kills} kills, each within {whole:.1f} s of the start")
        done: Counter[str] = Counter()
        for number in range(2, 2 + kills * _ROUNDS_A_KILL):
            if done.total() == kills:
                return done
            end, delay = chance.choice(list(ENDS)), chance.uniform(0.2, 1.0) * whole
            what = f"seed {seed}, round {number}: {end} after {delay:.2f} s"
            try:
                cut = cut_off(project, emulator, number, end, delay)
            except BaseException as error:
                error.args = (f"{what}: {error}",)
                raise
            done[end] += cut
            say(f"{what}: {'cut off' if cut else 'was over'}; one training, one model")
        assert done.total() == kills, f"seed {seed}: only {done} were cut off"
        return done
    finally:
        emulator.kill()


def declare(project: Project, number: int) -> None:
    """Write a program with data of its own."""
    project.program(PROGRAM.format(answer=f"answer {number}", more=""))


def cut_off(project: Project, emulator: Emulator, number: int, end: str, delay: float) -> bool:
    """Do a round; tell whether the kill came before the run's own end."""
    declare(project, number)
    run = Interrupted(project, emulator)
    try:
        time.sleep(delay)  # the random instant is the point
        ENDS[end](run)
        code = run.wait()
    finally:
        run.cleanup()
    finish(project)
    settled(project, emulator, trainings=number + 1)
    return code != 0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        done = soak(
            Path(folder),
            options.kills,
            options.seed,
            lambda text: print(text, flush=True),  # noqa: T201
        )
    print(f"{done.total()} runs cut off: {dict(done)}; never trained twice")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
