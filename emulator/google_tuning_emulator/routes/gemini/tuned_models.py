"""``tunedModels``: create, get, list, patch, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from google_tuning_emulator.gemini import render
from google_tuning_emulator.gemini.creation import (
    apply_patch,
    automatic_model_id,
    new_record,
    random_id,
    resolve_source,
)
from google_tuning_emulator.gemini.filters import parse_filter
from google_tuning_emulator.gemini.masks import masked_fields
from google_tuning_emulator.gemini.messages import MESSAGES
from google_tuning_emulator.gemini.model_store import TakenError
from google_tuning_emulator.gemini.records import PermissionRecord
from google_tuning_emulator.gemini.validation import (
    check_model_id,
    check_new_model,
    settings_violations,
)
from google_tuning_emulator.routes.gemini.access import find_model
from google_tuning_emulator.state import Emulator, emulator
from google_tuning_emulator.wire import field_mask
from google_tuning_emulator.wire.errors import ApiError, bad_request
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.paging import (
    invalid_token,
    page_size,
    read_token,
    take_page,
    write_token,
)
from google_tuning_emulator.wire.replies import json_reply, query_parameters

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from google_tuning_emulator.gemini.records import TunedModelRecord

# The only long part of a model.
_CURVE = ("tuningTask", "snapshots")

tuned_models = Blueprint("tuned_models", __name__, url_prefix="/<any(v1beta, v1beta3):version>")


@tuned_models.post("/tunedModels")
def create(version: str) -> Response:
    """Accept a training; answer with its operation."""
    parameters = query_parameters(request, "tunedModelId")
    body = MESSAGES[version].tuned_model.parse(loads(request.get_data()), "tuned_model")
    model_id = parameters.get("tunedModelId", "")
    if model_id:
        check_model_id(model_id)
    check_new_model(body)
    here = emulator()
    # The id is looked up first: a repeated create is "taken" even while the quota is full.
    if model_id and here.models.get(model_id) is not None:
        raise _taken(model_id)
    now_ns = here.clock.now_ns()
    record = new_record(
        body,
        model_id=model_id or automatic_model_id(body.get("displayName", "")),
        api_version=version,
        base_model=resolve_source(body, version, here.models, now_ns),
        settings=here.settings,
        now_ns=now_ns,
    )
    owner = PermissionRecord(record.model_id, random_id(), "USER", here.settings.caller, "OWNER")
    examples = body["tuningTask"]["trainingData"]["examples"]["examples"]
    try:
        here.models.insert(
            record, examples, owner, may_start=lambda: _check_concurrency(here, now_ns)
        )
    except TakenError as error:
        raise _taken(record.model_id) from error
    return json_reply(render.operation(record, now_ns, fresh=True), request)


@tuned_models.get("/tunedModels/<model_id>")
def get(version: str, model_id: str) -> Response:
    """Show one model."""
    query_parameters(request, shows=MESSAGES[version].tuned_model)
    here = emulator()
    record = find_model(here, model_id, "READER")
    curve = field_mask.is_shown(request, *_CURVE)
    shown = render.tuned_model(record, version, here.clock.now_ns(), curve=curve)
    return json_reply(shown, request)


@tuned_models.get("/tunedModels")
def list_models(version: str) -> Response:
    """Show a page of the models that the caller has a permission on, newest first."""
    allowed = ("pageSize", "pageToken", *(("filter",) if version == "v1beta" else ()))
    parameters = query_parameters(request, *allowed, shows=MESSAGES[version].tuned_models)
    filter_text = parameters.get("filter", "")
    after = None
    if "pageToken" in parameters:
        created_ns, model_id, its_filter = read_token(parameters["pageToken"], int, str, str)
        if its_filter != filter_text:
            raise invalid_token()
        after = (created_ns, model_id)
    here = emulator()
    selected = here.models.visible(here.settings.caller, parse_filter(filter_text), after)
    page, more = take_page(selected, page_size(parameters))
    now_ns = here.clock.now_ns()
    body: dict[str, object] = {}
    if page:
        curve = field_mask.is_shown(request, "tunedModels", *_CURVE)
        body["tunedModels"] = [
            render.tuned_model(record, version, now_ns, curve=curve) for record in page
        ]
    if more:
        last = page[-1]
        body["nextPageToken"] = write_token(last.training.created_ns, last.model_id, filter_text)
    return json_reply(body, request)


@tuned_models.patch("/tunedModels/<model_id>")
def patch(version: str, model_id: str) -> Response:
    """Change what the mask names; whatever else the body holds is ignored."""
    parameters = query_parameters(request, "updateMask")
    body = MESSAGES[version].tuned_model.parse(loads(request.get_data()), "tuned_model")
    here = emulator()
    find_model(here, model_id, "WRITER")
    fields = masked_fields(parameters.get("updateMask"), body, MESSAGES[version])
    violations = settings_violations({name: body[name] for name in fields if name in body})
    if violations:
        raise bad_request(violations)
    now_ns = here.clock.now_ns()

    def change(record: TunedModelRecord) -> None:
        apply_patch(record, fields, body)
        record.patched_ns = now_ns

    changed = here.models.change(model_id, change)
    if changed is None:  # deleted since it was found
        raise ApiError(404, f"Tuned model tunedModels/{model_id} does not exist.")
    return json_reply(render.tuned_model(changed, version, now_ns), request)


@tuned_models.delete("/tunedModels/<model_id>")
def delete(version: str, model_id: str) -> Response:  # noqa: ARG001 - same in both versions
    """Delete a model; a training that runs stops with it, and its operation is gone."""
    query_parameters(request)
    here = emulator()
    find_model(here, model_id, "OWNER")
    if not here.models.delete(model_id):
        raise ApiError(404, f"Tuned model tunedModels/{model_id} does not exist.")
    return json_reply({}, request)


def _check_concurrency(here: Emulator, now_ns: int) -> None:
    most = here.settings.max_concurrent_trainings
    if most is None:
        return
    running = sum(record.training.state(now_ns) == "CREATING" for record in here.models.all())
    if running >= most:
        raise ApiError(429, "Resource has been exhausted (e.g. check quota).")


def _taken(model_id: str) -> ApiError:
    return ApiError(409, f"Tuned model tunedModels/{model_id} already exists.")
