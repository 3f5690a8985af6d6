"""``endpoints``: create, get, list, patch, delete, deploy and undeploy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.routes.vertex.common import LOCATION, masked, page
from google_tuning_emulator.state import emulator
from google_tuning_emulator.vertex import render
from google_tuning_emulator.vertex.effects import find_endpoint, find_model, find_version
from google_tuning_emulator.vertex.filters import parse_filter
from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.vertex.names import model_reference, random_number
from google_tuning_emulator.vertex.validation import label_violations
from google_tuning_emulator.wire.errors import ApiError, bad_request
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import json_reply, query_parameters
from google_tuning_emulator.wire.shown import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from google_tuning_emulator.vertex.names import Place
    from google_tuning_emulator.vertex.records import EndpointRecord

vertex_endpoints = Blueprint("vertex_endpoints", __name__, url_prefix=f"{LOCATION}/endpoints")

_LIST = ("filter", "pageSize", "pageToken", "orderBy", "readMask", "gdcZone")
_MUTABLE = ("displayName", "description", "labels")


@vertex_endpoints.post("")
def create(version: str, project: str, location: str) -> Response:
    """Make an endpoint without a model."""
    parameters = query_parameters(request, "endpointId")
    body = MESSAGES[version].parse("Endpoint", loads(request.get_data()), "endpoint")
    _check(body)
    arguments = {
        "display_name": body.get("displayName", ""),
        "description": body.get("description", ""),
        "labels": body.get("labels", {}),
    }
    here, now_ns = emulator().vertex.enter(project, location)
    endpoint_id = parameters.get("endpointId") or random_number()
    return _begin("CreateEndpoint", here, endpoint_id, version, now_ns, arguments)


@vertex_endpoints.get("")
def list_endpoints(version: str, project: str, location: str) -> Response:
    """Show a page of the endpoints, newest first."""
    shows = page_of("endpoints", MESSAGES[version].shown("Endpoint"))
    parameters = query_parameters(request, *_LIST, shows=shows)
    world = emulator().vertex
    here, _ = world.enter(project, location)
    wanted = parse_filter(parameters.get("filter", ""), ("display_name", "displayName", "endpoint"))

    def items(before: int) -> Iterator[tuple[int, EndpointRecord]]:
        for sequence, each in world.store.endpoints(here.location, before):
            name = each.display_name
            values = {"display_name": name, "displayName": name, "endpoint": each.endpoint_id}
            if wanted.matches(values, each.labels):
                yield sequence, each

    def show(each: EndpointRecord) -> dict[str, Any]:
        return render.endpoint(each, here)

    return json_reply(page("endpoints", parameters, items, show), request)


@vertex_endpoints.get("/<endpoint_id>")
def get(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Show one endpoint."""
    query_parameters(request, shows=MESSAGES[version].shown("Endpoint"))
    here, _ = emulator().vertex.enter(project, location)
    found = find_endpoint(emulator().vertex.store, here, endpoint_id)
    return json_reply(render.endpoint(found, here), request)


@vertex_endpoints.patch("/<endpoint_id>")
def patch(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Change what the mask names; whatever else the body holds is ignored."""
    parameters = query_parameters(request, "updateMask")
    body = MESSAGES[version].parse("Endpoint", loads(request.get_data()), "endpoint")
    fields = masked("Endpoint", parameters.get("updateMask"), _MUTABLE, version)
    _check({"displayName": "not patched", **{name: body.get(name) for name in fields}})
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    with world.store.transaction():
        found = find_endpoint(world.store, here, endpoint_id)
        if "displayName" in fields:
            found.display_name = body["displayName"]
        if "description" in fields:
            found.description = body.get("description", "")
        if "labels" in fields:
            found.labels = body.get("labels", {})
        found.updated_ns = now_ns
        world.store.put_endpoint(found)
    return json_reply(render.endpoint(found, here), request)


@vertex_endpoints.delete("/<endpoint_id>")
def delete(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Delete an endpoint without a model."""
    query_parameters(request)
    here, now_ns = emulator().vertex.enter(project, location)
    return _begin("DeleteEndpoint", here, endpoint_id, version, now_ns, {})


@vertex_endpoints.post("/<endpoint_id>:deployModel")
def deploy_model(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Bring a model's version to an endpoint."""
    query_parameters(request)
    body = MESSAGES[version].parse("DeployModelRequest", loads(request.get_data()))
    given = body.get("deployedModel", {})
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    reference = model_reference(given.get("model", ""), here)
    if reference is None:
        raise ApiError(400, f"Invalid resource name: {given.get('model', '')!r} is no Model's.")
    model = find_model(world.store, here, reference.model_id)
    deployment = {
        "deployed_id": given.get("id") or random_number(),
        "model_id": model.model_id,
        "version_id": find_version(model, here, reference.version).version_id,
        "display_name": given.get("displayName", ""),
    }
    arguments = {"deployment": deployment}
    return _begin("DeployModel", here, endpoint_id, version, now_ns, arguments)


@vertex_endpoints.post("/<endpoint_id>:undeployModel")
def undeploy_model(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Take a model off an endpoint."""
    query_parameters(request)
    body = MESSAGES[version].parse("UndeployModelRequest", loads(request.get_data()))
    if not body.get("deployedModelId"):
        raise ApiError(400, "deployed_model_id is required and was not specified.")
    here, now_ns = emulator().vertex.enter(project, location)
    arguments = {"deployedModelId": body["deployedModelId"]}
    return _begin("UndeployModel", here, endpoint_id, version, now_ns, arguments)


def _check(body: dict[str, Any]) -> None:
    if not body.get("displayName"):
        raise ApiError(400, "endpoint.display_name is required and was not specified.")
    violations = label_violations(body.get("labels") or {}, "endpoint.labels")
    if violations:
        raise bad_request(violations)


def _begin(
    kind: str, here: Place, endpoint_id: str, version: str, now_ns: int, arguments: dict[str, Any]
) -> Response:
    world = emulator().vertex
    begun = world.begin(
        kind,
        here,
        "endpoints",
        endpoint_id,
        api_version=version,
        now_ns=now_ns,
        arguments=arguments,
    )
    return json_reply(render.operation(begun, here, world.store), request)
