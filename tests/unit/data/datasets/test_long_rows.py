"""A long bad row: the words of any row, without hours of work, and Ctrl-C is heard meanwhile."""

from __future__ import annotations

import copy
import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.data import watch as watch_module
from pulumi_google_tuning.data.datasets import rows
from pulumi_google_tuning.data.datasets.long_rows import LONG_BYTES
from pulumi_google_tuning.data.datasets.problems import DatasetError
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.rows import DatasetSchema, dataset_schema
from pulumi_google_tuning.data.datasets.scan import FORMATS, scan
from pulumi_google_tuning.data.datasets.split import Split
from pulumi_google_tuning.data.watch import ReadInterruptedError, Watch
from pulumi_google_tuning.fields import messages
from pulumi_google_tuning.fields.values import DataText

IMAGE = {"fileData": {"mimeType": "image/png", "fileUri": "gs://a/b.png"}}
CALL = {"functionCall": {"name": "f", "args": {"n": 3}}}
TURNS = [
    {"role": "user", "parts": [{"text": "a"}, IMAGE]},
    {"role": "model", "parts": [{"text": "b"}, {"text": "c"}, CALL]},
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": "b"},
]
VALUES: tuple[Any, ...] = (
    *("", "a", "user", "\ud800", "\U0001f600", None, True, 0, -0.5, [], {}, [""], {"text": ""}),
    *({"text": "a"}, {"txt": "a"}, IMAGE, CALL, {"text": "a", **IMAGE}, TURNS[0], TURNS),
)
KEYS = ("text", "role", "parts", "content", "fileData", "file_data", "thought", "x", "mimeType")


def _nodes(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _nodes(item)


def _row(chance: random.Random, form: str) -> dict[str, Any]:
    turns = "messages" if "messages" in form else "contents"
    kind = TURNS[2:] if turns == "messages" else TURNS[:2]
    said = [kind[i % 2] for i in range(chance.choice((2, 9)))]
    row: dict[str, Any] = {turns: said, "systemInstruction": TURNS[0], "labels": {"a": "b"}}
    if form == "preference":
        row["completions"] = [{"score": i, "completion": TURNS[1]} for i in range(2)]
    found: dict[str, Any] = json.loads(json.dumps(row))
    for name in ("systemInstruction", "labels"):
        if chance.random() < 0.7:
            del found[name]
    for _ in range(chance.choice((0, 1, 1, 2, 12))):
        node = chance.choice(list(_nodes(found)))
        if isinstance(node, dict):
            node[chance.choice((*node, *KEYS))] = copy.deepcopy(chance.choice(VALUES))
        else:
            node.insert(chance.randint(0, len(node)), copy.deepcopy(chance.choice(VALUES)))
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_a_long_row_gets_the_words_of_any(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with it: what is passed over has nothing that would be said."""
    chance = random.Random(form)
    schema = DatasetSchema(form)
    for _ in range(120):
        row = _row(chance, form)
        line = json.dumps(row).encode()
        if chance.random() < 0.1:  # a key twice
            line = line.replace(b'"role"', b'"role": "user", "role"', 1)
        wanted = schema.problems(line)
        with monkeypatch.context() as patch:
            patch.setattr(rows, "LONG_BYTES", 0)
            assert schema.problems(line) == wanted, line


def _long(*last: dict[str, Any]) -> bytes:
    return json.dumps({"contents": [*TURNS[:2] * 5000, *last]}).encode()


def test_what_is_good_of_it_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten thousand turns the one that is bad is looked at by the validator of words."""
    seen: list[int] = []
    validator_of = rows.validator_of

    def counting(*given: Any) -> Any:
        validator = validator_of(*given)
        descend = type(validator).descend

        def counted(*arguments: Any, **named: Any) -> Any:
            seen.append(1)
            return descend(*arguments, **named)

        monkeypatch.setattr(type(validator), "descend", counted)
        return validator

    monkeypatch.setattr(rows, "validator_of", counting)
    line = _long({"role": "model", "parts": [{"text": ""}]})
    assert len(line) > LONG_BYTES
    assert dataset_schema("gemini").problems(line) == ["contents[10000].parts[0].text is empty"]
    assert 0 < len(seen) < 100


@pytest.mark.parametrize("form_of", ["file", "text", "two processes"])
@pytest.mark.parametrize(
    ("inside", "name"), [(Judge, "__call__"), (DatasetSchema, "read"), (DatasetSchema, "words")]
)
def test_ctrl_c_is_heard_inside_of_it(
    inside: type, name: str, form_of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only between rows: a file may be one row, and what looks at it be a library's, or in C.

    The work here has no end of its own, as a minute is none for who waits.
    """
    line = _long({"role": "model", "parts": [{"text": ""}]})
    value: Any = DataText(line.decode())
    if form_of != "text":
        value = tmp_path / "train.jsonl"
        value.write_bytes(line)
    watch, ended = Watch(), threading.Event()

    def endless(*_: Any) -> None:
        watch.cancel.set()
        ended.wait()

    monkeypatch.setattr(inside, name, endless)
    split = Split(0) if form_of == "two processes" else Split()
    try:
        with pytest.raises(ReadInterruptedError, match="Nothing of it was sent"):
            scan(value, watch=watch, split=split)
    finally:
        ended.set()


def test_ctrl_c_is_heard_in_a_list_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a row makes no line, so that each other one is looked at alone."""
    watch, ended = Watch(), threading.Event()

    def endless(*_: Any) -> None:
        watch.cancel.set()
        ended.wait()

    monkeypatch.setattr(DatasetSchema, "refusals", endless)
    try:
        with pytest.raises(ReadInterruptedError):
            scan([{"contents": TURNS[:2]}, 1], watch=watch)
    finally:
        ended.set()


def test_what_a_program_has_in_memory_tells_no_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be secret, and a line of progress would tell how large it is. A file's is told."""
    monkeypatch.setattr(watch_module, "_TOLD_BYTES", 1000)
    rows_of_it = [{"contents": TURNS[:2]}] * 1000
    text = "\n".join(map(json.dumps, rows_of_it))
    file = tmp_path / "train.jsonl"
    file.write_text(text)
    told: list[str] = []
    for value in (DataText(text), rows_of_it):
        scan(value, watch=Watch(progress=told.append))
    assert told == []
    scan(file, watch=Watch(progress=told.append))
    assert told


def test_where_no_thread_can_be_had_it_is_done_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may be short of them: then nobody hears a Ctrl-C, and the row has its words."""

    def none_left(_: Any) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    file = tmp_path / "train.jsonl"
    file.write_bytes(_long({"role": "model", "parts": [{"text": ""}]}))
    with pytest.raises(DatasetError, match=r"contents\[10000\]\.parts\[0\]\.text is empty"):
        scan(file)


def test_a_key_of_megabytes_is_not_compared_with_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is like it; and what could be as long is compared as ever."""
    compared: list[str] = []
    get_close_matches = messages.difflib.get_close_matches

    def counting(word: str, *given: Any) -> list[str]:
        compared.append(word)
        return get_close_matches(word, *given)

    monkeypatch.setattr(messages.difflib, "get_close_matches", counting)
    names = ["text", "fileData"]
    for length in range(1, 40):
        key = ("fileData" * 5)[:length]
        close = get_close_matches(key.lower(), [name.lower() for name in names], 1, 0.5)
        assert messages.closest(key, names) == ("fileData" if "filedata" in close else None)
    assert 8 < max(map(len, compared)) < 30
