"""Ctrl-C while a large file is checked: seconds to the end, and what was shown until then.

The floor is a program that sleeps: what the engine needs by itself to end a run.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from typing import Final

from support.project import Project

from bench import files, programs
from bench.opens import Opens
from bench.row import Row, over
from bench.sizes import Sizes
from bench.watched import Watched
from bench.world import World, world

_FILE: Final = "train.jsonl"
# No faster check of a file is known: after this time it is in the midst of it. The row's first
# words may take longer on a busy machine; so long they are waited for.
_MEGABYTES_A_SECOND: Final = 400
_PROGRESS: Final = r"train .*\d ?%"
_PROGRESS_SECONDS: Final = 5.0
_SLEEPS_AFTER: Final = 3.0
_COMMANDS: Final = {"preview": ("preview",), "up": ("up", "--yes", "--skip-preview")}


def measure(sizes: Sizes) -> Iterator[Row]:
    """Interrupt each command through each door."""
    with world() as made:
        floor = {name: _asleep(made, name) for name in _COMMANDS}
        for way in (programs.DYNAMIC, programs.NATIVE):
            for name in _COMMANDS:
                row = _while_checked(made, way, name, sizes.megabytes)
                beside = {"what": "a program that sleeps", "wallSeconds": floor[name]}
                ratio = over(row["wallSeconds"], floor[name])
                yield {"name": f"{name}: {way}", **row, "floor": beside, "ratio": ratio}
        assert not made.emulator.objects()


def _asleep(made: World, name: str) -> float:
    project = made.project(f"asleep-{name}")
    programs.sleep(project)
    watched = _started(project, name)
    time.sleep(_SLEEPS_AFTER)
    return _interrupted(watched)[0]


def _while_checked(made: World, way: str, name: str, megabytes: int) -> Row:
    project = made.project(f"{'native' if way == programs.NATIVE else 'dynamic'}-{name}")
    programs.dataset(project, way)
    source, _ = files.mix(megabytes)
    file = project.folder / _FILE
    os.link(source, file)
    with Opens(file) as opens:
        watched = _started(project, name)
        assert opens.first.wait(60)
        time.sleep(megabytes / _MEGABYTES_A_SECOND)
        watched.says(_PROGRESS, _PROGRESS_SECONDS)
        reading = opens.now > 0
        seconds, text = _interrupted(watched)
    lines = [line for line in text.splitlines() if re.search(_PROGRESS, line)]
    return {
        "megabytes": megabytes,
        "wallSeconds": seconds,
        "whileItWasRead": reading,
        "progressLines": len(lines),
    }


def _started(project: Project, name: str) -> Watched:
    return Watched(lambda: project.start(*_COMMANDS[name]))


def _interrupted(watched: Watched) -> tuple[float, str]:
    """Press Ctrl-C: the terminal's processes of the foreground get it, which a plugin isn't."""
    begin = time.monotonic()
    os.killpg(watched.process.pid, signal.SIGINT)
    used = watched.end()
    assert used.code, used.text
    return round(time.monotonic() - begin, 2), used.text
