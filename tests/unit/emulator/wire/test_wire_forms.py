"""Lenient JSON, proto scalars and page tokens."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.fields import Field, Message, snake
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.paging import read_token, write_token
from google_tuning_emulator.wire.scalars import float32

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_short_floats_are_the_same_float(value: float) -> None:
    """The number that is written is the same 32-bit float as the one that was read."""
    assert struct.pack("<f", float32(value)) in {
        struct.pack("<f", value),
        struct.pack("<f", 0.0),  # -0.0 is written as 0
    }


@pytest.mark.parametrize(("given_", "shown"), [(0.7, "0.7"), (1.0, "1"), (0.001, "0.001")])
def test_short_floats(given_: float, shown: str) -> None:
    """A float is written as short as Google writes it, a whole one without a point."""
    rounded = struct.unpack("<f", struct.pack("<f", given_))[0]
    assert json.dumps(float32(rounded)) == json.dumps(float32(given_)) == shown


@given(JSON)
def test_strict_json_is_read_as_it_is(value: Any) -> None:
    """Lenience changes nothing in JSON that is valid."""
    assert loads(json.dumps(value).encode()) == value


@given(JSON.filter(lambda value: isinstance(value, (list, dict)) and bool(value)))
def test_trailing_commas(value: Any) -> None:
    """A trailing comma is dropped, and commas inside strings never are."""
    text = json.dumps(value)
    assert loads((text[:-1] + " ,\n" + text[-1]).encode()) == value


@pytest.mark.parametrize("text", ["[1,,]", "{} {}", "[1,", "Infinity", '{"a":}'])
def test_what_stays_wrong(text: str) -> None:
    """Only trailing commas are forgiven."""
    with pytest.raises(ApiError) as raised:
        loads(text.encode())
    assert raised.value.code == 400


def test_deep_nesting_is_a_400() -> None:
    """A body too deep to read is the client's error."""
    with pytest.raises(ApiError, match="400"):
        loads(b"[" * 100_000)


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("int32", "5", 5),
        ("int32", 5.0, 5),
        ("int32", "5.0", 5),
        ("int64", "9007199254740993", 9007199254740993),
        ("int64", str(2**63 - 1), 2**63 - 1),
        ("float", "0.5", 0.5),
        ("bool", "true", True),
        ("timestamp", "2024-05-01T12:00:00.5Z", "2024-05-01T12:00:00.5Z"),
    ],
)
def test_scalars_that_pass(kind: str, value: Any, read: Any) -> None:
    """Numbers may be strings, and 64-bit ones lose no digit."""
    assert Message("x", {"f": Field(kind)}).parse({"f": value}) == {"f": read}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int32", 5.5),
        ("int32", True),
        ("int32", 2**31),
        ("int64", 2**63),
        ("int32", "x"),
        ("float", 1e39),
        ("float", "NaN"),
        ("float", False),
        ("string", 5),
        ("bool", 1),
        ("timestamp", "yesterday"),
    ],
)
def test_scalars_that_do_not(kind: str, value: Any) -> None:
    """A value of another type or beyond its range is refused."""
    with pytest.raises(ApiError, match=rf"(?i)Invalid value at 'a_f' \(.*{kind}\)"):
        Message("x", {"aF": Field(kind)}).parse({"aF": value})


def test_names() -> None:
    """Paths in errors are in snake_case."""
    assert snake("readerProjectNumbers") == "reader_project_numbers"


@given(st.integers(), st.text())
def test_page_tokens_go_round(number: int, text: str) -> None:
    """A page token gives back what was put in, and only to whom it belongs."""
    token = write_token(number, text)
    assert read_token(token, int, str) == (number, text)
    with pytest.raises(ApiError):
        read_token(token, int)
