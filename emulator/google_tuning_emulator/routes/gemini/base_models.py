"""``models``: the base models, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.gemini.catalog import BASE_MODELS, MODEL, MODELS
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.paging import page_size, read_token, take_page, write_token
from google_tuning_emulator.wire.replies import json_reply, query_parameters

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

base_models = Blueprint(
    "base_models", __name__, url_prefix="/<any(v1, v1beta, v1beta3):version>/models"
)


@base_models.get("/<model_id>")
def get(version: str, model_id: str) -> Response:
    """Show one base model."""
    query_parameters(request, shows=MODEL)
    model = BASE_MODELS.get(f"models/{model_id}")
    if model is None:
        raise ApiError(
            404,
            f"Model is not found: models/{model_id} for api version {version}",
        )
    return json_reply(model.as_json(), request)


@base_models.get("")
def list_models(version: str) -> Response:  # noqa: ARG001 - same in all
    """Show a page of the base models."""
    parameters = query_parameters(request, "pageSize", "pageToken", shows=MODELS)
    skipped = 0
    if "pageToken" in parameters:
        (skipped,) = read_token(parameters["pageToken"], int)
    page, more = take_page(list(BASE_MODELS.values())[skipped:], page_size(parameters))
    body: dict[str, Any] = {}
    if page:
        body["models"] = [model.as_json() for model in page]
    if more:
        body["nextPageToken"] = write_token(skipped + len(page))
    return json_reply(body, request)
