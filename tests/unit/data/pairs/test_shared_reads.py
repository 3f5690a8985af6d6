"""Examples of one content are read once, for all models of a run that name it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.data.pairs.examples import Reads, read, reread
from pulumi_google_tuning.data.pairs.rows import RowSchema
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.values import DataText
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

ROWS = 12
TEXT = "".join(json.dumps({"input": f"{n}", "output": f"{n + 1}"}) + "\n" for n in range(ROWS))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a list that gets each row that is checked."""
    rows: list[Any] = []
    fit = RowSchema.fit

    def counted(self: RowSchema, value: Any, **more: Any) -> Any:
        rows.append(value)
        return fit(self, value, **more)

    monkeypatch.setattr(RowSchema, "fit", counted)
    return rows


def _write(path: str, text: str = TEXT) -> str:
    Path(path).write_text(text, encoding="utf-8")
    return path


def test_models_on_one_file_read_it_once(
    checked: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Checks and creates of five models check each row once, under all of the file's paths."""
    monkeypatch.chdir(tmp_path)
    run, kind, config = Run(), TunedModelKind(), Config()
    life = Lifecycle(kind, Session(config), lambda *_: pytest.fail("polled"), config)
    paths = [_write("train.jsonl")] * 4 + [str(tmp_path / "train.jsonl")]
    for number, path in enumerate(paths):
        call = Call(urn=f"urn:pulumi:s::p::google-tuning:index:TunedModel::m{number}", run=run)
        news = {"baseModel": "models/gemini-1.5-flash-001-tuning", "trainingData": path}
        found = life.check(call, {}, news)
        assert found.failures == []
        assert found.inputs["trainingData"]["path"] == path
        data = run.data.get(kind.schema, found.inputs)
        assert data == found.data
    assert len(checked) == ROWS


def test_threads_share_one_read(checked: list[Any], tmp_path: Path) -> None:
    """Who asks while it is read waits for it."""
    path, reads = _write(str(tmp_path / "train.jsonl")), Reads()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read(path, reads=reads), range(32)))
    assert len({id(one.canonical) for one in found}) == 1
    assert len(checked) == ROWS


def test_each_names_its_own_file(
    checked: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Errors are shared too, and those of a copy of the file name the copy."""
    monkeypatch.chdir(tmp_path)
    reads = Reads()
    bad = '{"input": "a", "output": ""}\n'
    for path in ("a.jsonl", "b.jsonl", "a.jsonl", "a.jsonl"):
        with pytest.raises(DataError) as caught:
            read(_write(path, bad), reads=reads)
        assert str(caught.value) == f"{path}:1: output is empty"
    assert len(checked) == 2
    for label in ("trainingData", "other"):
        with pytest.raises(DataError) as caught:
            read(DataText(bad), label=label, reads=reads)
        assert str(caught.value) == f"{label}:1: output is empty"


def test_a_file_that_changes_in_the_middle_is_found(tmp_path: Path) -> None:
    """The key is what the file holds: a change between check and create is an error as ever."""
    path, reads = _write(str(tmp_path / "train.jsonl")), Reads()
    then = read(path, reads=reads).summary()
    assert reread(then, reads=reads).sha256 == then["sha256"]
    _write(path, TEXT.replace('"1"', '"one"'))
    with pytest.raises(DataError, match="changed since it was checked"):
        reread(then, reads=reads)


def test_one_content_in_two_forms_is_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The ending of the name decides how the bytes are read."""
    monkeypatch.chdir(tmp_path)
    reads = Reads()
    text = "input,output\na,b\n"
    assert read(_write("train.csv", text), reads=reads).count == 1
    with pytest.raises(DataError, match=r"train\.jsonl"):
        read(_write("train.jsonl", text), reads=reads)


def test_what_is_kept_has_a_bound(checked: list[Any], tmp_path: Path) -> None:
    """The oldest content is dropped where there is no room, and read again where it is needed."""
    one, other = _write(str(tmp_path / "a.jsonl")), _write(str(tmp_path / "b.jsonl"), TEXT * 2)
    reads = Reads(most_bytes=len(read(other).canonical))
    checked.clear()
    for path in (one, one, other, other, one):
        read(path, reads=reads)
    assert len(checked) == ROWS + 2 * ROWS + ROWS
