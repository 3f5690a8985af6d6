"""The examples, run as a reader runs them."""

from __future__ import annotations

import json
import runpy
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from support.emulator import ROOT, Emulator
from support.project import OK, Project
from support.vertex import Vertex

SENTIMENT = ROOT / "examples" / "sentiment-vertex"


def test_the_number_generator(project: Project, emulator: Emulator) -> None:
    """The tutorial's example ends ACTIVE and says eight after seven; a second up does nothing."""
    source = ROOT / "examples" / "number-generator"
    for name in ("__main__.py", "train.jsonl"):
        shutil.copy(source / name, project.folder / name)
    first = project.up()
    assert "trains 38 steps: 15 examples × 10 epochs / batch 4" in first.text
    outputs = project.outputs()
    (model,) = emulator.models()
    assert model["state"] == "ACTIVE"
    assert outputs["model"] == model["name"]
    assert outputs["loss"] > 0
    assert outputs["answer"] == "eight"
    project.up("--refresh", "--expect-no-changes")
    project.destroy()
    assert emulator.models() == []
    assert len(emulator.trainings()) == 1


def test_sentiment_on_vertex(tmp_path: Path, emulator: Emulator) -> None:
    """Two files become an endpoint that tells blame from praise; a second up does nothing."""
    project = Project(tmp_path, emulator.url, "sentiment-vertex")
    vertex = Vertex(emulator)
    for name in ("__main__.py", "train.jsonl", "validation.jsonl"):
        shutil.copy(SENTIMENT / name, project.folder / name)
    project.config("project", "my-project")
    project.run("config", "set", "bucket", "my-tuning-data", expect=OK)
    assert "tunes gemini-3.5-flash for 3 epochs" in project.up().text
    outputs = project.outputs()
    assert outputs["sentiment"] == "negative"
    (job,) = vertex.jobs()
    assert outputs["job"] == job["job"]
    assert outputs["endpoint"] == job["endpoint"]
    project.up("--refresh", "--expect-no-changes")
    assert emulator.uploads() == 2
    project.destroy()
    assert vertex.nothing_left()
    assert len(vertex.jobs()) == 1


def _reviews(file: str) -> list[tuple[str, str]]:
    rows: list[dict[str, Any]] = [json.loads(row) for row in (SENTIMENT / file).open()]
    return [tuple(turn["parts"][0]["text"] for turn in row["contents"]) for row in rows]


def test_the_sentiment_data_is_what_it_says() -> None:
    """500 and 100 rows, labels in balance, and no review twice, also not across the files."""
    train, validation = _reviews("train.jsonl"), _reviews("validation.jsonl")
    assert (len(train), len(validation)) == (500, 100)
    assert len({review for review, _ in train + validation}) == 600
    for reviews in (train, validation):
        labels = Counter(label for _, label in reviews)
        assert set(labels) == {"positive", "negative", "neutral"}
        assert max(labels.values()) - min(labels.values()) <= 1


def test_the_sentiment_data_is_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The script beside the data writes the very bytes that stand there."""
    for script in ("make_data.py", "subjects.py"):
        shutil.copy(SENTIMENT / script, tmp_path / script)
    monkeypatch.syspath_prepend(tmp_path)
    runpy.run_path(str(tmp_path / "make_data.py"), run_name="__main__")
    for file in ("train.jsonl", "validation.jsonl"):
        assert (tmp_path / file).read_bytes() == (SENTIMENT / file).read_bytes()
