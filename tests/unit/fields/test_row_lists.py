"""Rows in an argument of their own: they are the data of the field that everything else knows."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.row_lists import (
    fields_of,
    join_lists,
    list_names,
    names_with_rows,
)
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText
from pulumi_google_tuning.lifecycle.check import check

MODEL = ResourceSchema.load("tuned_model")
DATASET = ResourceSchema.load("tuning_dataset")
ROWS = [{"textInput": "1", "output": "2"}]


def test_each_data_field_has_a_list() -> None:
    """A model's examples and a dataset's rows have an argument of their own."""
    assert list_names(MODEL) == {"trainingData": "examples"}
    assert list_names(DATASET) == {"source": "rows"}
    assert list_names(ResourceSchema.load("tuning_job")) == {}


@pytest.mark.parametrize("rows", [ROWS, [], UNKNOWN, [UNKNOWN]])
def test_a_list_becomes_the_field(rows: Any) -> None:
    """The rows are where the check looks for them, known or not; nothing else is touched."""
    joined = join_lists(MODEL, {"baseModel": "models/x", "examples": rows, "trainingData": None})
    assert joined.inputs == {"baseModel": "models/x", "trainingData": rows}
    assert joined.failures == []


def test_a_file_stays_where_it_is() -> None:
    """Without a list the inputs are as they were given."""
    given = {"source": DataFile("rows.jsonl"), "bucket": "gs://b", "rows": None}
    joined = join_lists(DATASET, given)
    assert joined.inputs == {"source": DataFile("rows.jsonl"), "bucket": "gs://b"}
    assert joined.failures == []


@pytest.mark.parametrize("file", ["numbers.jsonl", UNKNOWN, DataText("{}"), ROWS])
def test_both_are_refused(file: Any) -> None:
    """Two sources of rows would leave one of them out without a word."""
    joined = join_lists(MODEL, {"trainingData": file, "examples": ROWS})
    assert [str(one) for one in joined.failures] == [
        "examples can't be given together with trainingData"
    ]
    assert joined.inputs == {"trainingData": file}


def test_the_states_data_are_taken_for_a_list() -> None:
    """With `ignoreChanges` the state's digest comes beside the list, and the list is ignored."""
    stored = {"sha256": "0" * 64, "exampleCount": 1}
    joined = join_lists(MODEL, {"trainingData": stored, "examples": ROWS})
    assert (joined.inputs, joined.failures) == ({"trainingData": stored}, [])


def test_a_failure_names_what_was_given() -> None:
    """A wrong row is found in the list that the program has, in each line that is said."""
    joined = join_lists(MODEL, {"baseModel": "models/x", "examples": [{"textInput": "1"}, {}]})
    said = [str(one) for one in joined.name_as_given(check(MODEL, joined.inputs).failures)]
    assert said
    assert "examples[0]" in said[0]
    assert not any("trainingData" in line for line in said)


def test_no_data_names_both() -> None:
    """Who gives no data is told of both arguments that take them."""
    joined = join_lists(MODEL, {"baseModel": "models/x"})
    assert joined.name_as_given([Failure("trainingData", "is required")]) == [
        Failure("trainingData", "is required, or examples instead")
    ]
    ignored = join_lists(MODEL, {}, {"trainingData": {"sha256": "0" * 64}})
    assert str(ignored.name_as_given([Failure("trainingData", "is required")])[0]) == (
        "trainingData is required, or examples instead. In ignoreChanges, write trainingData"
    )
    other = Failure("baseModel", "is required")
    assert joined.name_as_given([other]) == [other]


def test_an_argument_is_of_a_field() -> None:
    """What is said of an argument (that it is secret) is said of the field that has its rows."""
    assert fields_of(MODEL, ["examples", "baseModel"]) == {"trainingData", "baseModel"}
    assert fields_of(DATASET, ["rows", "source"]) == {"source"}


@pytest.mark.parametrize("rows", [ROWS, [], UNKNOWN, DataText("{}"), None])
def test_rows_are_known_as_rows(rows: Any) -> None:
    """Whatever may hold a row isn't shown; a path is."""
    assert names_with_rows(MODEL, {"examples": rows}) == {"examples"}
    assert names_with_rows(MODEL, {"trainingData": rows, "baseModel": "x"}) == {"trainingData"}
    assert names_with_rows(MODEL, {"trainingData": "x.jsonl"}) == set()
    assert names_with_rows(MODEL, {"trainingData": DataFile("x.jsonl")}) == set()
