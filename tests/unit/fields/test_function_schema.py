"""A function's arguments: one form, and everything that is wrong with them at once."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.fields.function_schema import check_arguments
from pulumi_google_tuning.fields.values import UNKNOWN


def test_arguments_have_one_form() -> None:
    """Names in both spellings, numbers as the wire has them; what is None isn't given."""
    given = {"model": "m", "prompt": "p", "candidate_count": 2.0, "temperature": None}
    arguments, failures = check_arguments("generateText", given)
    assert (arguments, failures) == ({"model": "m", "prompt": "p", "candidateCount": 2}, [])


def test_what_is_sent_unchanged_keeps_its_keys() -> None:
    """`generationConfig` is the API's own: its keys are nobody's business here."""
    given = {"model": "m", "prompt": "", "generationConfig": {"max_x": 1, "stopSequences": ["."]}}
    assert check_arguments("generateContent", given) == (given, [])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("getTunedModel", {}, ["name is required"]),
        ("getTunedModel", {"name": ""}, ["name is empty"]),
        (
            "getTuningJob",
            {"nam": "x"},
            ["nam isn't a field", "name is required"],
        ),
        ("listTunedModels", {"apiVersion": "v9"}, ["apiVersion"]),
        ("generateText", {"model": 1, "prompt": "p"}, ["model"]),
    ],
)
def test_what_is_wrong_is_said(name: str, given: dict[str, Any], said: list[str]) -> None:
    """Each mistake is a sentence that begins with the argument."""
    failures = [str(one) for one in check_arguments(name, given)[1]]
    assert len(failures) == len(said)
    assert all(one.startswith(begin) for one, begin in zip(failures, said, strict=True)), failures


def test_what_is_not_known_yet_is_right() -> None:
    """In a preview an argument may be unknown: it is there, and nothing is said of it."""
    assert check_arguments("getTunedModel", {"name": UNKNOWN}) == ({"name": UNKNOWN}, [])


def test_a_value_without_an_end_is_refused() -> None:
    """What is nested beyond any use is refused before anything walks through it."""
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    given = {"model": "m", "prompt": "p", "generationConfig": deep}
    assert [one.path for one in check_arguments("generateContent", given)[1]] == [
        "generationConfig"
    ]
