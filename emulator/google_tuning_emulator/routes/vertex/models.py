"""``models``: those that tuning brought. Read, patch, versions, aliases, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.routes.vertex.common import LOCATION, masked, page
from google_tuning_emulator.state import emulator
from google_tuning_emulator.vertex import render
from google_tuning_emulator.vertex.effects import find_model, find_version
from google_tuning_emulator.vertex.filters import parse_filter
from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.vertex.names import split_version
from google_tuning_emulator.vertex.validation import label_violations
from google_tuning_emulator.wire.errors import ApiError, bad_request
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import json_reply, query_parameters
from google_tuning_emulator.wire.shown import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from google_tuning_emulator.vertex.names import Place
    from google_tuning_emulator.vertex.records import ModelRecord, ModelVersion
    from google_tuning_emulator.wire.fields import Message

vertex_models = Blueprint("vertex_models", __name__, url_prefix=f"{LOCATION}/models")

_LIST = ("filter", "pageSize", "pageToken", "orderBy", "readMask")
_MUTABLE = ("displayName", "description", "labels", "versionDescription")


@vertex_models.get("")
def list_models(version: str, project: str, location: str) -> Response:
    """Show a page of the models, newest first, each by its default version."""
    parameters = query_parameters(request, *_LIST, shows=_models(version))
    store = emulator().vertex.store
    here, _ = emulator().vertex.enter(project, location)
    wanted = parse_filter(parameters.get("filter", ""), ("display_name", "displayName", "model"))

    def items(before: int) -> Iterator[tuple[int, ModelRecord]]:
        for sequence, model in store.models(here.location, before):
            name = model.display_name
            values = {"display_name": name, "displayName": name, "model": model.model_id}
            if wanted.matches(values, model.labels):
                yield sequence, model

    def show(model: ModelRecord) -> dict[str, Any]:
        return render.model(model, find_version(model, here, ""), here, store, pinned=False)

    return json_reply(page("models", parameters, items, show), request)


@vertex_models.get("/<model_id>")
def get(version: str, project: str, location: str, model_id: str) -> Response:
    """Show a model: the version that the name says, else the default one."""
    query_parameters(request, shows=MESSAGES[version].shown("Model"))
    here, _ = emulator().vertex.enter(project, location)
    return _reply(*_find(here, model_id), here, pinned="@" in model_id)


@vertex_models.get("/<model_id>:listVersions")
def list_versions(version: str, project: str, location: str, model_id: str) -> Response:
    """Show a page of a model's versions, newest first."""
    parameters = query_parameters(request, *_LIST, shows=_models(version))
    here, _ = emulator().vertex.enter(project, location)
    model, _ = _find(here, model_id)

    def items(before: int) -> Iterator[tuple[int, ModelVersion]]:
        for each in reversed(model.versions):
            if int(each.version_id) < before:
                yield int(each.version_id), each

    def show(each: ModelVersion) -> dict[str, Any]:
        return render.model(model, each, here, emulator().vertex.store, pinned=True)

    return json_reply(page("models", parameters, items, show), request)


@vertex_models.patch("/<model_id>")
def patch(version: str, project: str, location: str, model_id: str) -> Response:
    """Change what the mask names; whatever else the body holds is ignored."""
    parameters = query_parameters(request, "updateMask")
    body = MESSAGES[version].parse("Model", loads(request.get_data()), "model")
    fields = masked("Model", parameters.get("updateMask"), _MUTABLE, version)
    violations = label_violations(body.get("labels", {}), "model.labels")
    if violations:
        raise bad_request(violations)
    if "displayName" in fields and not body.get("displayName"):
        raise ApiError(400, "model.display_name is required and was not specified.")
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    with world.store.transaction():
        model, of_version = _find(here, model_id)
        if "displayName" in fields:
            model.display_name = body["displayName"]
        if "description" in fields:
            model.description = body.get("description", "")
        if "labels" in fields:
            model.labels = body.get("labels", {})
        if "versionDescription" in fields:
            of_version.description = body.get("versionDescription", "")
        model.updated_ns = now_ns
        world.store.put_model(model)
    return _reply(model, of_version, here, pinned="@" in model_id)


@vertex_models.delete("/<model_id>")
def delete(version: str, project: str, location: str, model_id: str) -> Response:
    """Delete a model with all its versions, unless it is deployed somewhere."""
    query_parameters(request)
    here, now_ns = emulator().vertex.enter(project, location)
    if "@" in model_id:
        name = here.of("models", model_id)
        raise ApiError(
            400, f'Invalid Model name "{name}": it must have no version. Use deleteVersion.'
        )
    begun = emulator().vertex.begin(
        "DeleteModel", here, "models", model_id, api_version=version, now_ns=now_ns
    )
    return json_reply(render.operation(begun, here, emulator().vertex.store), request)


@vertex_models.delete("/<model_id>:deleteVersion")
def delete_version(version: str, project: str, location: str, model_id: str) -> Response:
    """Delete one version, neither the only one nor the default one."""
    query_parameters(request)
    here, now_ns = emulator().vertex.enter(project, location)
    reference = split_version(model_id)
    if not reference.version:
        raise ApiError(400, f"A version is required: {here.of('models', model_id)}@VERSION.")
    begun = emulator().vertex.begin(
        "DeleteModelVersion",
        here,
        "models",
        reference.model_id,
        api_version=version,
        now_ns=now_ns,
        arguments={"version": reference.version},
    )
    return json_reply(render.operation(begun, here, emulator().vertex.store), request)


@vertex_models.post("/<model_id>:mergeVersionAliases")
def merge_version_aliases(version: str, project: str, location: str, model_id: str) -> Response:
    """Add aliases to a version, or remove them (``-name``); one alias is on one version."""
    query_parameters(request)
    body = MESSAGES[version].parse("MergeVersionAliasesRequest", loads(request.get_data()))
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    with world.store.transaction():
        model, of_version = _find(here, model_id)
        for alias in body.get("versionAliases", []):
            if alias == "-default":
                raise ApiError(400, "The alias `default` can only be moved to another version.")
            if alias.startswith("-"):
                of_version.aliases = [each for each in of_version.aliases if each != alias[1:]]
                continue
            for each in model.versions:
                each.aliases = [kept for kept in each.aliases if kept != alias]
            of_version.aliases.append(alias)
        model.updated_ns = now_ns
        world.store.put_model(model)
    return _reply(model, of_version, here, pinned="@" in model_id)


def _models(version: str) -> Message:
    return page_of("models", MESSAGES[version].shown("Model"))


def _find(here: Place, model_id: str) -> tuple[ModelRecord, ModelVersion]:
    reference = split_version(model_id)
    model = find_model(emulator().vertex.store, here, reference.model_id)
    return model, find_version(model, here, reference.version)


def _reply(model: ModelRecord, version: ModelVersion, here: Place, *, pinned: bool) -> Response:
    body = render.model(model, version, here, emulator().vertex.store, pinned=pinned)
    return json_reply(body, request)
