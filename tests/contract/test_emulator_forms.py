"""The JSON forms of the answers: what Google's protos read, and what the reference says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from contract_server import BASE, Server
from google.ai import generativelanguage_v1beta, generativelanguage_v1beta3
from google.longrunning.operations_pb2 import ListOperationsResponse, Operation
from google.protobuf.json_format import ParseDict

MICROS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
NANOS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z"
TYPES = {"v1beta": generativelanguage_v1beta, "v1beta3": generativelanguage_v1beta3}


def reads(kind: Any, answer: Any) -> Any:
    """Parse an answer with a proto: an unknown field, a wrong form or a full oneof fails."""
    return ParseDict(answer, kind.pb(kind()) if hasattr(kind, "pb") else kind())


@pytest.mark.parametrize("version", ["v1beta", "v1beta3"])
@pytest.mark.parametrize("suffix", ["", "?$alt=json;enum-encoding=int"])
def test_every_answer_is_what_the_protos_say(version: str, suffix: str, server: Server) -> None:
    """Each answer parses with Google's protos, which refuse unknown fields."""
    types = TYPES[version]
    model = f"/{version}/tunedModels/numbers"
    fields = {"displayName": "n", "description": "d", "baseModel": "models/text-bison-001"}
    created = server.create("numbers", version, **fields)
    reads(Operation, created)
    operation = f"/{version}/{created['name']}"
    server.admin("POST", "models/numbers/progress", {"completedSteps": 1})
    for _ in range(2):  # in training, then trained
        reads(types.TunedModel, server.ok("GET", model + suffix))
        reads(types.ListTunedModelsResponse, server.ok("GET", f"/{version}/tunedModels{suffix}"))
        reads(Operation, server.ok("GET", operation + suffix))
        reads(ListOperationsResponse, server.ok("GET", f"{model}/operations{suffix}"))
        server.admin("POST", "models/numbers/complete")
    reads(types.Model, server.ok("GET", f"/{version}/models/text-bison-001{suffix}"))
    reads(types.ListModelsResponse, server.ok("GET", f"/{version}/models{suffix}"))
    everyone = {"granteeType": "EVERYONE", "role": "READER"}
    permission = server.ok("POST", f"{model}/permissions{suffix}", everyone)
    reads(types.Permission, permission)
    reads(types.ListPermissionsResponse, server.ok("GET", f"{model}/permissions{suffix}"))
    answer = server.ok("POST", f"{model}:generateText{suffix}", {"prompt": {"text": "1"}})
    reads(types.GenerateTextResponse, answer)
    source: dict[str, Any] = {
        "tunedModelSource": {"tunedModel": "tunedModels/numbers"},
        "baseModel": None,
    }
    server.create("second", version, **source)
    reads(types.TunedModel, server.ok("GET", f"/{version}/tunedModels/second{suffix}"))
    for empty in (
        server.ok("POST", f"{model}:transferOwnership", {"emailAddress": "eva@example.com"}),
        server.ok("DELETE", f"/{version}/{permission['name']}"),
        server.ok("DELETE", f"/{version}/tunedModels/second"),
    ):
        assert empty == {}


def test_content_answers_are_what_the_protos_say(server: Server) -> None:
    """GenerateContent answers, whole and streamed, parse with Google's protos."""
    server.trained("numbers")
    prompt = {"contents": [{"parts": [{"text": "1"}]}]}
    whole = server.ok("POST", "/v1beta/tunedModels/numbers:generateContent", prompt)
    reads(generativelanguage_v1beta.GenerateContentResponse, whole)
    for piece in server.ok("POST", "/v1beta/tunedModels/numbers:streamGenerateContent", prompt):
        reads(generativelanguage_v1beta.GenerateContentResponse, piece)


def test_the_operation_as_the_reference_shows_it(server: Server) -> None:
    """Create names only steps and model; progress and done appear when there is any."""
    created = server.create("numbers", count=15, hyperparameters={"epochCount": 10})
    types = "type.googleapis.com/google.ai.generativelanguage.v1beta"
    metadata = {
        "@type": f"{types}.CreateTunedModelMetadata",
        "totalSteps": 38,
        "tunedModel": "tunedModels/numbers",
    }
    assert created == {"name": created["name"], "metadata": metadata}
    assert re.fullmatch(r"tunedModels/numbers/operations/\w+", created["name"])
    assert server.ok("GET", f"/v1beta/{created['name']}") == created

    server.admin("POST", "models/numbers/progress", {"completedSteps": 19})
    halfway = server.ok("GET", f"/v1beta/{created['name']}")
    snapshots = halfway["metadata"].pop("snapshots")
    assert halfway["metadata"] == metadata | {"completedSteps": 19, "completedPercent": 50}
    assert "done" not in halfway
    assert [s["step"] for s in snapshots] == [*range(1, 20)]

    server.admin("POST", "models/numbers/complete")
    for version in ("v1", "v1beta", "v1beta3"):
        done = server.ok("GET", f"/{version}/{created['name']}")
        assert done["done"] is True
        assert "error" not in done
        assert done["response"]["@type"] == f"{types}.TunedModel", "the version of the create"
        assert len(done["metadata"]["snapshots"]) == 38


def test_the_error_of_an_operation(server: Server) -> None:
    """A failed operation has an error and no response."""
    name = server.create("numbers")["name"]
    server.admin("POST", "models/numbers/fail", {"code": 3, "message": "Too few examples."})
    failed = server.ok("GET", f"/v1beta/{name}")
    assert failed["error"] == {"code": 3, "message": "Too few examples."}
    assert failed["done"] is True
    assert "response" not in failed


def test_the_model_as_the_reference_shows_it(server: Server) -> None:
    """Defaults are filled in, numbers short, integers of 64 bits strings, times as Google's."""
    model = server.trained(
        "numbers",
        temperature=0.7,
        description="",
        readerProjectNumbers=[123456789012],
        hyperparameters={"learningRate": 0.002},
    )
    task = model.pop("tuningTask")
    times = {name: model.pop(name) for name in ("createTime", "updateTime")}
    assert model == {
        "name": "tunedModels/numbers",
        "baseModel": BASE,
        "temperature": 0.7,
        "topP": 0.95,
        "topK": 64,
        "state": "ACTIVE",
        "readerProjectNumbers": ["123456789012"],
    }
    assert task["hyperparameters"] == {"epochCount": 5, "batchSize": 4, "learningRate": 0.002}
    assert set(task) == {"startTime", "completeTime", "snapshots", "hyperparameters"}
    assert all(re.fullmatch(MICROS, time) for time in times.values())
    assert re.fullmatch(MICROS, task["completeTime"])
    assert re.fullmatch(NANOS, task["startTime"])
    assert all(re.fullmatch(NANOS, s["computeTime"]) for s in task["snapshots"])
    assert times["createTime"] < times["updateTime"] == task["completeTime"]
    assert times["createTime"] <= task["startTime"] < task["snapshots"][0]["computeTime"]


def test_a_zero_that_was_set_is_shown(server: Server) -> None:
    """Temperature and topP know presence: zero is a value, absent the default."""
    server.create("numbers", temperature=0, topP=0)
    model = server.ok("GET", "/v1beta/tunedModels/numbers")
    assert (model["temperature"], model["topP"], model["topK"]) == (0, 0, 64)


def test_floats_are_of_32_bits(server: Server) -> None:
    """A float comes back as the shortest number that is the same 32-bit float."""
    sampling = {"temperature": 0.70000000001, "topP": 0.123456789}
    server.create("numbers", hyperparameters={"learningRate": 0.0010000000001}, **sampling)
    model = server.ok("GET", "/v1beta/tunedModels/numbers")
    assert (model["temperature"], model["topP"]) == (0.7, 0.12345679)
    assert model["tuningTask"]["hyperparameters"]["learningRate"] == 0.001


def test_enums_as_numbers_only_when_asked(server: Server) -> None:
    """`$alt=json;enum-encoding=int` gives numbers; nothing, names."""
    server.create("numbers")
    path = "/v1beta/tunedModels/numbers"
    assert server.ok("GET", path)["state"] == "CREATING"
    assert server.ok("GET", f"{path}?%24alt=json%3Benum-encoding%3Dint")["state"] == 1
    (owner,) = server.ok("GET", f"{path}/permissions")["permissions"]
    assert (owner["granteeType"], owner["role"]) == ("USER", "OWNER")
    (owner,) = server.ok("GET", f"{path}/permissions?$alt=json;enum-encoding=int")["permissions"]
    assert (owner["granteeType"], owner["role"]) == (1, 1)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("models/text-bison-001", (0.7, 0.95, 40)),
        ("models/gemini-1.0-pro-001", (0.9, 1, 1)),
        (BASE, (1, 0.95, 64)),
    ],
)
def test_sampling_defaults_by_base(base: str, expected: Any, server: Server) -> None:
    """The server fills in each base model's own sampling defaults."""
    server.create("numbers", baseModel=base)
    model = server.ok("GET", "/v1beta/tunedModels/numbers")
    assert (model["temperature"], model["topP"], model["topK"]) == expected


@pytest.mark.parametrize(
    ("version", "count", "expected"),
    [
        ("v1beta", 199, {"epochCount": 5, "batchSize": 4, "learningRate": 0.001}),
        ("v1beta", 200, {"epochCount": 5, "batchSize": 16, "learningRate": 0.0002}),
        ("v1beta3", 199, {"epochCount": 10, "batchSize": 16, "learningRate": 0.0002}),
        ("v1beta3", 200, {"epochCount": 10, "batchSize": 64, "learningRate": 0.002}),
    ],
)
def test_hyperparameter_defaults(version: str, count: int, expected: Any, server: Server) -> None:
    """The server fills in the hyperparameters of its version, by the number of examples."""
    server.create("numbers", version, count=count)
    task = server.ok("GET", f"/{version}/tunedModels/numbers")["tuningTask"]
    assert task["hyperparameters"] == expected


def test_v1beta3_shows_nothing_that_it_lacks(server: Server) -> None:
    """A model of v1beta, read in v1beta3, has only that version's fields."""
    more = {"readerProjectNumbers": ["1"], "hyperparameters": {"learningRateMultiplier": 2}}
    server.create("numbers", **more)
    newer = server.ok("GET", "/v1beta/tunedModels/numbers")
    assert newer["tuningTask"]["hyperparameters"]["learningRateMultiplier"] == 2
    assert "learningRate" not in newer["tuningTask"]["hyperparameters"], "one oneof"
    older = server.ok("GET", "/v1beta3/tunedModels/numbers")
    reads(generativelanguage_v1beta3.TunedModel, older)


def test_automatic_ids(server: Server) -> None:
    """Without an id the server makes one from the display name's words and a random part."""
    named = server.create("", displayName="Number_Generator 2 Go!")["metadata"]["tunedModel"]
    assert re.fullmatch(r"tunedModels/numbergenerator-2-go-[a-z0-9]{12}", named)
    assert re.fullmatch(
        r"tunedModels/[a-z][a-z0-9]{10}", server.create("")["metadata"]["tunedModel"]
    )


def test_tuned_from_a_tuned_model(server: Server) -> None:
    """The source names both models; baseModel isn't at the root, as the two are one oneof."""
    server.trained("first")
    server.create("second", baseModel=None, tunedModelSource={"tunedModel": "tunedModels/first"})
    second = server.ok("GET", "/v1beta/tunedModels/second")
    assert second["tunedModelSource"] == {"tunedModel": "tunedModels/first", "baseModel": BASE}
    assert "baseModel" not in second


def test_reads_repeat_themselves(server: Server) -> None:
    """Two reads of an unchanged model are equal to the last digit, in training and after."""
    server.create("numbers", count=20)
    server.admin("POST", "models/numbers/progress", {"completedSteps": 7})
    path = "/v1beta/tunedModels/numbers"
    assert server.ok("GET", path) == server.ok("GET", path)
    server.admin("POST", "models/numbers/complete")
    assert server.ok("GET", path) == server.ok("GET", path)
