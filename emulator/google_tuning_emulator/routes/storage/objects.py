"""``/storage/v1/b/{bucket}/o``: list, get, patch, update, delete; media is in downloads.py."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.common import (
    base_url,
    check_bucket,
    check_parameters,
    json_answer,
)
from google_tuning_emulator.routes.storage.downloads import readable, send_content
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage import listing, metadata
from google_tuning_emulator.storage.preconditions import Preconditions, generation_of
from google_tuning_emulator.storage.render import object_resource

if TYPE_CHECKING:
    from collections.abc import Callable

objects = Blueprint("storage_objects", __name__, url_prefix="/storage/v1/b/<part:bucket>/o")
objects.before_request(check_parameters)


@objects.get("")
def list_(bucket: str) -> Response:
    """List a bucket's objects, a page at a time."""
    check_bucket(bucket)
    page = listing.take(emulator().objects, bucket, listing.Query.read(request.args))
    body: dict[str, Any] = {"kind": "storage#objects"}
    if page.next_token:
        body["nextPageToken"] = page.next_token
    if page.prefixes:
        body["prefixes"] = page.prefixes
    if page.items:
        body["items"] = [object_resource(record, base_url()) for record in page.items]
    return json_answer(body)


@objects.get("/<part:name>")
def get(bucket: str, name: str) -> Response:
    """Show an object, or with ``alt=media`` send its content."""
    check_bucket(bucket)
    if request.args.get("alt") == "media":
        return send_content(bucket, name)
    record = readable(bucket, name)
    return json_answer(object_resource(record, base_url()))


@objects.patch("/<part:name>")
def patch(bucket: str, name: str) -> Response:
    """Change the fields that the body has; null takes one away."""
    return _change(bucket, name, lambda body, fields: metadata.merged(fields, body))


@objects.put("/<part:name>")
def update(bucket: str, name: str) -> Response:
    """Replace all settable fields."""
    return _change(bucket, name, lambda body, _: metadata.settable(body))


@objects.delete("/<part:name>")
def delete(bucket: str, name: str) -> Response:
    """Delete an object."""
    check_bucket(bucket)
    emulator().objects.delete(
        bucket, name, generation_of(request.args), Preconditions.read(request.args)
    )
    return Response(status=204)


def _change(
    bucket: str,
    name: str,
    change: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]],
) -> Response:
    check_bucket(bucket)
    here = emulator()
    record = here.objects.change(
        bucket,
        name,
        generation_of(request.args),
        partial(change, metadata.read_body(request.get_data())),
        now_ns=here.clock.now_ns(),
        allowed=Preconditions.read(request.args),
    )
    return json_answer(object_resource(record, base_url()))
