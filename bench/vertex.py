"""N tuning jobs at once, from data to endpoints and to nothing; and a large file, checked and sent.

Of the file: how fast it is validated by the command line and by a preview, how fast an up takes it
to the bucket (which reads it three times: rows, checksums, bytes), and what memory each needs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from support.emulator import Emulator
from support.project import Project
from support.vertex import Vertex, declare, rows

from bench.scale import Memory, Row

_JOBS = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
for number in range({count}):
    tuning.TuningJob(
        f"j{{number}}",
        base_model="gemini-3.5-flash",
        supervised_tuning_spec={{
            "training_dataset_uri": data.uri,
            "hyper_parameters": {{"epoch_count": 1}},
        }},
    )
"""
_DATA = """
data = tuning.TuningDataset("train", source="train.jsonl", bucket="my-data")
pulumi.export("uri", data.uri)
"""
_PARALLEL = {"PULUMI_PARALLEL": "300"}
_MEGA = 1_000_000
_KIB_A_MEGABYTE = _MEGA / 1024
_WORDS = ("the", "model", "answers", "what", "the", "row", "before", "it", "had", "asked", "and")


def jobs(count: int, training_seconds: float, folder: Path) -> Row:
    """Train `count` jobs; the judge is the emulator's list of all that it ever accepted."""
    emulator = Emulator(folder, training_seconds=training_seconds)
    vertex = Vertex(emulator)
    try:
        project = Project(folder, emulator.url)
        declare(project)
        project.run("config", "rm", "google-tuning:pollSeconds")
        project.program(_JOBS.format(count=count))
        wall, memory = _up(project)
        lists = [r for r in emulator.requests("GET") if r["path"].endswith("/tuningJobs")]
        reads = emulator.requests("GET", "/tuningJobs/")
        assert len(vertex.jobs()) == vertex.counts()["models"] == count
        begin = time.monotonic()
        project.up("--suppress-progress", "--expect-no-changes", **_PARALLEL)
        unchanged = time.monotonic() - begin
        sizes = [len(json.dumps(resource)) for resource in project.resources("TuningJob")]
        begin = time.monotonic()
        project.run("destroy", "--yes", "--skip-preview", expect=(0,), **_PARALLEL)
        destroyed = time.monotonic() - begin
        assert vertex.nothing_left()
    finally:
        emulator.stop()
    return {
        "what": f"{count} tuning jobs of {training_seconds:g} s",
        "wallSeconds": round(wall, 2),
        "wallOverTraining": round(wall / training_seconds, 2),
        "lists": len(lists),
        "reads": len(reads),
        "pluginMiB": round(memory.peak_kib / 1024),
        "noChangeSeconds": round(unchanged, 1),
        "destroySeconds": round(destroyed, 1),
        "stateBytes": max(sizes),
    }


def data(megabytes: int, folder: Path) -> Iterator[Row]:
    """Validate and upload a file of so many megabytes, made for it."""
    emulator = Emulator(folder)
    try:
        project = Project(folder, emulator.url)
        project.program(_DATA)
        file = project.folder / "train.jsonl"
        count = _write(file, megabytes * _MEGA)
        size = file.stat().st_size
        told = {"bytes": size, "rows": count}

        seconds, peak_kib = _validate(file)
        yield {"what": "google-tuning validate", **told, **_speed(size, seconds, peak_kib)}

        begin = time.monotonic()
        preview = project.start("preview", "--suppress-progress")
        memory = Memory(preview)
        text, _ = preview.communicate()
        assert preview.returncode == 0, text
        took = time.monotonic() - begin
        yield {"what": "preview: validation", **told, **_speed(size, took, memory.peak_kib)}

        took, memory = _up(project)
        (stored,) = emulator.objects()
        assert stored["size"] == size
        yield {"what": "up: validation, upload", **told, **_speed(size, took, memory.peak_kib)}
    finally:
        emulator.stop()


def line(row: Row) -> str:
    """Return a row of the table."""
    rest = ", ".join(f"{name} {value}" for name, value in row.items() if name != "what")
    return f"{row['what']:<28} {rest}"


def _up(project: Project) -> tuple[float, Memory]:
    begin = time.monotonic()
    up = project.start("up", "--yes", "--skip-preview", "--suppress-progress", **_PARALLEL)
    memory = Memory(up)
    text, _ = up.communicate()
    assert up.returncode == 0, text
    return time.monotonic() - begin, memory


def _validate(file: Path) -> tuple[float, int]:
    """Run the command line; give seconds, and its peak of resident memory in KiB."""
    command = [str(Path(sys.executable).with_name("google-tuning")), "validate", str(file)]
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.monotonic() - begin, usage.ru_maxrss


def _speed(size: int, seconds: float, peak_kib: int) -> Row:
    return {
        "seconds": round(seconds, 1),
        "megabytesASecond": round(size / _MEGA / seconds, 1),
        "peakMegabytes": round(peak_kib / _KIB_A_MEGABYTE),
    }


def _write(file: Path, size: int) -> int:
    """Write different rows of 300 to 1,300 bytes, as many as fit; give their number."""
    written = count = 0
    with file.open("w", encoding="utf-8") as out:
        while True:
            words = " ".join(_WORDS[(count + n) % len(_WORDS)] for n in range(20 + count % 200))
            row = rows(f"answer {count}: {words}", 1)
            if written + len(row) > size:
                return count
            written += out.write(row)
            count += 1


__all__ = ["data", "jobs", "line"]
