"""What Google's JSON front end lets pass, and what it refuses with which words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from contract_server import BASE, Server, body

PATH = "/v1beta/tunedModels"


def test_snake_case_strings_single_objects_and_trailing_commas(server: Server) -> None:
    """The tutorials' own bodies pass: both spellings, numbers as strings, commas too many."""
    text = b"""{
      "display_name": "numbers, ",
      "base_model": "models/gemini-1.5-flash-001-tuning",
      "topK": "3",
      "temperature": "0.5",
      "reader_project_numbers": 12,
      "tuningTask": {
        "hyperparameters": {"batch_size": "2", "epoch_count": 5.0, "learningRate": 0.001,},
        "training_data": {"examples": {"examples": {"text_input": "a,]", "output": "b\\",}",},},},
      },
    }"""
    server.ok("POST", f"{PATH}?tuned_model_id=numbers", text)
    model = server.ok("GET", f"{PATH}/numbers")
    assert (model["displayName"], model["topK"], model["temperature"]) == ("numbers, ", 3, 0.5)
    assert model["readerProjectNumbers"] == ["12"]
    assert model["tuningTask"]["hyperparameters"]["epochCount"] == 5
    server.admin("POST", "models/numbers/complete")
    ask = {"contents": {"parts": {"text": "a,]"}}}
    answer = server.ok("POST", f"{PATH}/numbers:generateContent", ask)
    assert answer["candidates"][0]["content"]["parts"] == [{"text": 'b",}'}]


@pytest.mark.parametrize("grantee", ["USER", 1, "1"])
@pytest.mark.parametrize("role", ["READER", 3, "3"])
def test_enums_as_names_and_numbers(grantee: Any, role: Any, server: Server) -> None:
    """An enum is read as a name, a number, or a number in a string."""
    server.create("numbers")
    given = {"grantee_type": grantee, "email_address": "e@example.com", "role": role}
    made = server.ok("POST", f"{PATH}/numbers/permissions", given)
    assert (made["granteeType"], made["role"]) == ("USER", "READER")


def test_null_is_absent(server: Server) -> None:
    """A null field is one that isn't there, also in a oneof."""
    server.ok("POST", f"{PATH}?tunedModelId=numbers", body() | {"tunedModelSource": None})
    assert server.ok("GET", f"{PATH}/numbers")["baseModel"] == BASE


def test_output_fields_of_a_create_are_ignored(server: Server) -> None:
    """A body may carry output fields; the server's own stay."""
    given = {"name": "tunedModels/other", "state": "ACTIVE", "createTime": "2020-01-01T00:00:00Z"}
    server.create("numbers", **given)
    model = server.ok("GET", f"{PATH}/numbers")
    assert (model["name"], model["state"]) == ("tunedModels/numbers", "CREATING")
    assert model["createTime"] > "2026"


TASK = "tuned_model.tuning_task"
HYPER = f"{TASK}.hyperparameters"
EXAMPLE = f"{TASK}.training_data.examples.examples[1]"
ONEOF = "(oneof), oneof field"


@pytest.mark.parametrize(
    ("version", "change", "message"),
    [
        (
            "v1beta",
            {"foo": 1},
            (
                "Invalid JSON payload received. Unknown name \"foo\" at 'tuned_model': "
                "Cannot find field."
            ),
        ),
        (
            "v1beta",
            {"hyperparameters": {"epochs": 1}},
            (
                f"Invalid JSON payload received. Unknown name \"epochs\" at '{HYPER}': "
                "Cannot find field."
            ),
        ),
        (
            "v1beta",
            {"displayName": ["a"]},
            (
                "Invalid JSON payload received. Unknown name \"displayName\" at 'tuned_model': "
                "Proto field is not repeating, cannot start list."
            ),
        ),
        (
            "v1beta",
            {"temperature": "hot"},
            "Invalid value at 'tuned_model.temperature' (TYPE_FLOAT), \"hot\"",
        ),
        ("v1beta", {"topK": 1.5}, "Invalid value at 'tuned_model.top_k' (TYPE_INT32), 1.5"),
        (
            "v1beta",
            {"topK": 2**31},
            "Invalid value at 'tuned_model.top_k' (TYPE_INT32), 2147483648",
        ),
        (
            "v1beta",
            {"displayName": 5},
            "Invalid value at 'tuned_model.display_name' (TYPE_STRING), 5",
        ),
        (
            "v1beta",
            {"tunedModelSource": {"tunedModel": "tunedModels/a"}},
            (
                f"Invalid value at 'tuned_model' {ONEOF} 'source_model' is already set. "
                "Cannot set 'tunedModelSource'"
            ),
        ),
        (
            "v1beta",
            {"hyperparameters": {"learningRate": 1, "learningRateMultiplier": 1}},
            (
                f"Invalid value at '{HYPER}' {ONEOF} 'learning_rate_option' is already set. "
                "Cannot set 'learningRateMultiplier'"
            ),
        ),
        (
            "v1beta3",
            {"readerProjectNumbers": ["1"]},
            (
                'Invalid JSON payload received. Unknown name "readerProjectNumbers" at '
                "'tuned_model': Cannot find field."
            ),
        ),
        (
            "v1beta3",
            {"hyperparameters": {"learningRateMultiplier": 1}},
            (
                'Invalid JSON payload received. Unknown name "learningRateMultiplier" '
                f"at '{HYPER}': Cannot find field."
            ),
        ),
    ],
)
def test_what_the_front_end_refuses(
    version: str, change: dict[str, Any], message: str, server: Server
) -> None:
    """Unknown fields, wrong types and full oneofs are refused with Google's words."""
    error = server.error("POST", f"/{version}/tunedModels?tunedModelId=numbers", body(**change))
    assert (error["code"], error["status"], error["message"]) == (400, "INVALID_ARGUMENT", message)
    (detail,) = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [violation["description"] for violation in detail["fieldViolations"]] == [message]
    assert server.admin("GET", "trainings")["trainings"] == []


def test_all_violations_at_once(server: Server) -> None:
    """Several wrong fields are refused in one answer, each with its path."""
    error = server.error("POST", PATH, body(foo=1, topK="x", description={}))
    paths = [violation["field"] for violation in error["details"][0]["fieldViolations"]]
    assert paths == ["tuned_model", "tuned_model.top_k", "tuned_model.description"]
    assert len(error["message"].splitlines()) == 3


def test_example_fields_have_their_row(server: Server) -> None:
    """An unknown field in an example is refused with the example's number."""
    whole = body()
    whole["tuningTask"]["trainingData"]["examples"]["examples"][1]["label"] = "x"
    error = server.error("POST", PATH, whole)
    assert error["message"] == (
        f"Invalid JSON payload received. Unknown name \"label\" at '{EXAMPLE}': Cannot find field."
    )


@pytest.mark.parametrize("text", [b'{"a": ', b"nonsense", b'{"a" 1}', b'{"topK": NaN}', b"\xff{}"])
def test_what_is_not_json(text: bytes, server: Server) -> None:
    """A body that isn't JSON is a 400 that says so."""
    error = server.error("POST", PATH, text)
    assert error["code"] == 400
    assert error["message"].startswith("Invalid JSON payload received.")


def test_a_body_that_is_no_object(server: Server) -> None:
    """JSON of another kind is refused as a wrong value."""
    error = server.error("POST", PATH, json.dumps([1]).encode())
    assert "Invalid value at 'tuned_model'" in error["message"]


def test_unknown_query_parameters(server: Server) -> None:
    """A query parameter that the method lacks is refused with Google's words."""
    message = (
        'Invalid JSON payload received. Unknown name "{0}": Cannot bind query parameter. '
        "Field '{0}' could not be found in request message."
    )
    assert server.error("GET", f"{PATH}?foo=1")["message"] == message.format("foo")
    older = server.error("GET", "/v1beta3/tunedModels?filter=owner:me")
    assert older["message"] == message.format("filter"), "v1beta3 has no filter"
    assert server.ok("GET", f"{PATH}?page_size=5&page_token=&prettyPrint=false") == {}
