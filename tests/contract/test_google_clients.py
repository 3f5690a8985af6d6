"""Google's own clients (google-ai-generativelanguage over REST) against the emulator."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from contract_server import BASE, Server
from google.ai import generativelanguage_v1, generativelanguage_v1beta, generativelanguage_v1beta3
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials

VERSIONS = [
    pytest.param(generativelanguage_v1beta, id="v1beta"),
    pytest.param(generativelanguage_v1beta3, id="v1beta3"),
]


def client(kind: Any, server: Server) -> Any:
    """Return one of Google's clients for the emulator."""
    return kind(
        credentials=AnonymousCredentials(),
        transport="rest",
        client_options=ClientOptions(api_endpoint=server.url),
    )


@pytest.fixture
def api(request: pytest.FixtureRequest, server: Server) -> SimpleNamespace:
    """Return a version's types and its two clients."""
    types: ModuleType = request.param
    return SimpleNamespace(
        types=types,
        models=client(types.ModelServiceClient, server),
        permissions=client(types.PermissionServiceClient, server),
        texts=client(types.TextServiceClient, server),
    )


def new_model(types: Any, **fields: Any) -> Any:
    """Return a TunedModel of the tutorial's kind."""
    pairs = [("1", "2"), ("three", "four"), ("V", "VI")]
    given = {"base_model": BASE, "display_name": "number generator"} | fields
    return types.TunedModel(
        **given,
        tuning_task=types.TuningTask(
            hyperparameters=types.Hyperparameters(epoch_count=5, batch_size=2, learning_rate=0.001),
            training_data=types.Dataset(
                examples=types.TuningExamples(
                    examples=[types.TuningExample(text_input=i, output=o) for i, o in pairs]
                )
            ),
        ),
    )


def make(api: SimpleNamespace, model_id: str, **fields: Any) -> Any:
    """Create a model and return the client's operation."""
    return api.models.create_tuned_model(
        api.types.CreateTunedModelRequest(
            tuned_model_id=model_id, tuned_model=new_model(api.types, **fields)
        )
    )


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_a_training_from_create_to_its_result(api: SimpleNamespace, server: Server) -> None:
    """Google's client creates a model, follows its operation, and gets the trained model."""
    operation = make(api, "numbers")
    assert operation.metadata == api.types.CreateTunedModelMetadata(
        total_steps=8, tuned_model="tunedModels/numbers"
    )
    assert not operation.done()

    server.admin("POST", "models/numbers/progress", {"completedSteps": 4})
    assert not operation.done()
    assert (operation.metadata.completed_steps, operation.metadata.completed_percent) == (4, 50)
    assert [snapshot.step for snapshot in operation.metadata.snapshots] == [1, 2, 3, 4]

    server.admin("POST", "models/numbers/complete")
    trained = operation.result()
    assert trained.state == api.types.TunedModel.State.ACTIVE
    assert trained == api.models.get_tuned_model(name="tunedModels/numbers")
    assert len(trained.tuning_task.snapshots) == 8
    assert trained.tuning_task.hyperparameters.epoch_count == 5
    assert trained.tuning_task.complete_time == trained.update_time
    assert not trained.tuning_task.training_data


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_a_failed_training(api: SimpleNamespace, server: Server) -> None:
    """A failed training reaches Google's client as the operation's error."""
    operation = make(api, "numbers")
    server.admin("POST", "models/numbers/fail", {"message": "Bad data.", "code": 3})
    with pytest.raises(exceptions.GoogleAPICallError, match=r"Bad data\."):
        operation.result()
    state = api.models.get_tuned_model(name="tunedModels/numbers").state
    assert state == api.types.TunedModel.State.FAILED


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_list_pages(api: SimpleNamespace) -> None:
    """Google's pager walks all pages, each model once, newest first."""
    for number in range(7):
        make(api, f"m{number}")
    pager = api.models.list_tuned_models(page_size=3)
    pages = [[model.name for model in page.tuned_models] for page in pager.pages]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [name for page in pages for name in page] == [
        f"tunedModels/m{number}" for number in reversed(range(7))
    ]


def test_list_filter(server: Server) -> None:
    """Google's v1beta client filters by text and by role."""
    types = generativelanguage_v1beta
    api = SimpleNamespace(types=types, models=client(types.ModelServiceClient, server))
    make(api, "a", display_name="Numbers", description="counts up")
    make(api, "b", display_name="Letters")

    def names(text: str) -> list[str]:
        request = types.ListTunedModelsRequest(filter=text)
        return [model.name for model in api.models.list_tuned_models(request)]

    assert names("numbers") == ["tunedModels/a"]
    assert names("COUNTS owner:me") == ["tunedModels/a"]
    assert names("owner:me") == ["tunedModels/b", "tunedModels/a"]
    assert names("readers:everyone") == []


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_patch_and_delete(api: SimpleNamespace, server: Server) -> None:
    """Google's client patches what its mask names and nothing else, and deletes."""
    make(api, "numbers", description="old")
    model = api.models.get_tuned_model(name="tunedModels/numbers")
    model.display_name, model.description, model.temperature = "new", "ignored", 0.5
    changed = api.models.update_tuned_model(
        tuned_model=model, update_mask={"paths": ["display_name", "temperature"]}
    )
    assert (changed.display_name, changed.description) == ("new", "old")
    assert changed.temperature == 0.5
    assert changed.update_time > changed.create_time
    api.models.delete_tuned_model(name="tunedModels/numbers")
    with pytest.raises(exceptions.NotFound):
        api.models.get_tuned_model(name="tunedModels/numbers")
    assert len(server.admin("GET", "trainings")["trainings"]) == 1


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_permissions(api: SimpleNamespace) -> None:
    """Google's client gives, lists, changes and takes back permissions, and the ownership."""
    make(api, "numbers")
    parent, kind = "tunedModels/numbers", api.types.Permission
    made = api.permissions.create_permission(
        parent=parent,
        permission=kind(
            grantee_type=kind.GranteeType.USER,
            email_address="eva@example.com",
            role=kind.Role.READER,
        ),
    )
    assert api.permissions.get_permission(name=made.name) == made
    made.role = kind.Role.WRITER
    changed = api.permissions.update_permission(permission=made, update_mask={"paths": ["role"]})
    assert changed.role == kind.Role.WRITER
    roles = {p.email_address: p.role.name for p in api.permissions.list_permissions(parent=parent)}
    assert roles == {"emulator-user@example.com": "OWNER", "eva@example.com": "WRITER"}
    api.permissions.delete_permission(name=made.name)

    api.permissions.transfer_ownership({"name": parent, "email_address": "eva@example.com"})
    roles = {p.email_address: p.role.name for p in api.permissions.list_permissions(parent=parent)}
    assert roles == {"emulator-user@example.com": "WRITER", "eva@example.com": "OWNER"}
    with pytest.raises(exceptions.Forbidden):
        api.models.delete_tuned_model(name=parent)


def test_operations_in_v1(server: Server) -> None:
    """Google's v1 client reads, lists and cancels what v1beta created."""
    beta = SimpleNamespace(
        types=generativelanguage_v1beta,
        models=client(generativelanguage_v1beta.ModelServiceClient, server),
    )
    name = make(beta, "numbers").operation.name
    v1 = client(generativelanguage_v1.ModelServiceClient, server)
    assert v1.get_operation({"name": name}).name == name
    listed = v1.list_operations({"name": "tunedModels/numbers"}).operations
    assert [operation.name for operation in listed] == [name]
    v1.cancel_operation({"name": name})
    cancelled = v1.get_operation({"name": name})
    assert (cancelled.done, cancelled.error.code) == (True, 1)
    assert beta.models.get_tuned_model(name="tunedModels/numbers").state.name == "FAILED"


@pytest.mark.parametrize("version", [generativelanguage_v1, generativelanguage_v1beta])
def test_generate_content(version: Any, server: Server) -> None:
    """Google's clients get the answer that the examples hold, whole and streamed."""
    server.trained("numbers", count=9)
    content = client(version.GenerativeServiceClient, server)
    request = version.GenerateContentRequest(
        model="tunedModels/numbers",
        contents=[version.Content(role="user", parts=[version.Part(text="7")])],
        generation_config=version.GenerationConfig(temperature=0.2, max_output_tokens=5),
    )
    answer = content.generate_content(request)
    assert answer.candidates[0].content.parts[0].text == "8"
    assert answer.candidates[0].finish_reason.name == "STOP"
    assert "emulator" in answer.model_version
    pieces = list(content.stream_generate_content(request))
    assert "".join(piece.candidates[0].content.parts[0].text for piece in pieces) == "8"


@pytest.mark.parametrize("api", VERSIONS, indirect=True)
def test_generate_text(api: SimpleNamespace, server: Server) -> None:
    """Google's PaLM client gets the answer that the examples hold."""
    make(api, "numbers", base_model="models/text-bison-001")
    server.admin("POST", "models/numbers/complete")
    answer = api.texts.generate_text(
        api.types.GenerateTextRequest(
            model="tunedModels/numbers", prompt=api.types.TextPrompt(text="three"), temperature=0.5
        )
    )
    assert [candidate.output for candidate in answer.candidates] == ["four"]


@pytest.mark.parametrize(
    ("types", "versions"), [(generativelanguage_v1, "v1"), (generativelanguage_v1beta, "v1beta")]
)
def test_base_models(types: Any, versions: str, server: Server) -> None:
    """Google's clients read the base models and find what can be tuned."""
    models = client(types.ModelServiceClient, server)
    tunable = {
        model.name
        for model in models.list_models()
        if "createTunedModel" in model.supported_generation_methods
    }
    assert tunable == {"models/gemini-1.0-pro-001", BASE}, versions
    assert models.get_model(name="models/text-bison-001").top_k == 40
