"""The words for what a schema refuses."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.fields.messages import Failure, sentence, unknown_key
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.fields.validation import Validator

_REFUSED: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "integer"}, "hush", "is a string, not a whole number"),
    ({"enum": ["a", "b"]}, "hush", 'isn\'t one of "a", "b"'),
    ({"const": "a"}, "hush", "is invalid"),
    ({"not": {"const": "hush"}}, "hush", "is invalid"),
    ({"x-duration": True}, "hush", "is invalid"),
    ({"minimum": 5}, 4, "must be at least 5"),
    ({"exclusiveMaximum": 3}, 4, "must be less than 3"),
    ({"maxLength": 3}, "hush", "has 4 characters, at most 3"),
    ({"minLength": 5}, "hush", "has 4 characters, at least 5"),
    ({"pattern": "^a"}, "hush", "doesn't match ^a"),
    ({"pattern": "^a", "x-form": "a word with an a"}, "hush", "isn't a word with an a"),
    ({"pattern": "^a", "x-example": "abc"}, "hush", "isn't of the form abc"),
    ({"uniqueItems": True}, ["hush", "hush"], "lists a value twice"),
    ({"minItems": 3}, ["hush"], "has 1 items, at least 3"),
]


@pytest.mark.parametrize(("schema", "value", "reason"), _REFUSED)
def test_a_value_that_must_not_be_shown_is_not(
    schema: dict[str, Any], value: object, reason: str
) -> None:
    """Without `quote` a sentence says what is allowed, and nothing of a secret value."""
    (error,) = Validator(schema).iter_errors(value)
    assert sentence(error, schema, quote=False) == reason


def test_fields_that_exclude_each_other_are_named_without_their_values() -> None:
    """What may not go together is said of secret fields too: it holds names alone."""
    schema = {"x-exclusive": [["one", "other"]]}
    (error,) = Validator(schema).iter_errors({"one": "hush", "other": "hush"})
    assert sentence(error, schema, quote=False) == "can't be given together with one"


def test_a_failure_is_a_sentence() -> None:
    """As text a failure is its path and its reason."""
    assert str(Failure("epochCount", "is empty")) == "epochCount is empty"


def test_a_key_that_is_none_is_told_the_nearest_one() -> None:
    """One engine answers a misspelt field and a misspelt setting, each in its own word."""
    names = ["epochCount", "batchSize"]
    assert unknown_key("epoch_cuont", names, snake) == (
        'isn\'t a field; did you mean "epoch_count"?'
    )
    assert unknown_key("epochCuont", names, str, refusal="isn't a setting") == (
        'isn\'t a setting; did you mean "epochCount"?'
    )
    assert unknown_key("zzz", names, str, most=1) == (
        "isn't a field (there are: batchSize, and 1 more)"
    )


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (4, "SIZE_FOUR"),
        (4.0, "SIZE_FOUR"),
        ("4", "SIZE_FOUR"),
        ("four", "SIZE_FOUR"),
        (32, "SIZE_THIRTY_TWO"),
        (2, "SIZE_TWO"),
        (3, None),
        (True, None),
        (None, None),
    ],
)
def test_a_number_for_a_name_is_told_the_name(value: object, meant: str | None) -> None:
    """Google's enums spell sizes out: who gives the number is told its name."""
    schema = {"enum": ["SIZE_TWO", "SIZE_FOUR", "SIZE_THIRTY_TWO"]}
    (error,) = Validator(schema).iter_errors(value)
    said = sentence(error, schema)
    assert said.endswith(f'; did you mean "{meant}"?' if meant else '"SIZE_THIRTY_TWO"'), said


def test_keys_of_the_users_own_are_named_in_their_order() -> None:
    """In each process: a preview and its update say the same, and of many the same few."""
    labels = {f"{word}{number}": number for number in range(20) for word in ("z", "a")}
    schema = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "properties": {"a1": {}},
    }
    found = [error.path[0] for error in Validator(schema).iter_errors(labels)]
    assert found == [name for name in labels if name != "a1"]
