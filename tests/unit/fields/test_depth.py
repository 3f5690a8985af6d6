"""Values that are nested deeper than anything that walks through them: a sentence, everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.depth import MOST_LEVELS, json_too_deep, too_deep
from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.google.answers import parse, success
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES
from pulumi_google_tuning.stack_data.declare import StackDataError, declare

LEVELS = [MOST_LEVELS + 1, 400, 900, 5000]
EACH = pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: entry.name)
WORDS = "is nested more than 100 levels deep"


def nested(levels: int, *, lists: bool = False) -> Any:
    """Return a value of so many levels."""
    value: Any = 1
    for _ in range(levels):
        value = [value] if lists else {"a": value}
    return value


def test_levels_are_counted() -> None:
    """Maps and lists count, in any order; a value that holds itself is as deep as can be."""
    assert not too_deep("x")
    assert not too_deep(nested(MOST_LEVELS))
    assert too_deep(nested(MOST_LEVELS + 1))
    assert too_deep([1, {"b": ({"c": nested(MOST_LEVELS - 2, lists=True)},)}])
    endless: list[Any] = []
    endless.append(endless)
    assert too_deep(endless)


def test_levels_of_json_are_counted() -> None:
    """What was just read is a tree of maps and lists, and as deep as the same value elsewhere."""
    for levels in (0, 1, MOST_LEVELS - 1, MOST_LEVELS, MOST_LEVELS + 1, 5 * MOST_LEVELS):
        for value in (nested(levels), [1, {"b": nested(levels, lists=True), "c": []}]):
            if isinstance(value, (dict, list)):
                assert json_too_deep(value) == too_deep(value)


@EACH
@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("lists", [False, True])
def test_no_input_is_too_deep_for_a_sentence(entry: Entry, levels: int, lists: bool) -> None:
    """Each input of each resource: one failure on its path, and no RecursionError."""
    for field in entry.schema.inputs:
        found = check(entry.schema, {field.name: nested(levels, lists=lists)})
        assert WORDS in [one.reason for one in found.failures if one.path == field.name]


@EACH
def test_a_program_hears_it_before_pulumi_walks_through_it(entry: Entry) -> None:
    """A constructor refuses with one sentence: without a traceback in the terminal."""
    name = next(field.python_name for field in entry.schema.inputs)
    required = {
        field.python_name: "x"
        for field in entry.schema.inputs
        if field.name in entry.schema.document.get("required", ())
    }
    with pytest.raises(pulumi.RunError, match=f'"m": {name} {WORDS}'):
        entry.resource("m", **{**required, name: nested(400)})


def test_a_function_hears_it() -> None:
    """A prompt is an argument like others."""
    with pytest.raises(pulumi.RunError, match=f"generate_content: \\w+ {WORDS}"):
        tuning.generate_content("tunedModels/m", nested(400))


@pytest.mark.parametrize("levels", LEVELS)
def test_the_stack_as_data_says_the_path(levels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a mistake of the data like others, before anything is declared."""
    monkeypatch.setattr(pulumi, "get_root_directory", lambda: None)
    data: Mapping[str, Any] = {"tunedModels": {"m": {"hyperparameters": nested(levels)}}}
    with pytest.raises(StackDataError, match=rf"tunedModels\.m\.hyperparameters: {WORDS}"):
        declare(data)


@pytest.mark.parametrize("levels", LEVELS)
def test_an_answer_that_is_too_deep_is_as_bad_as_none(levels: int) -> None:
    """What Google would have to answer for that can't be worked with: so it isn't parsed."""
    text = '{"a":' * levels + "1" + "}" * levels
    assert success(200, text.encode()) is None
    with pytest.raises(ValueError, match="nested too deep"):
        parse(text)


def test_what_is_left_is_a_sentence() -> None:
    """A value that reached the plugin past all of this: nothing that is to be reported to us."""
    assert WORDS in sentence_of(RecursionError("maximum recursion depth exceeded"))
    assert "report" not in sentence_of(RecursionError())
