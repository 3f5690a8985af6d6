"""Policies and permissions, as the settings ``iamPolicies`` and ``deniedPermissions`` have them.

https://cloud.google.com/resource-manager/reference/rest/v1/projects/getIamPolicy and
https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.state import emulator
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import json_reply, query_parameters

policies = Blueprint("iam_policies", __name__, url_prefix="/v1/projects")

_PROJECT = "project"


@policies.get("/<project>")
def project(project: str) -> Response:
    """Show a project: there is one, whatever its id."""
    query_parameters(request)
    number = emulator().settings.project_number
    body = {"projectId": project, "projectNumber": number, "lifecycleState": "ACTIVE"}
    return json_reply(body, request)


@policies.post("/<project>:getIamPolicy")
def project_policy(project: str) -> Response:
    """Show who has which role on the project."""
    _refuse("resourcemanager.projects.getIamPolicy", f"projects/{project}")
    return json_reply(_policy(_PROJECT), request)


@policies.post("/<project>/serviceAccounts/<account>:getIamPolicy")
def account_policy(project: str, account: str) -> Response:  # noqa: ARG001 - the route's
    """Show who has which role on a service account."""
    _refuse("iam.serviceAccounts.getIamPolicy", account)
    _find(account)
    return json_reply(_policy(account), request)


@policies.post("/<project>/serviceAccounts/<account>:testIamPermissions")
def account_permissions(project: str, account: str) -> Response:  # noqa: ARG001 - the route's
    """Return which of some permissions the caller has on a service account."""
    _find(account)
    given = loads(request.get_data())
    wanted = given.get("permissions", []) if isinstance(given, dict) else []
    denied = emulator().settings.denied_permissions
    allowed = [one for one in wanted if one not in denied]
    return json_reply({"permissions": allowed} if allowed else {}, request)


def _policy(name: str) -> dict[str, Any]:
    roles = emulator().settings.iam_policies.get(name, {})
    bindings = [{"role": role, "members": members} for role, members in roles.items()]
    return {"version": 1, "etag": "BwY=", **({"bindings": bindings} if bindings else {})}


def _find(account: str) -> None:
    if not account.endswith(".gserviceaccount.com"):
        raise ApiError(404, f"Unknown service account: {account}.")


def _refuse(permission: str, resource: str) -> None:
    query_parameters(request)
    if permission in emulator().settings.denied_permissions:
        raise ApiError(403, f"Permission '{permission}' denied on resource '{resource}'.")
