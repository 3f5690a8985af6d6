"""The check of inputs: one form, and every failure at once on its property's path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_google_tuning.data.pairs.examples import read
from pulumi_google_tuning.fields.resource_schema import ResourceSchema, body_of
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText
from pulumi_google_tuning.lifecycle.check import Failure, check

MODEL = ResourceSchema.load("tuned_model")
PERMISSION = ResourceSchema.load("tuned_model_permission")
ROWS = [("1", "2")]
DATA = read(ROWS).summary()
GOOD: dict[str, Any] = {"baseModel": "models/x", "trainingData": DATA}


def _failures(news: dict[str, Any], schema: ResourceSchema = MODEL) -> dict[str, str]:
    found = check(schema, news).failures
    assert found == sorted(found)
    by_path = {failure.path: failure.reason for failure in found}
    assert len(by_path) == len(found)
    return by_path


def test_both_spellings_give_one_form() -> None:
    """Python's names and the API's, numbers in any form, names without their collection."""
    python = {
        "base_model": "x",
        "training_data": ROWS,
        "hyperparameters": {"epoch_count": "5", "batch_size": 4.0, "learning_rate": "0.001"},
        "top_k": "40.0",
        "top_p": 1.0,
        "temperature": "0.5",
        "reader_project_numbers": [123456789012.0, "7"],
        "revision": 2.0,
        "wait": "false",
        "timeouts": {"create": "6h"},
        "description": None,
        "__provider": "pickled",
    }
    expected = {
        "baseModel": "models/x",
        "trainingData": DATA,
        "hyperparameters": {"epochCount": 5, "batchSize": 4, "learningRate": 0.001},
        "topK": 40,
        "topP": 1,
        "temperature": 0.5,
        "readerProjectNumbers": ["123456789012", "7"],
        "revision": "2",
        "wait": False,
        "timeouts": {"create": "6h"},
    }
    checked = check(MODEL, python)
    assert (checked.inputs, checked.failures) == (expected, [])
    assert json.dumps(checked.inputs) == json.dumps(
        {name: expected[name] for name in checked.inputs}
    )
    assert check(MODEL, expected).inputs == expected


def test_defaults_are_not_written() -> None:
    """The state holds what the program says: a default that changes later is no diff."""
    assert check(MODEL, GOOD).inputs == GOOD


def test_all_failures_at_once() -> None:
    """One run shows everything that is wrong, each on its property's path, in words."""
    assert _failures(
        {
            "base_model": "no good",
            "training_data": [("", "x"), ("a", 5)],
            "hyperparameters": {
                "epochs": 5,
                "batch_size": 0,
                "learning_rate": -0.5,
                "learning_rate_multiplier": 2,
            },
            "display_name": "x" * 70,
            "description": ["a"],
            "temperature": 1.5,
            "top_p": "much",
            "topk": 1,
            "batch_size": 3,
            "reader_project_numbers": ["0", "1"],
            "tuned_model_id": "My-Model",
            "api_version": "v1beta2",
            "wait": "perhaps",
            "timeouts": {"create": "6"},
            "name": "tunedModels/a",
            "revision": True,
        }
    ) == {
        "baseModel": 'is "models/no good", not of the form models/gemini-1.5-flash-001-tuning',
        "trainingData": (
            "trainingData[0]: textInput is empty\ntrainingData[1]: output is a number, not a string"
        ),
        "hyperparameters.epochs": 'isn\'t a field; did you mean "epoch_count"?',
        "hyperparameters.batchSize": "is 0; it must be at least 1",
        "hyperparameters.learningRate": "is -0.5; it must be greater than 0",
        "hyperparameters.learningRateMultiplier": "can't be given together with learningRate",
        "displayName": f'has 70 characters, at most 40: "{"x" * 58}…',
        "description": "is a list, not a string",
        "temperature": "is 1.5; it must be at most 1",
        "topP": 'is "much", not a number',
        "topk": 'isn\'t a field; did you mean "top_k"?',
        "batch_size": "isn't a field here: it belongs in hyperparameters",
        "readerProjectNumbers[0]": 'is "0", not a project number',
        "tunedModelId": (
            'is "My-Model", not lower-case letters, digits and `-`, beginning with a letter and '
            "not ending with `-`"
        ),
        "apiVersion": 'is "v1beta2", not one of "v1beta", "v1beta3"; did you mean "v1beta"?',
        "wait": 'is "perhaps", not true or false',
        "timeouts.create": 'is "6", not a duration like 90s, 30m, 6h, 1h30m or 2d',
        "name": "is an output: Google sets its value, and a program can't",
        "revision": "is true, not a string: put it in quotes",
    }


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"baseModel": None}, "baseModel", "is required, or tunedModelSource instead"),
        ({"trainingData": None}, "trainingData", "is required"),
        (
            {"tunedModelSource": "a"},
            "tunedModelSource",
            "can't be given together with baseModel",
        ),
        (
            {"baseModel": "tunedModels/a"},
            "baseModel",
            (
                'is "tunedModels/a", not of the form models/gemini-1.5-flash-001-tuning; '
                "that is for tunedModelSource"
            ),
        ),
        ({"baseModel": ""}, "baseModel", "is empty"),
        (
            {"baseModel": "models/x\n"},
            "baseModel",
            'is "models/x\\n", not of the form models/gemini-1.5-flash-001-tuning',
        ),
        (
            {"base_model": "models/y"},
            "baseModel",
            'is given twice, as "baseModel" and as "base_model"; keep one',
        ),
        (
            {"hyperparameters": {"epochCount": 1, "epoch_count": 1}},
            "hyperparameters.epochCount",
            'is given twice, as "epochCount" and as "epoch_count"; keep one',
        ),
        ({"hyperparameters": 5}, "hyperparameters", "is 5, not an object"),
        ({"temperature": float("nan")}, "temperature", "is NaN, not a number"),
        ({"temperature": True}, "temperature", "is true, not a number"),
        ({"topK": 1.5}, "topK", "is 1.5, not a whole number"),
        ({"topK": "1.5"}, "topK", 'is "1.5", not a whole number'),
        ({"topK": 2**31}, "topK", "is 2147483648; it must be at most 2147483647"),
        ({"readerProjectNumbers": [7, "7"]}, "readerProjectNumbers", 'lists "7" twice'),
        ({"readerProjectNumbers": "7"}, "readerProjectNumbers", 'is "7", not a list'),
        (
            {"readerProjectNumbers": [1e18]},
            "readerProjectNumbers[0]",
            "is 1e+18, not a string: put it in quotes",
        ),
        (
            {"apiVersion": "v1beta3", "readerProjectNumbers": ["7"]},
            "readerProjectNumbers",
            "isn't in apiVersion v1beta3; it is in v1beta",
        ),
        (
            {"apiVersion": "v1beta3", "hyperparameters": {"learningRateMultiplier": 1}},
            "hyperparameters.learningRateMultiplier",
            "isn't in apiVersion v1beta3; it is in v1beta",
        ),
        ({"timeouts": {"create": "400d"}}, "timeouts.create", "is longer than a year (365d)"),
        (
            {"quxqux": 1, "adopt": True},
            "quxqux",
            (
                "isn't a field (there are: adopt, api_version, base_model, delete, "
                "description, display_name, hyperparameters, on_timeout, reader_project_numbers, "
                "retrain, revision, temperature, and 7 more)"
            ),
        ),
        (
            {"trainingData": 5},
            "trainingData",
            (
                "is a number. Give the path of a .jsonl, .json or .csv file, a FileAsset, or a "
                "list of examples"
            ),
        ),
        (
            {"trainingData": {"sha256": "x", "example_count": 1}},
            "trainingData.sha256",
            'is "x", which doesn\'t match ^[0-9a-f]{64}$',
        ),
    ],
)
def test_one_failure(change: dict[str, Any], path: str, reason: str) -> None:
    """Each mistake has one failure and one sentence, and hides nothing else."""
    assert _failures({**GOOD, **change}) == {path: reason}


@pytest.mark.parametrize("digits", [310, 400, 5000])
def test_numbers_beyond_any_wire(digits: int) -> None:
    """A number that nobody can write down is refused in words all the same."""
    huge = 10**digits
    assert set(
        _failures(
            {
                **GOOD,
                "topK": huge,
                "temperature": -huge,
                "topP": str(huge) if digits < 4300 else "9" * digits,
                "hyperparameters": {"epochCount": [huge]},
                "revision": huge,
                "readerProjectNumbers": [huge],
            }
        )
    ) == {
        *("topK", "temperature", "topP", "hyperparameters.epochCount", "revision"),
        "readerProjectNumbers[0]",
    }


@pytest.mark.parametrize("key", ["sketch", "__sketch"])
def test_data_of_the_state_passes(key: str) -> None:
    """With `ignore_changes` the engine gives back the state's own, of an earlier version too."""
    stored = {"sha256": "a" * 64, "exampleCount": 1, key: "AbCd"}
    checked = check(MODEL, {**GOOD, "trainingData": stored})
    assert checked.failures == []
    assert checked.inputs["trainingData"]["__sketch"] == "AbCd"


def test_conditions_are_named() -> None:
    """What another field asks for, or forbids, says which."""
    base = {"tunedModel": "x", "role": "READER"}
    assert _failures({**base, "granteeType": "USER"}, PERMISSION) == {
        "emailAddress": "is required with granteeType USER or GROUP"
    }
    everyone = {**base, "granteeType": "EVERYONE"}
    assert _failures(everyone, PERMISSION) == {}
    assert _failures({**everyone, "emailAddress": "a@b"}, PERMISSION) == {
        "emailAddress": "can't be given with granteeType EVERYONE"
    }
    assert _failures({**base, "granteeType": UNKNOWN}, PERMISSION) == {}
    assert _failures({**base, "granteeType": "user", "emailAddress": "a@b"}, PERMISSION) == {
        "granteeType": ('is "user", not one of "USER", "GROUP", "EVERYONE"; did you mean "USER"?')
    }


def test_training_data_becomes_a_digest(tmp_path: Path) -> None:
    """Path, FileAsset, text and list become a digest; the state's own form stays as it is."""
    path = tmp_path / "train.jsonl"
    path.write_text('{"input": "1", "output": "2"}')
    for value in (str(path), DataFile(str(path))):
        checked = check(MODEL, {**GOOD, "trainingData": value})
        assert checked.inputs["trainingData"] == {"path": str(path), **DATA}
        assert checked.data is not None
        assert checked.data.path == str(path)
    for listed in (ROWS, [["1", "2"]], [{"text_input": "1", "output": "2"}]):
        assert check(MODEL, {**GOOD, "trainingData": listed}).inputs["trainingData"] == DATA
    text = DataText(path.read_text())
    assert check(MODEL, {**GOOD, "training_data": None, "trainingData": text}).inputs == GOOD
    stored = check(MODEL, {**GOOD, "trainingData": {"path": "gone.jsonl", **DATA}})
    assert (stored.data, stored.failures) == (None, [])
    assert stored.inputs["trainingData"] == {"path": "gone.jsonl", **DATA}


def test_the_rest_of_the_request_counts() -> None:
    """The limit of 4 MB is one of the whole request: the last byte that fits fits."""
    rows = [("i" * 39_000, "o" * 4_000)] * 97
    news = {"baseModel": "x", "hyperparameters": {"epochCount": 1}, "trainingData": rows}
    assert check(MODEL, news).failures == []
    with_words = {**news, "description": ""}
    checked = check(MODEL, with_words)
    assert checked.data is not None
    body = body_of(MODEL, checked.inputs)
    body["tuningTask"]["trainingData"] = {"examples": {"examples": checked.data.rows()}}
    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    room = 4 * 1024 * 1024 - size
    assert check(MODEL, {**with_words, "description": "x" * room}).failures == []
    assert _failures({**with_words, "description": "x" * (room + 1)}) == {
        "trainingData": (
            "The request would be 4.0 MB (4,194,305 bytes). Google takes at most 4 MB (4,194,304 "
            "bytes). Train on fewer or shorter examples (97 now)"
        )
    }


def test_text_that_utf_8_can_not_carry() -> None:
    """An error is always text that can be sent to the engine and printed."""
    for failure in check(
        MODEL, {"\ud800": 1, "trainingData": "\udfff", "baseModel": "\ud800"}
    ).failures:
        assert isinstance(failure, Failure)
        assert (failure.path + failure.reason).encode()
