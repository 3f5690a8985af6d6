"""What Pulumi's protocol can carry of an answer: the rest of it has been paid for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.protobuf import struct_pb2

from pulumi_google_tuning.fields.tolerant import MOST_LEVELS, storable


def nested(levels: int) -> Any:
    """Return maps in one another."""
    value: Any = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (r'"half \ud83d of a pair"', "half ? of a pair"),
        (r'{"\udc00": "\ud83d\ude00"}', {"?": "😀"}),
        (
            f"[1{'0' * 400}, -1{'0' * 400}, 1e308, 7, true, null]",
            [None, None, 1e308, 7, True, None],
        ),
        ("[NaN, Infinity, -Infinity]", [None, None, None]),
    ],
)
def test_what_no_protocol_carries_is_left_out(said: str, kept: Any) -> None:
    """Half of a surrogate pair and a number beyond a float's, wherever they are."""
    value = storable(json.loads(said))
    assert value == kept
    struct = struct_pb2.Struct()
    struct.update({"answer": value})
    assert struct.SerializeToString()


def test_what_is_too_deep_is_left_out() -> None:
    """As deep as it may be, it is written and read again."""
    struct = struct_pb2.Struct()
    struct.update({"answer": storable(nested(MOST_LEVELS + 300))})
    struct_pb2.Struct.FromString(struct.SerializeToString())
    assert storable(nested(MOST_LEVELS)) == nested(MOST_LEVELS)
