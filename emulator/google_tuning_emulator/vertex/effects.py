"""What operations do to models and endpoints, and when Vertex AI refuses them.

A refusal comes with the request, as it does from Google; when an operation takes its time, it is
checked once more as its effect is due, and ends with the error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_tuning_emulator.vertex.names import Place
from google_tuning_emulator.vertex.records import Deployment, EndpointRecord
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from google_tuning_emulator.vertex.records import ModelRecord, ModelVersion, OperationRecord
    from google_tuning_emulator.vertex.store import VertexStore

# `google.rpc.Code` of an operation's error, by HTTP status.
_CODES = {400: 9, 404: 5, 409: 6}


def check(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    """Refuse an operation that can't be done.

    Raises:
        ApiError: 404 for what isn't there, 400 for what is in use.

    """
    _no_others(operation, store, here)
    _CHECKS[operation.kind](operation, store, here)


def apply(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    """Do what an operation is for, or note why it failed; keep it as done."""
    try:
        _CHECKS[operation.kind](operation, store, here)
    except ApiError as error:
        operation.error = {"code": _CODES[error.code], "message": error.message}
    else:
        _EFFECTS[operation.kind](operation, store)
    operation.applied = True
    store.put_operation(operation)


def find_model(store: VertexStore, here: Place, model_id: str) -> ModelRecord:
    """Return a model.

    Raises:
        ApiError: 404 if there is none.

    """
    model = store.model(here.location, model_id)
    if model is None:
        raise ApiError(404, f'The Model "{here.of("models", model_id)}" does not exist.')
    return model


def find_version(model: ModelRecord, here: Place, wanted: str) -> ModelVersion:
    """Return a model's version, the default one for an empty text.

    Raises:
        ApiError: 404 if there is none.

    """
    version = model.version(wanted)
    if version is None:
        name = here.of("models", f"{model.model_id}@{wanted}")
        raise ApiError(404, f'The Model "{name}" does not exist.')
    return version


def find_endpoint(store: VertexStore, here: Place, endpoint_id: str) -> EndpointRecord:
    """Return an endpoint.

    Raises:
        ApiError: 404 if there is none.

    """
    endpoint = store.endpoint(here.location, endpoint_id)
    if endpoint is None:
        raise ApiError(404, f"Endpoint `{here.of('endpoints', endpoint_id)}` not found.")
    return endpoint


def _no_others(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    others = [
        f"{here.of(each.collection, each.resource_id)}/operations/{each.operation_id}"
        for each in store.open_operations()
        if (each.location, each.collection, each.resource_id)
        == (operation.location, operation.collection, operation.resource_id)
    ]
    if others:
        kind = "Model" if operation.collection == "models" else "Endpoint"
        name = here.of(operation.collection, operation.resource_id)
        raise ApiError(
            400,
            f'There are other operations running on the {kind} "{name}". '
            f"Operation(s) are: {', '.join(others)}.",
            "FAILED_PRECONDITION",
        )


def _deployed_at(store: VertexStore, here: Place, model_id: str, version: str = "") -> list[str]:
    return [
        here.of("endpoints", endpoint.endpoint_id)
        for _, endpoint in store.endpoints(here.location)
        if any(
            each.model_id == model_id and version in ("", each.version_id)
            for each in endpoint.deployments
        )
    ]


def _refuse_deployed(name: str, endpoints: list[str]) -> None:
    if endpoints:
        raise ApiError(
            400,
            f'The Model "{name}" is deployed or being deployed at the following Endpoint(s): '
            f"{', '.join(endpoints)}.",
            "FAILED_PRECONDITION",
        )


def _check_delete_model(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    model = find_model(store, here, operation.resource_id)
    name = here.of("models", model.model_id)
    _refuse_deployed(name, _deployed_at(store, here, model.model_id))


def _delete_model(operation: OperationRecord, store: VertexStore) -> None:
    store.remove_model(operation.location, operation.resource_id)


def _check_delete_version(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    model = find_model(store, here, operation.resource_id)
    version = find_version(model, here, operation.arguments["version"])
    name = here.of("models", f"{model.model_id}@{version.version_id}")
    if len(model.versions) == 1:
        raise ApiError(
            400,
            f'The Model version "{name}" is the only one of its Model: delete the Model instead.',
            "FAILED_PRECONDITION",
        )
    if "default" in version.aliases:
        raise ApiError(
            400,
            f'The Model version "{name}" is the default version and can\'t be deleted. Move the '
            "alias `default` to another version first.",
            "FAILED_PRECONDITION",
        )
    _refuse_deployed(name, _deployed_at(store, here, model.model_id, version.version_id))


def _delete_version(operation: OperationRecord, store: VertexStore) -> None:
    model = store.model(operation.location, operation.resource_id)
    version = model.version(operation.arguments["version"]) if model else None
    if model is None or version is None:  # the check before it found both
        return
    model.versions = [each for each in model.versions if each is not version]
    model.updated_ns = operation.done_ns
    store.put_model(model)


def _check_delete_endpoint(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    endpoint = find_endpoint(store, here, operation.resource_id)
    if endpoint.deployments:
        deployed = ", ".join(each.deployed_id for each in endpoint.deployments)
        raise ApiError(
            400,
            f'Endpoint "{here.of("endpoints", endpoint.endpoint_id)}" has deployed or being '
            f"deployed DeployedModel(s): {deployed}. Undeploy them first.",
            "FAILED_PRECONDITION",
        )


def _delete_endpoint(operation: OperationRecord, store: VertexStore) -> None:
    store.remove_endpoint(operation.location, operation.resource_id)


def _check_undeploy(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    endpoint = find_endpoint(store, here, operation.resource_id)
    wanted = operation.arguments["deployedModelId"]
    if not any(each.deployed_id == wanted for each in endpoint.deployments):
        raise ApiError(
            404,
            f"DeployedModel {wanted} does not exist on Endpoint "
            f'"{here.of("endpoints", endpoint.endpoint_id)}".',
        )


def _undeploy(operation: OperationRecord, store: VertexStore) -> None:
    endpoint = store.endpoint(operation.location, operation.resource_id)
    if endpoint is not None:
        wanted = operation.arguments["deployedModelId"]
        endpoint.deployments = [d for d in endpoint.deployments if d.deployed_id != wanted]
        endpoint.updated_ns = operation.done_ns
        store.put_endpoint(endpoint)


def _check_deploy(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    endpoint = find_endpoint(store, here, operation.resource_id)
    given = operation.arguments["deployment"]
    find_version(find_model(store, here, given["model_id"]), here, given["version_id"])
    if any(each.deployed_id == given["deployed_id"] for each in endpoint.deployments):
        raise ApiError(409, f"DeployedModel {given['deployed_id']} exists already.")


def _deploy(operation: OperationRecord, store: VertexStore) -> None:
    endpoint = store.endpoint(operation.location, operation.resource_id)
    if endpoint is not None:
        given = operation.arguments["deployment"]
        endpoint.deployments.append(Deployment(**given, created_ns=operation.done_ns))
        endpoint.updated_ns = operation.done_ns
        store.put_endpoint(endpoint)


def _check_create_endpoint(operation: OperationRecord, store: VertexStore, here: Place) -> None:
    if store.endpoint(here.location, operation.resource_id) is not None:
        name = here.of("endpoints", operation.resource_id)
        raise ApiError(409, f"Endpoint `{name}` already exists.")


def _create_endpoint(operation: OperationRecord, store: VertexStore) -> None:
    store.put_endpoint(
        EndpointRecord(
            endpoint_id=operation.resource_id,
            location=operation.location,
            created_ns=operation.done_ns,
            updated_ns=operation.done_ns,
            **operation.arguments,
        )
    )


_CHECKS: dict[str, Callable[[OperationRecord, VertexStore, Place], None]] = {
    "DeleteModel": _check_delete_model,
    "DeleteModelVersion": _check_delete_version,
    "DeleteEndpoint": _check_delete_endpoint,
    "UndeployModel": _check_undeploy,
    "DeployModel": _check_deploy,
    "CreateEndpoint": _check_create_endpoint,
}
_EFFECTS: dict[str, Callable[[OperationRecord, VertexStore], None]] = {
    "DeleteModel": _delete_model,
    "DeleteModelVersion": _delete_version,
    "DeleteEndpoint": _delete_endpoint,
    "UndeployModel": _undeploy,
    "DeployModel": _deploy,
    "CreateEndpoint": _create_endpoint,
}
