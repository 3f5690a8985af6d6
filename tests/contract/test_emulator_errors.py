"""The error table of the reference, and the limits."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server, body

PATH = "/v1beta/tunedModels"
DATA = "tuned_model.tuning_task.training_data"
ROW = f"{DATA}.examples.examples[0]"


def with_example(example: dict[str, str]) -> dict[str, Any]:
    """Return the body of a create whose only example is this one."""
    whole = body()
    whole["tuningTask"]["trainingData"]["examples"]["examples"] = [example]
    return whole


@pytest.mark.parametrize(
    ("whole", "field"),
    [
        (body(displayName="x" * 41), "tuned_model.display_name"),
        (body(temperature=1.01), "tuned_model.temperature"),
        (body(temperature=-0.1), "tuned_model.temperature"),
        (body(topP=2), "tuned_model.top_p"),
        (body(topK=0), "tuned_model.top_k"),
        (body(readerProjectNumbers=[0]), "tuned_model.reader_project_numbers"),
        (body(baseModel=None), "tuned_model"),
        (body(count=0), DATA),
        (body(tuningTask=None), DATA),
        (with_example({"textInput": "1"}), f"{ROW}.output"),
        (with_example({"output": "1"}), f"{ROW}.text_input"),
        (with_example({"textInput": "x" * 40_001, "output": "1"}), f"{ROW}.text_input"),
        (with_example({"textInput": "1", "output": "x" * 5_001}), f"{ROW}.output"),
        (
            body(hyperparameters={"epochCount": 0}),
            "tuned_model.tuning_task.hyperparameters.epoch_count",
        ),
        (
            body(hyperparameters={"batchSize": -1}),
            "tuned_model.tuning_task.hyperparameters.batch_size",
        ),
        (
            body(hyperparameters={"learningRate": 0}),
            "tuned_model.tuning_task.hyperparameters.learning_rate",
        ),
    ],
)
def test_limits(whole: dict[str, Any], field: str, server: Server) -> None:
    """Each limit is enforced, names its field, and trains nothing."""
    error = server.error("POST", PATH, whole)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert [v["field"] for v in error["details"][0]["fieldViolations"]] == [field]
    assert field in error["message"]
    assert server.admin("GET", "trainings")["trainings"] == []


@pytest.mark.parametrize(
    "whole",
    [
        body(displayName="x" * 40, temperature=1, topP=0, topK=1),
        with_example({"textInput": "x" * 40_000, "output": "x" * 5_000}),
    ],
)
def test_what_is_just_allowed(whole: dict[str, Any], server: Server) -> None:
    """The limits themselves are allowed."""
    server.ok("POST", PATH, whole)


@pytest.mark.parametrize("model_id", ["A", "1a", "a-", "a_b", "-a", "a" * 41, "a.b"])
def test_bad_ids(model_id: str, server: Server) -> None:
    """An id that doesn't match the pattern is refused by name."""
    error = server.error("POST", f"{PATH}?tunedModelId={model_id}", body())
    assert error["details"][0]["fieldViolations"][0]["field"] == "tuned_model_id"
    assert model_id in error["message"]


def test_good_ids(server: Server) -> None:
    """One letter and forty characters are ids."""
    for model_id in ("a", "a" * 40, "a-1"):
        server.create(model_id)


def test_four_megabytes(server: Server) -> None:
    """A request of 4 MiB passes the front end; one byte more is refused with Google's words."""
    limit = 4_194_304
    padding = limit - len(b'{"x":""}')
    exactly = b'{"x":"' + b"a" * padding + b'"}'
    assert "Unknown name" in server.error("POST", PATH, exactly)["message"]
    error = server.error("POST", PATH, exactly + b" ")
    assert error["message"] == "Request payload size exceeds the limit: 4194304 bytes."
    server.create("numbers")  # the connection still works


def test_base_models_that_cannot_be_tuned(server: Server) -> None:
    """An unknown base is Google's 404; one that exists and can't be tuned a 400."""
    unknown = server.error("POST", PATH, body(baseModel="models/nope"))
    assert (unknown["code"], unknown["status"]) == (404, "NOT_FOUND")
    assert unknown["message"].startswith(
        "models/nope is not found for API version v1beta, or is not supported for createTunedModel."
    )
    refused = server.error("POST", PATH, body(baseModel="models/gemini-2.5-flash"))
    assert (refused["code"], refused["status"]) == (400, "INVALID_ARGUMENT")


def test_sources_that_are_not_active(server: Server) -> None:
    """A tuned model can be tuned on only when it is ACTIVE."""

    def tune_on() -> dict[str, Any]:
        source: dict[str, Any] = {
            "tunedModelSource": {"tunedModel": "tunedModels/first"},
            "baseModel": None,
        }
        return server.error("POST", PATH, body(**source))

    assert tune_on()["code"] == 404
    server.create("first")
    creating = tune_on()
    assert creating["code"] == 400
    assert "CREATING" in creating["message"]
    server.admin("POST", "models/first/fail", {})
    failed = tune_on()
    assert failed["code"] == 400
    assert "FAILED" in failed["message"]


def test_a_taken_id(server: Server) -> None:
    """A taken id is 409, starts no training, and leaves the model as it was."""
    before = server.trained("numbers", displayName="first")
    error = server.error("POST", f"{PATH}?tunedModelId=numbers", body(displayName="second"))
    assert (error["code"], error["status"]) == (409, "ALREADY_EXISTS")
    assert "tunedModels/numbers" in error["message"]
    assert server.ok("GET", f"{PATH}/numbers") == before
    assert len(server.admin("GET", "trainings")["trainings"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("GET", f"{PATH}/nope", None),
        ("PATCH", f"{PATH}/nope?updateMask=displayName", {"displayName": "x"}),
        ("DELETE", f"{PATH}/nope", None),
        ("GET", f"{PATH}/nope/permissions", None),
        ("GET", f"{PATH}/numbers/permissions/nope", None),
        ("DELETE", f"{PATH}/numbers/permissions/nope", None),
        ("POST", f"{PATH}/nope:transferOwnership", {"emailAddress": "a@example.com"}),
        ("GET", f"{PATH}/numbers/operations/nope", None),
        ("GET", f"{PATH}/nope/operations/nope", None),
        ("POST", "/v1/tunedModels/numbers/operations/nope:cancel", {}),
        ("POST", f"{PATH}/nope:generateContent", {"contents": [{"parts": [{"text": "1"}]}]}),
        ("GET", "/v1beta/models/nope", None),
    ],
)
def test_what_is_not_there(method: str, path: str, given: Any, server: Server) -> None:
    """Whatever isn't there is 404 NOT_FOUND in the envelope, naming what was asked for."""
    server.create("numbers")
    error = server.error(method, path, given)
    assert (error["code"], error["status"]) == (404, "NOT_FOUND")
    assert "nope" in error["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/tunedModels"),
        ("POST", "/v1/tunedModels"),
        ("GET", "/v1/tunedModels/numbers"),
        ("POST", "/v1beta/tunedModels/numbers/operations/x:cancel"),
        ("POST", "/v1beta3/tunedModels/numbers:generateContent"),
        ("PUT", "/v1beta/tunedModels/numbers"),
        ("GET", "/v2/tunedModels"),
    ],
)
def test_methods_that_a_version_lacks(method: str, path: str, server: Server) -> None:
    """v1 has inference and operations only, cancel is in v1 only, v1beta3 is PaLM's."""
    server.create("numbers")
    assert server.error(method, path, {})["message"] == "Method not found."


def test_a_deleted_training(server: Server) -> None:
    """Deleting a model in training ends it: its operation and its id are free again."""
    name = server.create("numbers")["name"]
    server.ok("DELETE", f"{PATH}/numbers")
    assert server.error("GET", f"/v1/{name}")["code"] == 404
    server.create("numbers")
    assert len(server.admin("GET", "trainings")["trainings"]) == 2


def test_the_quota_of_trainings(server: Server) -> None:
    """One training more than the quota is 429; a taken id is still 409."""
    server.admin("PUT", "settings", {"maxConcurrentTrainings": 1})
    server.create("first")
    error = server.error("POST", f"{PATH}?tunedModelId=second", body())
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == "Resource has been exhausted (e.g. check quota)."
    assert server.error("POST", f"{PATH}?tunedModelId=first", body())["code"] == 409
    server.admin("POST", "models/first/complete")
    server.create("second")
