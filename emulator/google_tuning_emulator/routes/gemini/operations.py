"""``tunedModels/*/operations``: get and list in every version, cancel in v1 alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.gemini import render
from google_tuning_emulator.gemini.filters import Filter
from google_tuning_emulator.routes.gemini.access import find_model
from google_tuning_emulator.state import Emulator, emulator
from google_tuning_emulator.training.outcome import Outcome
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.paging import page_size, read_token, take_page, write_token
from google_tuning_emulator.wire.replies import json_reply, query_parameters
from google_tuning_emulator.wire.shown import OPERATION, OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from google_tuning_emulator.gemini.records import TunedModelRecord

operations = Blueprint("operations", __name__)

_ANY = "/<any(v1, v1beta, v1beta3):version>"
_LIST_PARAMETERS = ("pageSize", "pageToken", "filter", "name", "returnPartialSuccess")
_CANCELLED = Outcome(1, "The operation was cancelled.")


@operations.get(f"{_ANY}/tunedModels/<model_id>/operations/<operation_id>")
def get(version: str, model_id: str, operation_id: str) -> Response:  # noqa: ARG001 - same in all
    """Show how far a training is."""
    query_parameters(request, shows=OPERATION)
    here = emulator()
    record = _find(here, model_id, operation_id, "READER")
    return json_reply(render.operation(record, here.clock.now_ns()), request)


@operations.get(f"{_ANY}/tunedModels/<model_id>/operations")
def list_of_model(version: str, model_id: str) -> Response:  # noqa: ARG001 - same in all
    """Show the one operation that a model has."""
    return _page(iter([find_model(emulator(), model_id, "READER")]))


@operations.get("/v1/operations")
def list_all() -> Response:
    """Show the operations of every model the caller may see."""
    here = emulator()
    return _page(here.models.visible(here.settings.caller, Filter(), None))


@operations.post("/v1/tunedModels/<model_id>/operations/<operation_id>:cancel")
def cancel(model_id: str, operation_id: str) -> Response:
    """Stop a training: it ends FAILED with code 1. One that has ended stays as it is."""
    query_parameters(request)
    if loads(request.get_data()) not in ({}, {"name": request.path[len("/v1/") : -len(":cancel")]}):
        raise ApiError(400, "Invalid JSON payload received. CancelOperation takes an empty body.")
    here = emulator()
    _find(here, model_id, operation_id, "WRITER")
    now_ns = here.clock.now_ns()

    def change(record: TunedModelRecord) -> None:
        if record.training.state(now_ns) == "CREATING":
            record.training.fail(now_ns, _CANCELLED)

    here.models.change(model_id, change)
    return json_reply({}, request)


def _page(records: Iterator[TunedModelRecord]) -> Response:
    parameters = query_parameters(request, *_LIST_PARAMETERS, shows=OPERATIONS)
    skipped = 0
    if "pageToken" in parameters:
        (skipped,) = read_token(parameters["pageToken"], int)
    for _ in range(skipped):
        next(records, None)
    page, more = take_page(records, page_size(parameters))
    now_ns = emulator().clock.now_ns()
    body: dict[str, Any] = {}
    if page:
        body["operations"] = [render.operation(record, now_ns) for record in page]
    if more:
        body["nextPageToken"] = write_token(skipped + len(page))
    return json_reply(body, request)


def _find(here: Emulator, model_id: str, operation_id: str, role: str) -> TunedModelRecord:
    name = f"tunedModels/{model_id}/operations/{operation_id}"
    record = here.models.get(model_id)
    if record is None or record.operation_id != operation_id:
        raise ApiError(404, f"Operation {name} does not exist.")
    return find_model(here, model_id, role)
