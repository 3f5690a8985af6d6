"""google-generativeai, the SDK of Google's tuning tutorials, against the emulator."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from contract_server import BASE, Server
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # it is at its end of life, and says so
    import google.generativeai as sdk
    from google.generativeai import client as sdk_client

# The SDK passes protobuf 5 an argument that it no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:The argument .including_default:DeprecationWarning")

PAIRS = [("1", "2"), ("3", "4"), ("-3", "-2"), ("twenty two", "twenty three"), ("II", "III")]


@pytest.fixture
def genai(server: Server) -> Iterator[Any]:
    """Yield the SDK, configured for the emulator as the reference says."""
    sdk.configure(
        transport="rest",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": server.url},
    )
    yield sdk
    # It keeps its clients in a global: the next test may have another server.
    sdk_client._client_manager.clients.clear()


def start(genai: Any, model_id: str = "numbers", **fields: Any) -> Any:
    """Create a tuned model as the tutorial does."""
    given = {"epoch_count": 4, "batch_size": 2, "learning_rate": 0.001} | fields
    return genai.create_tuned_model(
        source_model=BASE, training_data=[*PAIRS], id=model_id, display_name="numbers", **given
    )


def test_the_tutorial_from_create_to_answer(genai: Any, server: Server) -> None:
    """The tutorial's calls work unchanged: create, follow, result, get, list, ask."""
    operation = start(genai)
    server.admin("POST", "models/numbers/progress", {"completedSteps": 5})
    operation.update()
    assert (operation.metadata.completed_steps, operation.metadata.total_steps) == (5, 10)
    server.admin("POST", "models/numbers/complete")
    trained = operation.result()
    assert trained.state.name == "ACTIVE"
    assert trained == genai.get_tuned_model("tunedModels/numbers")
    assert [snapshot["step"] for snapshot in trained.tuning_task.snapshots] == [*range(1, 11)]
    assert trained.tuning_task.hyperparameters.batch_size == 2
    assert trained.tuning_task.complete_time == trained.update_time
    assert [model.name for model in genai.list_tuned_models(page_size=1)] == [trained.name]

    model = genai.GenerativeModel(model_name=trained.name)
    assert model.generate_content("twenty two").text == "twenty three"
    streamed = model.generate_content("II", stream=True)
    assert "".join(piece.text for piece in streamed) == "III"


def test_waiting_bar(genai: Any, server: Server) -> None:
    """The SDK's own waiting loop ends when the training does."""
    operation = start(genai)
    server.admin("POST", "models/numbers/complete")
    assert [*operation.wait_bar(disable=True)] == []
    assert operation.result().name == "tunedModels/numbers"


def test_update_sends_the_whole_model(genai: Any, server: Server) -> None:
    """The SDK's update, which sends state and snapshots too, changes what its mask names."""
    before = server.trained("numbers")
    changed = genai.update_tuned_model("tunedModels/numbers", {"description": "counts", "top_k": 3})
    assert (changed.description, changed.top_k) == ("counts", 3)
    after = server.ok("GET", "/v1beta/tunedModels/numbers")
    moved = {"description", "topK", "updateTime"}
    kept = {name: value for name, value in after.items() if name not in moved}
    assert kept == {name: value for name, value in before.items() if name not in moved}
    (patch,) = [r for r in server.admin("GET", "requests")["requests"] if r["method"] == "PATCH"]
    assert patch["body"]["state"] == 2, "the SDK sends the state as a number"


def test_permissions(genai: Any, server: Server) -> None:
    """The SDK's permission calls work unchanged, EVERYONE and transfer included."""
    server.create("numbers")
    permissions = genai.get_tuned_model("tunedModels/numbers").permissions
    eva = permissions.create(role="reader", grantee_type="user", email_address="eva@example.com")
    permissions.create(role="reader", grantee_type="everyone")
    writer = genai.protos.Permission.Role.WRITER  # update, unlike create, wants the enum
    assert eva.update({"role": writer}).role == writer
    shown = [(p.grantee_type.name, p.role.name) for p in permissions.list(page_size=2)]
    assert shown == [("USER", "OWNER"), ("USER", "WRITER"), ("EVERYONE", "READER")]
    eva.delete()
    permissions.transfer_ownership(email_address="eva@example.com")
    assert [p.role.name for p in permissions.list()] == ["WRITER", "READER", "OWNER"]


def test_tuning_a_tuned_model(genai: Any, server: Server) -> None:
    """The SDK tunes on from a tuned model, whose base it reads first."""
    server.trained("first")
    genai.create_tuned_model(
        source_model="tunedModels/first", training_data=[*PAIRS], id="second", epoch_count=1
    )
    second = genai.get_tuned_model("tunedModels/second")
    assert (second.source_model, second.base_model) == ("tunedModels/first", BASE)


def test_delete_and_taken_id(genai: Any) -> None:
    """A taken id and a deleted model are Conflict and NotFound in the SDK."""
    start(genai)
    with pytest.raises(exceptions.Conflict):
        start(genai)
    genai.delete_tuned_model("tunedModels/numbers")
    with pytest.raises(exceptions.NotFound):
        genai.get_tuned_model("tunedModels/numbers")
