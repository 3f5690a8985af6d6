"""``operations``: of a location, of a model, of an endpoint; also under the clients' ``/ui/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.state import emulator
from google_tuning_emulator.vertex import render
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.paging import page_size, read_token, take_page, write_token
from google_tuning_emulator.wire.replies import json_reply, query_parameters
from google_tuning_emulator.wire.shown import OPERATION, OPERATIONS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from google_tuning_emulator.vertex.names import Place
    from google_tuning_emulator.vertex.records import OperationRecord

vertex_operations = Blueprint("vertex_operations", __name__)

# Google's own REST clients poll at /ui/, whatever version began the operation.
_LOCATION = "/<any(v1, v1beta1, ui):version>/projects/<project>/locations/<location>"
_PARENT = f"{_LOCATION}/<any(models, endpoints):collection>/<resource_id>"


@vertex_operations.get(f"{_LOCATION}/operations/<operation_id>")
@vertex_operations.get(f"{_PARENT}/operations/<operation_id>")
@vertex_operations.post(f"{_LOCATION}/operations/<operation_id>:wait")
@vertex_operations.post(f"{_PARENT}/operations/<operation_id>:wait")
def get(project: str, location: str, operation_id: str, **parent: str) -> Response:
    """Show how far an operation is; ``:wait`` answers at once, as it may."""
    query_parameters(request, "timeout", shows=OPERATION)
    here, _ = emulator().vertex.enter(project, location)
    found = _find(here, operation_id, parent)
    return json_reply(render.operation(found, here, emulator().vertex.store), request)


@vertex_operations.get(f"{_LOCATION}/operations")
@vertex_operations.get(f"{_PARENT}/operations")
def list_operations(project: str, location: str, **parent: str) -> Response:
    """Show a page of the operations, newest first."""
    parameters = query_parameters(
        request, "pageSize", "pageToken", "filter", "name", shows=OPERATIONS
    )
    if "filter" in parameters:
        raise ApiError(400, "Invalid filter: operations can't be filtered here.")
    store = emulator().vertex.store
    here, _ = emulator().vertex.enter(project, location)
    skipped = 0
    if "pageToken" in parameters:
        (skipped,) = read_token(parameters["pageToken"], int)
    found = [each for each in store.operations(here.location) if _belongs(each, parent)]
    taken, more = take_page(found[skipped:], page_size(parameters))
    body: dict[str, Any] = {}
    if taken:
        body["operations"] = [render.operation(each, here, store) for each in taken]
    if more:
        body["nextPageToken"] = write_token(skipped + len(taken))
    return json_reply(body, request)


@vertex_operations.post(f"{_LOCATION}/operations/<operation_id>:cancel")
@vertex_operations.post(f"{_PARENT}/operations/<operation_id>:cancel")
def cancel(project: str, location: str, operation_id: str, **parent: str) -> Response:
    """Take note of the wish: none of these operations can be cancelled."""
    query_parameters(request)
    here, _ = emulator().vertex.enter(project, location)
    _find(here, operation_id, parent)
    return json_reply({}, request)


def _find(here: Place, operation_id: str, parent: dict[str, str]) -> OperationRecord:
    found = emulator().vertex.store.operation(here.location, operation_id)
    if found is None or not _belongs(found, parent):
        raise ApiError(404, f"Operation {here.of('operations', operation_id)} does not exist.")
    return found


def _belongs(operation: OperationRecord, parent: dict[str, str]) -> bool:
    if "collection" not in parent:
        return True
    its = (operation.collection, operation.resource_id)
    return its == (parent["collection"], parent["resource_id"])
