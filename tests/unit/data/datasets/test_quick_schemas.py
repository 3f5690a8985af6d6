"""What the quick way knows of the schemas, and what its decoder reads."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pulumi_google_tuning.data.datasets import row_json
from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.data.datasets.quick.decoders import Jiter, UnsureError
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.quick.pieces import piece_of
from pulumi_google_tuning.data.datasets.quick.texts import walk_of
from pulumi_google_tuning.data.datasets.rows import DatasetSchema
from pulumi_google_tuning.data.datasets.scan import FORMATS, scan
from pulumi_google_tuning.data.datasets.tokens import TokenCount
from pulumi_google_tuning.fields.values import DataText

jiter = pytest.importorskip("jiter")


@pytest.mark.parametrize("form", FORMATS)
def test_every_key_of_a_schema_is_known(form: str) -> None:
    """A key that the quick way doesn't know would cost every row that has it the whole check."""
    document = DatasetSchema(form).document
    assert walk_of(document) is not None
    if "in" in document["x-turns"] and form not in ("messages", "openai-messages"):
        unknown = [name for name, schema in _properties(document) if not _is_known(schema)]
        assert unknown == []


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield name, part
            yield from _properties(part)
        yield from _properties(schema.get("items"))


def _is_known(schema: Any) -> bool:
    if facts.items_of(schema):  # turns and parts, which the walk goes through
        return _is_known(schema["items"])
    return type(piece_of(schema)).__name__ != "_Unknown"


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["properties"]["contents"].update(maxItems=1),
        lambda document: document.update(minProperties=3),
        lambda document: _text_of(document).update(maxLength=1),
        lambda document: _text_of(document).update({"x-form": "short"}),
        lambda document: _part_of(document).update(maxProperties=0),
        lambda document: _part_of(document).update({"x-one-of": [["text"], ["thought"]]}),
    ],
)
def test_a_keyword_that_is_new_goes_the_long_way(change: Callable[[Any], None]) -> None:
    """Who edits a schema needs to know nothing of the quick way: it stands aside."""
    document = copy.deepcopy(DatasetSchema("gemini").document)
    change(document)
    assert walk_of(document) is None


def test_a_new_keyword_of_two_answers_does_too() -> None:
    """They are a list that has a rule of its own, which the walk says again."""
    document = copy.deepcopy(DatasetSchema("preference").document)
    document["properties"]["completions"]["uniqueItems"] = True
    walk = walk_of(document)
    turns = [{"role": "user", "parts": [{"text": "a"}]}]
    assert walk
    with pytest.raises(KeyError):
        walk({"contents": turns, "completions": []})


@pytest.mark.parametrize("empty", ["", [], {}])
def test_what_is_empty_may_be_no_object(empty: Any) -> None:
    """Where an object needs no key, an empty text has none either."""
    schema = {"type": "object", "additionalProperties": False, "properties": {"a": {}}}
    with pytest.raises(UnsureError):
        piece_of(schema).take(empty, More())


def _part_of(document: Any) -> Any:
    return document["properties"]["contents"]["items"]["properties"]["parts"]["items"]


def _text_of(document: Any) -> Any:
    return _part_of(document)["properties"]["text"]


def test_keywords_of_ours_are_never_compiled() -> None:
    """The compiler knows none of them."""
    assert facts.is_compilable({"type": "string", "x-form": "a date"})
    assert not facts.is_compilable({"type": "object", "properties": {"a": {"x-duration": True}}})


ODD = (
    *(b"0", b"-0", b"-0.0", b"1", b"01", b"1.", b".5", b"+1", b"1e5", b"1E+5", b"1e", b"1e400"),
    *(b"1e-400", b"9" * 30, b"9" * 400, b"9" * 4301, b"9007199254740993", b"NaN", b"Infinity"),
    *(b"-Infinity", b"2.2250738585072011e-308", b"1.7976931348623159e308", b"5e-324", b"-", b"0x1"),
    *(b"1_0", b'"\\ud83d\\ude00"', b'"\\ud83d"', b'"\\ude00"', b'"\\ud83d\\u0041"', b'"\\\\ud83d"'),
    *(b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xff"', b'"\xf0\x9f\x98\x80"', b'{"a":1,"a":2}'),
    *(b'{"a":1,"\\u0061":2}', b'{"a":{"b":1},"a":{}}', b"\xef\xbb\xbf{}", b" {} ", b"\x0c{}"),
    *(b"{}\x00", b"{}\x0b", b"\xc2\xa0{}", b'"\x00"', b'"a\tb"', b'"\x7f"', b'"\\x"', b'"\\u12"'),
    *(b'"\\u+123"', b'"\\u1_23"', b"{a:1}", b'{"a":1,}', b"[1,]", b"{}{}", b"", b" ", b"True"),
    *(b'{"\\ud800":1}', b'"\\u0000"', b"1e1000000", b"-01", b"[1 2]", b'"abc', b"/**/1", b"null"),
    *(b"[" * depth + b"]" * depth for depth in (100, 199, 200, 201, 300)),
)


@pytest.mark.parametrize("text", ODD)
def test_jiter_reads_what_python_reads_or_nothing(text: bytes) -> None:
    """In odd cases too: what it refuses goes the long way, what it reads is the same."""
    decoder = Jiter(jiter.from_json)
    line = b'{"a": [' + text + b"]}" if text and text[:1] not in b" \xef\x0c" else text
    try:
        found = decoder.row(line)
    except ValueError:
        return
    wanted = row_json.decode(line.decode())
    assert repr(found) == repr(wanted)
    json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize("digits", [640, 641, 4300, 4301])
@pytest.mark.parametrize("limit", [0, 640, 4300])
def test_python_may_read_fewer_digits(limit: int, digits: int) -> None:
    """PYTHONINTMAXSTRDIGITS says so: a number of more is counted as the whole check does."""
    call = {"functionCall": {"name": "f", "args": {"n": "N"}}}
    turns = [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [call]}]
    row = json.dumps({"contents": turns}).replace('"N"', "7" * digits)
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        wanted = TokenCount()
        schema = DatasetSchema("gemini")
        read = schema.read(row.encode())
        assert read
        wanted.add(read, schema.turns)
        assert scan(DataText(f"{row}\n" * 3)).tokens.characters == 3 * wanted.characters
    finally:
        sys.set_int_max_str_digits(before)
