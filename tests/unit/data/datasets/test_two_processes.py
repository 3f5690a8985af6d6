"""Two processes say of a file what one says: each figure, each sentence, in whatever pieces."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import random
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.waiting import until

from pulumi_google_tuning.data.datasets import split, two_processes, worker
from pulumi_google_tuning.data.datasets.lines import blocks_of
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.rows import dataset_schema
from pulumi_google_tuning.data.datasets.scan import scan
from pulumi_google_tuning.data.datasets.split import Split
from pulumi_google_tuning.data.datasets.tally import Tally, tally_of
from pulumi_google_tuning.data.statistics import Statistics
from pulumi_google_tuning.data.watch import ReadInterruptedError, Watch

ONE = Split(from_bytes=1 << 40)
IMAGE = {"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b.png"}}
CALL = {"functionCall": {"name": "f", "args": {"n": 3}}}


def _row(said: str, *parts: dict[str, Any], answer: str = "yes", **more: Any) -> str:
    turns = [
        {"role": "user", "parts": [*parts, {"text": said}]},
        {"role": "model", "parts": [{"text": answer}]},
    ]
    return json.dumps({"contents": turns, **more}, ensure_ascii=len(said) % 2 == 0)


GOOD = [
    *(_row("so " * length, answer=answer) for length in (1, 9, 80) for answer in ("yes", "no")),
    _row("größer \U0001f600", answer="ja"),
    _row("what?", IMAGE),
    _row("tools", CALL, tools=[{"functionDeclarations": [{"name": "f"}]}]),
    _row("a", generationConfig={"mediaResolution": "MEDIA_RESOLUTION_LOW"}),
    _row("x").replace("contents", "con" + "\\u0074ents"),
]
BAD = [
    *("", "{", "[]", "7", '{"contents": []}', _row("x").replace("model", "assistant")),
    _row("x").replace('"x"', "NaN"),
    _row("x", IMAGE).replace("text", "txt"),
    *[_row("long" * length) for length in (1000, 1100, 2000)],
    '{"contents": [], "contents": []}',
]


class _Unsteady:
    """A worker that answers late, or never again: in this process, by a seed."""

    chance = random.Random(0)

    def __init__(self, form: str, *, statistics: bool) -> None:
        self._schema, self._statistics = dataset_schema(form), statistics
        self._judge = Judge(self._schema)
        self._given: deque[bytes] = deque()
        self._answers: deque[Tally | None] = deque()
        self._patience = self.chance.choice((3, 30, 300))
        self.given = 0

    @property
    def ready(self) -> bool:
        return self.chance.random() < 0.8

    @property
    def answers(self) -> deque[Tally | None]:
        while self._given and self.chance.random() < 0.5 and self._patience:
            self._patience -= 1
            blocks = blocks_of(self._given.popleft())
            found = tally_of(blocks, self._schema, self._judge, statistics=self._statistics)
            self._answers.append(pickle.loads(pickle.dumps(found)))
        return self._answers

    def give(self, piece: bytes) -> None:
        assert piece.endswith(b"\n") or len(piece) < 10_000
        self._given.append(piece)
        self.given += 1

    def close(self) -> None:
        """End it: nothing is there."""


class _Attentive(worker.Worker):
    """The real process, waited for, so that a small file is enough for it to have its part."""

    def __init__(self, form: str, *, statistics: bool) -> None:
        super().__init__(form, statistics=statistics)
        until(lambda: self.ready, "the worker")

    def give(self, piece: Any) -> None:
        super().give(piece)
        if isinstance(piece, bytes):
            until(lambda: self.answers or not self.ready, "its answer")


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a line be 4,000 bytes, a file have few rows with media, and a machine two processors."""
    limits = {**dataset_schema("gemini").limits, "lineBytes": 4000, "multimodalRows": 12}
    monkeypatch.setattr(dataset_schema("gemini"), "limits", limits)
    monkeypatch.setattr(split, "_processors", lambda: 2)


def _said(file: Path, by: Split) -> tuple[Any, ...]:
    figures = Statistics()
    try:
        found = scan(file, into=figures, split=by)
    except DatasetError as error:
        return str(error), error.problems, error.bad_rows
    labels = figures.labels and list(figures.labels.items())
    return dataclasses.astuple(found), figures.duplicates, figures, labels


def _content(chance: random.Random) -> bytes:
    bad = chance.choice((0, 0, 0, 0.002, 0.02, 0.5))
    answers = chance.choice((2, 200))
    lines = []
    for number in range(chance.choice((2, 40, 150))):
        line = chance.choice(BAD if number and chance.random() < bad else GOOD)
        lines.append(line.replace('"yes"', f'"{number % answers}"') if answers > 2 else line)
    end = chance.choice(("\n", "\n", "\r\n"))
    content = end.join(lines) + chance.choice((end, ""))
    raw = content.encode("utf-8", "surrogatepass")
    return raw.replace(b"\xc3", b"\xe9", 1) if chance.random() < bad else raw


@pytest.mark.parametrize("seed", range(8))
def test_both_say_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is in a file, however it is cut, and whenever the worker answers."""
    monkeypatch.setattr(two_processes, "Worker", _Unsteady)
    chance = random.Random(seed)
    monkeypatch.setattr(_Unsteady, "chance", chance)
    file = tmp_path / "train.jsonl"
    for _ in range(6):
        file.write_bytes(_content(chance))
        wanted = _said(file, ONE)
        assert _said(file, Split(0, chance.choice((1, 300, 3000)))) == wanted


def test_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as this one does, until a bad row comes; it is gone afterwards."""
    made: list[worker.Worker] = []

    class Kept(_Attentive):
        def __init__(self, form: str, *, statistics: bool) -> None:
            super().__init__(form, statistics=statistics)
            made.append(self)

    monkeypatch.setattr(two_processes, "Worker", Kept)
    file = tmp_path / "train.jsonl"
    deep = _row("deep", CALL).replace(": 3}", f": {'[' * 700}{']' * 700}}}")
    file.write_text("\n".join([*GOOD * 2, deep, *GOOD]))
    for _ in range(2):
        assert _said(file, Split(0, 2000)) == _said(file, ONE)
        file.write_text("\n".join([*GOOD * 2, BAD[5], *GOOD, BAD[6]]))
    assert len(made) == 2
    assert all(one._process and one._process.returncode for one in made)


def test_the_archives_program_is_one_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no interpreter that could be told what to run: it has a word for it."""
    program = tmp_path / "pulumi-resource-google-tuning"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m pulumi_google_tuning.plugin "$@"\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(two_processes, "Worker", _Attentive)
    file = tmp_path / "train.jsonl"
    file.write_text("\n".join(GOOD))
    assert _said(file, Split(0, 2000)) == _said(file, ONE)


def test_a_wrapper_may_start_the_interpreter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who ends it ends the wrapper; the worker ends by itself, and nobody waits for ever."""
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\n{sys.executable} "$@"\nexit 0\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    one = _Attentive("gemini", statistics=False)
    closing = threading.Thread(target=one.close, daemon=True)
    closing.start()
    until(lambda: not closing.is_alive(), "its end")
    assert not one.ready


def test_few_long_pieces_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a worker never answers, nobody holds many lines of the greatest length."""
    read = 0

    class Stopped(_Unsteady):
        ready = True

        @property
        def answers(self) -> deque[Tally | None]:
            return deque()

    def pieces(*of: Any) -> Iterator[Any]:
        nonlocal read
        for piece in cut(*of):
            read += 1
            yield piece

    def counted(*of: Any, **more: Any) -> Tally | None:
        read_until_then.append(read)
        return tally_of(*of, **more)

    cut, read_until_then = two_processes._pieces, list[int]()
    monkeypatch.setattr(two_processes, "Worker", Stopped)
    monkeypatch.setattr(two_processes, "_pieces", pieces)
    monkeypatch.setattr(two_processes, "tally_of", counted)
    monkeypatch.setattr(two_processes, "_MOST_HELD_BYTES", 1)
    file = tmp_path / "train.jsonl"
    file.write_text("\n".join(GOOD))
    assert _said(file, Split(0, 300)) == _said(file, ONE)
    assert read_until_then == [*range(1, read + 1)]


@pytest.mark.parametrize("broken", ["killed", "other rules", "no interpreter", "no pipe"])
def test_without_it(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it can't be started, knows other rules, or dies with a piece, one process does it."""

    class Dying(_Attentive):
        def give(self, piece: Any) -> None:
            if isinstance(piece, bytes) and self._process:
                self._process.kill()
            super().give(piece)

    def refused(*_words: Any, **_more: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    if broken == "killed":
        monkeypatch.setattr(two_processes, "Worker", Dying)
    elif broken == "other rules":
        monkeypatch.setattr(worker, "rules_of", lambda _: "another version's")
    elif broken == "no interpreter":
        monkeypatch.setattr(worker.sys, "executable", None)
    else:
        monkeypatch.setattr(worker.subprocess, "Popen", refused)
    file = tmp_path / "train.jsonl"
    file.write_text("\n".join(GOOD * 3))
    assert _said(file, Split(0, 2000)) == _said(file, ONE)


def test_a_cancel_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is heard within a piece, not only between pieces."""

    class Soon(threading.Event):
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 5

    class NotThere(_Unsteady):
        ready = False

    monkeypatch.setattr(two_processes, "Worker", NotThere)
    limits = {**dataset_schema("gemini").limits, "lineBytes": 1 << 24}
    monkeypatch.setattr(dataset_schema("gemini"), "limits", limits)
    file = tmp_path / "train.jsonl"
    file.write_text(f"{GOOD[2]}\n" * 5000)
    cancel = Soon()
    with pytest.raises(ReadInterruptedError, match=r"train\.jsonl: interrupted"):
        scan(file, watch=Watch(cancel), split=Split(0, 1 << 24))
    assert cancel.asked == 6


def test_a_small_file_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does one where there is one processor."""
    assert not Split().fits(99_999_999)
    assert Split().fits(100_000_000)
    monkeypatch.setattr(split, "_processors", lambda: 1.5)
    assert not Split().fits(100_000_000)


def test_a_containers_share_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may have many processors, and a share of one."""
    monkeypatch.undo()
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(split, "_QUOTA", str(quota))
    here = split._processors()
    assert here == len(os.sched_getaffinity(0))
    quota.write_text("max 100000\n")
    assert split._processors() == here
    quota.write_text("50000 100000\n")
    assert split._processors() == 0.5
