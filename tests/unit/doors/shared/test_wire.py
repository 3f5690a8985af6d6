"""Values on Pulumi's wire: read into plain ones, and written back with what of them is secret."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.doors.shared import wire
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
UNKNOWNS = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
]
JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text().filter(lambda key: not key.startswith("__")), inner, max_size=4)
    ),
    max_leaves=20,
)


def struct(values: dict[str, Any]) -> struct_pb2.Struct:
    """Return values as the engine sends them."""
    made = struct_pb2.Struct()
    made.update(values)
    return made


def secret(value: Any) -> dict[str, Any]:
    """Return a value as the engine marks a secret."""
    return {SIGNATURE: SECRET, "value": value}


@given(st.dictionaries(st.text().filter(lambda key: not key.startswith("__")), JSON, max_size=5))
def test_what_is_written_is_read_again(values: dict[str, Any]) -> None:
    """Plain values survive the wire; the engine knows no integers, so 5 comes back from 5.0."""
    assert wire.read(wire.written(values)).values == values


@pytest.mark.parametrize("mark", UNKNOWNS)
def test_an_unknown_of_any_type_is_unknown(mark: str) -> None:
    """Each type has a text of its own; inside a secret, a list and a map as well."""
    read = wire.read(struct({"a": mark, "b": [mark], "c": secret(mark), "d": {"e": mark}}))
    assert read.values == {"a": UNKNOWN, "b": [UNKNOWN], "c": UNKNOWN, "d": {"e": UNKNOWN}}
    assert wire.written({"a": UNKNOWN})["a"] == UNKNOWNS[0] == rpc.UNKNOWN


def test_secrets_are_plain_inside_and_secret_again_outside() -> None:
    """At every depth, by path, in one another; and their texts are known, for sentences."""
    given = {
        "name": secret("hush"),
        "labels": {"team": secret("quiet"), "open": "x"},
        "rows": [{"a": secret(secret(3))}],
        "whole": secret({"inner": secret("deep")}),
    }
    read = wire.read(struct(given))
    assert read.values == {
        "name": "hush",
        "labels": {"team": "quiet", "open": "x"},
        "rows": [{"a": 3}],
        "whole": {"inner": "deep"},
    }
    assert read.secret_names == {"name", "labels", "rows", "whole"}
    assert set(read.secret_texts()) == {"hush", "quiet", "3", "deep"}
    again = wire.read(wire.written(read.values, read.secrets))
    assert again == read


def test_a_secret_of_null_has_no_text() -> None:
    """What isn't set in a configuration is secret all the same: it is left out, as any null."""
    read = wire.read(struct({"name": secret(None), "labels": {"team": secret(None)}}))
    assert read.values == {"labels": {}}
    assert list(read.secret_texts()) == []


def test_assets_and_other_marks() -> None:
    """A file, a text, an address; an output and a resource, which nobody asked for."""
    given = {
        "file": {SIGNATURE: ASSET, "path": "rows.jsonl", "hash": "1"},
        "text": {SIGNATURE: ASSET, "text": "[]"},
        "address": {SIGNATURE: ASSET, "uri": "https://example.com/rows"},
        "output": {SIGNATURE: OUTPUT, "value": "x", "secret": True, "dependencies": []},
        "later": {SIGNATURE: OUTPUT},
        "resource": {SIGNATURE: RESOURCE, "urn": "urn:pulumi:s::p::t::n", "id": "tunedModels/m"},
    }
    read = wire.read(struct(given))
    assert read.values == {
        "file": DataFile("rows.jsonl"),
        "text": DataText("[]"),
        "address": "https://example.com/rows",
        "output": "x",
        "later": UNKNOWN,
        "resource": "tunedModels/m",
    }
    assert read.secret_names == {"output"}


def test_pulumis_own_keys_and_nulls_are_left_out() -> None:
    """`__provider` of a stack that had the other door, and null; the sketch of the data stays."""
    given = {"__provider": "x", "none": None, "data": {"sha256": "a", SKETCH: "s", "__x": 1}}
    assert wire.read(struct(given)).values == {"data": {"sha256": "a", SKETCH: "s"}}


def test_what_is_in_a_row_is_the_rows() -> None:
    """In the items of a list at the top nothing is Pulumi's own, and null is a value."""
    rows = [{"args": {"city": None, "__typename": "City", "at": [{"__ref": None}]}}, "text"]
    assert wire.read(struct({"rows": rows})).values == {"rows": rows}
    assert wire.read(struct({"spec": {"metrics": [{"a": None}]}})).values == {
        "spec": {"metrics": [{}]}
    }


def test_a_mark_without_its_value_is_left_where_it_is() -> None:
    """A path that isn't in the values marks nothing, and a value that is none stays null."""
    written = wire.written({"a": None, "b": {}, "c": []}, {("x",), ("b", "y")})
    assert dict(written) == {"a": None, "b": {}, "c": []} or written["a"] is None
    assert wire.read(written).secrets == frozenset()
