"""``…/o/{object}/rewriteTo/b/{bucket}/o/{object}``: copies, done in one call whatever their size.

See https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite. Google's Go client copies so,
and with it Pulumi's ``gs://`` backend, which keeps a backup of each state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.common import (
    base_url,
    check_bucket,
    check_parameters,
    json_answer,
)
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage import metadata
from google_tuning_emulator.storage.checksums import Expected
from google_tuning_emulator.storage.errors import invalid, no_object
from google_tuning_emulator.storage.preconditions import Preconditions
from google_tuning_emulator.storage.render import object_resource
from google_tuning_emulator.storage.upload_plan import Plan, receive_whole

copies = Blueprint("storage_copies", __name__, url_prefix="/storage/v1/b/<part:bucket>/o")
copies.before_request(check_parameters)

_PIECE_BYTES = 1024 * 1024
# To take these and copy as if they weren't there would be a lie.
_MISSING = (
    "ifSourceGenerationMatch",
    "ifSourceGenerationNotMatch",
    "ifSourceMetagenerationMatch",
    "ifSourceMetagenerationNotMatch",
    "maxBytesRewrittenPerCall",
    "rewriteToken",
)


@copies.post("/<part:name>/rewriteTo/b/<part:target_bucket>/o/<part:target>")
def rewrite(bucket: str, name: str, target_bucket: str, target: str) -> Response:
    """Copy an object; a body with fields replaces the source's. It counts as an upload."""
    check_bucket(bucket)
    check_bucket(target_bucket)
    for missing in _MISSING:
        if missing in request.args:
            raise invalid(f"The emulator doesn't have the parameter {missing}.", missing)
    here = emulator()
    generation = request.args.get("sourceGeneration", type=int)
    source = here.objects.find(bucket, name, generation, Preconditions.read({}))
    given = metadata.read_body(request.get_data())
    plan = Plan(
        bucket=target_bucket,
        name=metadata.object_name(target),
        fields=metadata.settable(given) if given else dict(source.fields),
        total=source.content.size,
        allowed=Preconditions.read(request.args),
        expected=Expected(),
    )
    try:
        content = here.objects.content.open(source.content.blob)
    except FileNotFoundError:  # deleted or replaced a moment ago
        raise no_object(bucket, name) from None
    with content:
        made = receive_whole(here.objects, plan, _pieces(content), now_ns=here.clock.now_ns())
    size = str(made.content.size)
    return json_answer(
        {
            "kind": "storage#rewriteResponse",
            "totalBytesRewritten": size,
            "objectSize": size,
            "done": True,
            "resource": object_resource(made, base_url()),
        }
    )


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_PIECE_BYTES):
        yield piece
