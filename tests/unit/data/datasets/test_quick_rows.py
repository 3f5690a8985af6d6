"""The quick way against the whole check: where it says "good", so does the other."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets.quick import pieces
from pulumi_google_tuning.data.datasets.quick.decoders import Decoder, Jiter, Standard
from pulumi_google_tuning.data.datasets.quick.judge import Judge
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.row_text import count_row, count_texts
from pulumi_google_tuning.data.datasets.rows import DatasetSchema, Row
from pulumi_google_tuning.data.datasets.scan import FORMATS
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.data.statistics import Statistics

jiter = pytest.importorskip("jiter")
DECODERS: dict[str, Callable[[], Decoder]] = {
    "json": Standard,
    "jiter": lambda: Jiter(jiter.from_json),
}
IMAGE = {"mimeType": "image/png", "fileUri": "gs://a/b.png"}


def _said(role: str, *texts: str) -> Row:
    return {"role": role, "parts": [{"text": text} for text in texts]}


SYSTEM = {"role": "system", "parts": [{"text": "Be brief: a word."}]}
TALK = [_said("user", "one\n", "two: 2"), _said("model", "größer \U0001f600")]
ASKED = [*TALK, _said("user", "and?")]
CALL = {"functionCall": {"name": "f", "args": {"n": 3, "zero": 0, "x": -0.5, "big": 10**20}}}
ANSWER = {"functionResponse": {"name": "f", "response": {"s": "a:b", "l": [1, [2.5, None, True]]}}}
CONFIG = {"mediaResolution": "MEDIA_RESOLUTION_LOW", "responseSchema": {"type": "OBJECT"}}
GOOD: dict[str, list[Row]] = {
    "gemini": [
        {"contents": TALK},
        {"contents": [*TALK, *TALK], "systemInstruction": SYSTEM},
        {"system_instruction": {"parts": [{"text": "s"}]}, "contents": TALK},
        {
            "contents": [
                {"role": "user", "parts": [{"fileData": IMAGE}, {"text": "what?"}]},
                _said("model", "this"),
            ],
            "generationConfig": CONFIG,
        },
        {
            "contents": [
                {
                    "role": "user",
                    "parts": [
                        {"inline_data": {"mime_type": "video/mp4", "data": "aGk="}},
                        {"file_data": IMAGE, "mediaResolution": {"level": "x"}},
                    ],
                },
                _said("model", "this"),
            ]
        },
        {
            "contents": [
                _said("user", "weather?"),
                {"role": "model", "parts": [CALL, CALL]},
                {"parts": [ANSWER]},
                {"parts": [ANSWER]},
                {"role": "model", "parts": [{"text": "hm", "thought": True}, {"text": "sun"}]},
            ],
            "tools": [{"functionDeclarations": [{"name": "f", "n": 1}]}],
            "labels": {"a": "b"},
        },
    ],
    "messages": [
        {
            "messages": [
                {"role": "system", "content": "s"},
                {"role": "user", "content": "a: b"},
                {"role": "model", "content": "c\ud83d\ude00"},
            ]
        }
    ],
    "preference": [
        {
            "contents": ASKED,
            "completions": [
                {"score": first, "completion": _said("model", "good", "!")},
                {"score": 1 - first, "completion": _said("model", "bad")},
            ],
            **more,
        }
        for first in (0, 1, 1.0)
        for more in ({}, {"systemInstruction": SYSTEM})
    ],
    "openai-messages": [
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}
    ],
    "prompt-completion": [{"prompt": "a: b", "completion": "größer"}],
    "open-contents": [
        {
            "contents": [
                {"role": "user", "parts": [{"fileData": IMAGE}, {"text": "a"}]},
                _said("assistant", "b"),
            ]
        },
        {"contents": [_said("user", "a"), _said("assistant", "b")], "systemInstruction": SYSTEM},
    ],
    "reinforcement": [
        {"contents": ASKED, "references": {"answer": "4"}},
        {"contents": [_said("user", "a")]},
    ],
    "prompts": [{"contents": ASKED}, {"contents": ASKED, "system_instruction": SYSTEM}],
}
VALUES: tuple[Any, ...] = (
    *(
        "",
        "a",
        "user",
        "model",
        "system",
        "assistant",
        ":",
        "\ud800",
        "\U0001f600",
        " \\u003a",
        "::",
    ),
    *(None, True, False, 0, 1, -0.0, 1.0, 2, 10**30, 10**400, [], {}, [""], {"text": "a"}),
    *({"text": ""}, {"role": "user"}, IMAGE, {"a": {"b": [0, -1]}}, CALL, ANSWER),
)
KEYS = (
    *("text", "role", "parts", "contents", "content", "systemInstruction", "system_instruction"),
    *("fileData", "file_data", "inlineData", "functionCall", "function_call", "thought", "tools"),
    *("mimeType", "mime_type", "score", "completion", "completions", "labels", "x", "references"),
    *("generationConfig", "generation_config", "mediaResolution", "media_resolution", "prompt"),
)
SCRAPS = (
    *(b'"', b"\\", b":", b",", b"{", b"}", b"[", b"]", b" ", b"\t", b"\x00", b"\xff", b"\\ud83d"),
    *(b"\\ud83d\\ude00", b"\\u003a", b"\\u003A", b'"a":1,', b'"role":"user",', b"-0", b"1e999"),
    *(b"NaN", b"0", b'"\\u0061":1,"a":2,', b'"text":"b",', b"\\\\ud83d", b"\xef\xbb\xbf", b"\r"),
)


class _Schema(DatasetSchema):
    """A schema that counts how often the whole check is asked."""

    asked = 0

    def read(self, line: bytes) -> Row | None:
        self.asked += 1
        return super().read(line)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, item in list(value.items()) if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(item, (dict, list)):
            yield from _places(item)


def _in_tree(chance: random.Random, row: Row) -> None:
    holder, key = chance.choice(list(_places(row)))
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        case 2 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = holder.pop(key)
        case 3 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = copy.deepcopy(chance.choice(VALUES))
        case 4 if isinstance(holder, list):
            holder.insert(key, copy.deepcopy(chance.choice([*VALUES, *holder])))
        case _ if isinstance(holder[key], str):
            holder[key] += chance.choice(("", "a", ":", '":', "\U0001f600", "\ud800", "\\", '" :'))


def _in_bytes(chance: random.Random, line: bytes) -> bytes:
    at = chance.randrange(len(line))
    match chance.randrange(4):
        case 0:
            return line[:at] + line[at + chance.randint(1, 3) :]
        case 1:
            return line[:at] + chance.choice(SCRAPS) + line[at:]
        case 2:
            end = min(at + chance.randint(1, 40), len(line))
            return line[:end] + chance.choice((b"", b",")) + line[at:end] + line[end:]
        case _:
            return line[:at] + bytes([chance.randrange(256)]) + line[at + 1 :]


def _mutated(chance: random.Random, row: Row) -> bytes:
    row = copy.deepcopy(row)
    for _ in range(chance.choice((0, 1, 1, 2))):
        if row:
            _in_tree(chance, row)
    space = chance.choice(((",", ":"), (", ", ": "), (",", " :"), ("\t,", "\t: ")))
    text = json.dumps(row, ensure_ascii=chance.random() < 0.7, separators=space)
    line = text.encode("utf-8", "surrogatepass")
    return _in_bytes(chance, line) if chance.random() < 0.4 else line


def _agree(judge: Judge, schema: DatasetSchema, line: bytes) -> None:
    """Check that a line is judged, and counted, as the whole check does."""
    found, row = judge(line), schema.read(line)
    if found is None or row is None:
        assert found is row is None, line
        return
    tokens, figures = TokenCount(), Statistics()
    wanted_tokens, wanted = TokenCount(), Statistics()
    wanted_tokens.add(row, schema.turns)
    count_row(wanted, 7, row, 1, schema.turns)
    if isinstance(found, tuple):
        tokens.characters += found[0]
        count_texts(figures, 7, found, 1)
        multimodal = False
        if (more := found[-1]) is not None:
            more.add_to(tokens)
            tokens.add_json(more.json)
            multimodal = more.is_multimodal
        assert schema.is_multimodal(row, line) == multimodal
    else:
        tokens.add(found, schema.turns)
        count_row(figures, 7, found, 1, schema.turns)
        assert found == row
        assert schema.is_multimodal(found, line) == schema.is_multimodal(row, line)
    assert (tokens, figures) == (wanted_tokens, wanted), line


def _fuzz(form: str, decoder: str, lines: int, seed: int) -> None:
    chance = random.Random(seed)
    judge = Judge(asked := _Schema(form), DECODERS[decoder]())
    for row in GOOD[form]:
        judge(json.dumps(row).encode())
    schema, good = DatasetSchema(form), 0
    for _ in range(lines):
        line = _mutated(chance, chance.choice(GOOD[form]))
        before = asked.asked
        _agree(judge, schema, line)
        good += asked.asked == before
    assert good > lines / 10, "the quick way was hardly ever taken"


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("form", FORMATS)
def test_both_ways_agree(form: str, decoder: str) -> None:
    """Of rows that were changed in their tree or their bytes, both say the same."""
    _fuzz(form, decoder, 400, 1)


@pytest.mark.thorough
@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("form", FORMATS)
def test_both_ways_agree_on_many_rows(form: str, decoder: str) -> None:
    """The same for 112,000 changed rows."""
    _fuzz(form, decoder, 7_000, 2)


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_good_row_is_known_at_once(form: str, decoder: str) -> None:
    """Whoever speaks in an order that was good needs no whole check the second time."""
    judge = Judge(asked := _Schema(form), DECODERS[decoder]())
    lines = [json.dumps(row).encode() for row in GOOD[form]]
    first = [judge(line) for line in lines]
    assert None not in first
    before = asked.asked
    again = [judge(line) for line in lines]
    assert None not in again
    assert asked.asked == before


LONG: dict[str, Row] = {
    "turns": {"contents": TALK * 200},
    "role": {"contents": TALK, "systemInstruction": {**SYSTEM, "role": "r" * 1000}},
}


@pytest.mark.parametrize("kind", LONG)
def test_no_long_shape_is_remembered(kind: str) -> None:
    """A file of long rows, each of another shape, doesn't fill the memory: they are read whole."""
    judge = Judge(asked := _Schema("gemini"), Standard())
    line = json.dumps(LONG[kind]).encode()
    assert judge(line) == judge(line) is not None
    assert asked.asked == 2


def test_no_long_word_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of file is, and is checked once; a signature of megabytes isn't."""
    checked: list[str] = []
    monkeypatch.setattr(pieces, "compiled", lambda _: checked.append)
    piece = pieces.piece_of({"type": "string"})
    for value in ("image/png", "s" * 1000) * 2:
        piece.take(value, More())
    assert checked == ["image/png", "s" * 1000, "s" * 1000]
