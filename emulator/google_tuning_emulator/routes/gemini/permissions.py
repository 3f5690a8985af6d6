"""``tunedModels/*/permissions`` and ``:transferOwnership``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from google_tuning_emulator.gemini import render
from google_tuning_emulator.gemini.creation import random_id
from google_tuning_emulator.gemini.masks import require_role_mask
from google_tuning_emulator.gemini.messages import MESSAGES
from google_tuning_emulator.gemini.model_store import TakenError
from google_tuning_emulator.gemini.records import PermissionRecord
from google_tuning_emulator.gemini.validation import (
    check_new_permission,
    email_violations,
    role_violations,
)
from google_tuning_emulator.routes.gemini.access import find_model
from google_tuning_emulator.state import emulator
from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.paging import page_size, read_token, take_page, write_token
from google_tuning_emulator.wire.replies import json_reply, query_parameters

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from google_tuning_emulator.state import Emulator

permissions = Blueprint(
    "permissions", __name__, url_prefix="/<any(v1beta, v1beta3):version>/tunedModels/<model_id>"
)


@permissions.post("/permissions")
def create(version: str, model_id: str) -> Response:
    """Grant a role; a grantee who has one already is a conflict."""
    query_parameters(request)
    body = MESSAGES[version].permission.parse(loads(request.get_data()), "permission")
    here = emulator()
    find_model(here, model_id, "WRITER")
    check_new_permission(body)
    record = PermissionRecord(
        model_id,
        random_id(),
        str(body["granteeType"]),
        body.get("emailAddress", ""),
        str(body["role"]),
    )
    try:
        here.permissions.insert(record)
    except TakenError as error:
        raise ApiError(
            409, f"A permission for {error} on tunedModels/{model_id} already exists."
        ) from error
    return json_reply(render.permission(record, version), request)


@permissions.get("/permissions")
def list_permissions(version: str, model_id: str) -> Response:
    """Show a page of a model's permissions, oldest first."""
    shows = MESSAGES[version].permissions
    parameters = query_parameters(request, "pageSize", "pageToken", shows=shows)
    here = emulator()
    find_model(here, model_id, "READER")
    skipped = 0
    if "pageToken" in parameters:
        (skipped,) = read_token(parameters["pageToken"], int)
    rest = here.permissions.of_model(model_id)[skipped:]
    page, more = take_page(rest, page_size(parameters))
    body: dict[str, object] = {}
    if page:
        body["permissions"] = [render.permission(record, version) for record in page]
    if more:
        body["nextPageToken"] = write_token(skipped + len(page))
    return json_reply(body, request)


@permissions.get("/permissions/<permission_id>")
def get(version: str, model_id: str, permission_id: str) -> Response:
    """Show one permission."""
    query_parameters(request, shows=MESSAGES[version].permission)
    here = emulator()
    find_model(here, model_id, "READER")
    return json_reply(render.permission(_find(here, model_id, permission_id), version), request)


@permissions.patch("/permissions/<permission_id>")
def patch(version: str, model_id: str, permission_id: str) -> Response:
    """Change a role; nothing else of a permission changes, and the owner's only by transfer."""
    parameters = query_parameters(request, "updateMask")
    body = MESSAGES[version].permission.parse(loads(request.get_data()), "permission")
    here = emulator()
    find_model(here, model_id, "WRITER")
    record = _find(here, model_id, permission_id)
    require_role_mask(parameters.get("updateMask"))
    violations = role_violations(str(body.get("role", "")))
    if record.role == "OWNER":
        violations.append(_owners("changed"))
    if violations:
        raise bad_request(violations)
    here.permissions.set_role(model_id, permission_id, str(body["role"]))
    return json_reply(render.permission(_find(here, model_id, permission_id), version), request)


@permissions.delete("/permissions/<permission_id>")
def delete(version: str, model_id: str, permission_id: str) -> Response:  # noqa: ARG001 - same in both versions
    """Take a permission back."""
    query_parameters(request)
    here = emulator()
    find_model(here, model_id, "WRITER")
    if _find(here, model_id, permission_id).role == "OWNER":
        raise bad_request([_owners("deleted")])
    here.permissions.delete(model_id, permission_id)
    return json_reply({}, request)


# On the version's prefix: the id ends at the colon.
transfer = Blueprint("transfer", __name__, url_prefix="/<any(v1beta, v1beta3):version>")


@transfer.post("/tunedModels/<model_id>:transferOwnership")
def transfer_ownership(version: str, model_id: str) -> Response:
    """Make someone else the owner; the owner until now becomes a writer."""
    query_parameters(request)
    body = MESSAGES[version].transfer_ownership.parse(loads(request.get_data()))
    here = emulator()
    find_model(here, model_id, "OWNER")
    email = body.get("emailAddress", "")
    violations = email_violations(email, "email_address")
    if violations:
        raise bad_request(violations)
    here.permissions.transfer(PermissionRecord(model_id, random_id(), "USER", email, "OWNER"))
    return json_reply({}, request)


def _find(here: Emulator, model_id: str, permission_id: str) -> PermissionRecord:
    record = here.permissions.get(model_id, permission_id)
    if record is None:
        name = f"tunedModels/{model_id}/permissions/{permission_id}"
        raise ApiError(404, f"Permission {name} does not exist.")
    return record


def _owners(what: str) -> Violation:
    return Violation(
        "permission", f"The owner's permission can't be {what}; use transferOwnership."
    )
