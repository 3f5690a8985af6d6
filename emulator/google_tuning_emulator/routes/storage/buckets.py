"""``/storage/v1/b``: create, get, list, delete."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.common import (
    base_url,
    check_bucket,
    check_bucket_name,
    check_parameters,
    json_answer,
)
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage.errors import StorageError, invalid
from google_tuning_emulator.storage.listing import page_size
from google_tuning_emulator.storage.metadata import read_body
from google_tuning_emulator.storage.render import bucket_resource
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.paging import read_token, take_page, write_token

buckets = Blueprint("storage_buckets", __name__, url_prefix="/storage/v1/b")
buckets.before_request(check_parameters)

# Shown again as they were given; the emulator makes nothing of them.
_KEPT = (
    "autoclass",
    "encryption",
    "iamConfiguration",
    "labels",
    "lifecycle",
    "location",
    "retentionPolicy",
    "softDeletePolicy",
    "storageClass",
    "versioning",
)


@buckets.post("")
def create() -> Response:
    """Create a bucket."""
    _project()
    body = read_body(request.get_data())
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise invalid("Required parameter: name", "name")
    check_bucket_name(name)
    if (body.get("versioning") or {}).get("enabled"):
        raise invalid("The emulator keeps no noncurrent generations: leave versioning out.")
    fields = {field: body[field] for field in _KEPT if body.get(field) is not None}
    if "location" in fields:
        fields["location"] = str(fields["location"]).upper()
        fields["locationType"] = "multi-region" if len(fields["location"]) <= 4 else "region"  # noqa: PLR2004 - US, EU, ASIA
    here = emulator()
    here.objects.declare_bucket(name, fields, here.clock.now_ns())
    return json_answer(_resource(name))


@buckets.get("/<part:bucket>")
def get(bucket: str) -> Response:
    """Show a bucket."""
    check_bucket(bucket)
    if "storage.buckets.get" in emulator().settings.denied_permissions:
        caller = emulator().settings.caller
        raise StorageError(
            403,
            f"{caller} does not have storage.buckets.get access to the Google Cloud Storage "
            "bucket.",
            reason="forbidden",
        )
    return json_answer(_resource(bucket))


@buckets.get("/<part:bucket>/iam/testPermissions")
def permissions(bucket: str) -> Response:
    """Return which of some permissions the caller has: all but the settings' denied ones."""
    check_bucket(bucket)
    denied = emulator().settings.denied_permissions
    allowed = [one for one in request.args.getlist("permissions") if one not in denied]
    kind = {"kind": "storage#testIamPermissionsResponse"}
    return json_answer({**kind, "permissions": allowed} if allowed else kind)


@buckets.get("")
def list_() -> Response:
    """List the created buckets, and, where any bucket exists, those that objects are in."""
    _project()
    here = emulator()
    names = set(here.objects.buckets())
    if here.settings.buckets == "any":
        names |= here.objects.used_buckets()
    prefix, token = request.args.get("prefix", ""), request.args.get("pageToken")
    after = _after(token) if token else ""
    found = sorted(name for name in names if name.startswith(prefix) and name > after)
    page, more = take_page(found, page_size(request.args))
    body: dict[str, Any] = {"kind": "storage#buckets"}
    if page:
        body["items"] = [_resource(name) for name in page]
    if more:
        body["nextPageToken"] = write_token(page[-1])
    return json_answer(body)


@buckets.delete("/<part:bucket>")
def delete(bucket: str) -> Response:
    """Delete an empty bucket."""
    check_bucket(bucket)
    emulator().objects.delete_bucket(bucket)
    return Response(status=204)


def _resource(name: str) -> dict[str, Any]:
    # A bucket that nobody created has been there since the beginning of time.
    here = emulator()
    created_ns, fields = here.objects.buckets().get(name, (0, {}))
    number = here.settings.project_number
    return bucket_resource(name, created_ns, fields, project_number=number, base=base_url())


def _project() -> None:
    if not request.args.get("project"):
        raise invalid("Required parameter: project", "project")


def _after(token: str) -> str:
    try:
        return str(read_token(token, str)[0])
    except ApiError as error:
        raise invalid("Invalid argument.", "pageToken") from error
