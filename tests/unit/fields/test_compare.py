"""Equality without false drift, and without missing a real one."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_google_tuning.fields.compare import same, same_on_server
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema
from pulumi_google_tuning.fields.values import UNKNOWN

FIELDS = ResourceSchema.load("tuned_model").fields
SHA = "0" * 64


@pytest.mark.parametrize(
    ("name", "mine", "theirs"),
    [
        ("topK", 5, 5.0),
        ("topK", 5, "5"),
        ("topK", "5.0", 5),
        ("temperature", 0.7, 0.699999988),
        ("temperature", 0.7, "0.7"),
        ("temperature", 1, 1.0),
        ("temperature", 0, 0.0),
        ("baseModel", "models/x", "x"),
        ("tunedModelSource", "x", "tunedModels/x"),
        ("readerProjectNumbers", ["1", "2"], ["2", "1"]),
        ("readerProjectNumbers", ["1"], [1.0]),
        ("readerProjectNumbers", [], None),
        ("displayName", "", None),
        ("description", None, None),
        ("hyperparameters", {}, None),
        ("hyperparameters", {"epochCount": 5}, {"epochCount": "5", "batchSize": None}),
        ("hyperparameters", {"learningRate": 0.001}, {"learningRate": 0.0010000000474974513}),
        # Of one hyperparameter: the field is its parent.
        ("hyperparameters", 5, 5.0),
        ("hyperparameters", 0.001, 0.0010000000474974513),
        ("wait", True, "true"),
        ("trainingData", {"path": "a", "sha256": SHA}, {"path": "b", "sha256": SHA}),
    ],
)
def test_forms_of_one_value(name: str, mine: Any, theirs: Any) -> None:
    """No form in which Google, Pulumi or a stack's YAML writes a value shows as a change."""
    assert same(FIELDS[name], mine, theirs)
    assert same(FIELDS[name], theirs, mine)
    assert same_on_server(FIELDS[name], mine, theirs)


@pytest.mark.parametrize(
    ("name", "mine", "theirs"),
    [
        ("topK", 5, 6),
        ("topK", 16_777_217, 16_777_216),  # the same in 32 bits, but whole
        ("topK", 5, "five"),
        ("temperature", 0.7, 0.70001),
        ("temperature", 1e39, 2e39),
        ("baseModel", "models/x", "tunedModels/x"),
        ("readerProjectNumbers", ["1", "1"], ["1", "2"]),
        ("readerProjectNumbers", ["1", "2"], ["1"]),
        ("displayName", "a", None),
        ("displayName", "a", "A"),
        ("displayName", "1", "1.0"),
        ("revision", "1", "1.0"),
        ("hyperparameters", {"epochCount": 5}, {"epochCount": 5, "batchSize": 4}),
        ("hyperparameters", {"epochCount": 5}, None),
        ("wait", True, False),
        ("wait", True, 1),
        ("temperature", None, 0),
        ("trainingData", {"sha256": SHA}, {"sha256": "1" * 64}),
        ("trainingData", {"sha256": SHA}, None),
        ("topK", UNKNOWN, 5),
        ("topK", UNKNOWN, UNKNOWN),
        ("hyperparameters", {"epochCount": UNKNOWN}, {"epochCount": UNKNOWN}),
    ],
)
def test_other_values(name: str, mine: Any, theirs: Any) -> None:
    """A real change is seen, and what isn't known may be one."""
    assert not same(FIELDS[name], mine, theirs)
    assert not same(FIELDS[name], theirs, mine)
    assert not same_on_server(FIELDS[name], mine, theirs)


def test_a_zero_that_the_server_omits() -> None:
    """Proto3's JSON leaves zeros out: no drift; but a program that sets one changes something."""
    field = FIELDS["temperature"]
    assert same_on_server(field, 0, None)
    assert not same(field, 0, None)
    assert not same_on_server(field, 0.5, None)
    assert not same_on_server(field, None, 0)


@given(st.floats(0, 1, width=64))
def test_a_float_survives_32_bits(number: float) -> None:
    """Whatever Google's `float` makes of a number, it is still the number."""
    rounded = struct.unpack("<f", struct.pack("<f", number))[0]
    assert same(FIELDS["temperature"], number, rounded)
    assert same(FIELDS["temperature"], number, float(f"{rounded:.9g}"))


@given(st.integers(-(2**53), 2**53), st.integers(-(2**53), 2**53))
def test_whole_numbers_are_exact(one: int, other: int) -> None:
    """Whole numbers in any form are the same exactly when they are equal."""
    for form in (int, float, str):
        assert same(FIELDS["topK"], one, form(other)) == (one == other)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(FIELDS)), anything, anything)
def test_any_two_values_can_be_compared(name: str, mine: Any, theirs: Any) -> None:
    """A server may answer anything: comparing never raises, and the order doesn't matter."""
    assert same(FIELDS[name], mine, theirs) == same(FIELDS[name], theirs, mine)


def test_numbers_that_no_float_can_hold_are_compared() -> None:
    """A whole number beyond a float's range is another one, and no mistake of ours."""
    schema = {"type": "number", "x-change": "patch"}
    field = Field.of("f", schema)
    assert not same(field, 10**400, float("inf"))
    assert not same(field, 3.4028235677973366e38, float("inf"))
