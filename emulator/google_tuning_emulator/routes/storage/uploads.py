"""``/upload/storage/v1/b/{bucket}/o``: media, multipart and resumable uploads.

See https://cloud.google.com/storage/docs/uploads-downloads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.common import (
    base_url,
    check_bucket,
    check_parameters,
    json_answer,
)
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage import checksums, metadata
from google_tuning_emulator.storage.checksums import Expected
from google_tuning_emulator.storage.content_range import ContentRange
from google_tuning_emulator.storage.errors import StorageError, invalid
from google_tuning_emulator.storage.multipart import MultipartBody
from google_tuning_emulator.storage.paths import encoded
from google_tuning_emulator.storage.preconditions import Preconditions
from google_tuning_emulator.storage.records import ObjectRecord
from google_tuning_emulator.storage.render import object_resource
from google_tuning_emulator.storage.upload_plan import Plan, receive_whole
from google_tuning_emulator.wire.body_stream import BodyStream

uploads = Blueprint("storage_uploads", __name__, url_prefix="/upload/storage/v1/b/<part:bucket>/o")
uploads.before_request(check_parameters)

_PIECE_BYTES = 1024 * 1024
_MOST_METADATA_BYTES = 1024 * 1024


@uploads.post("")
def upload(bucket: str) -> Response:
    """Accept a whole upload, or begin or continue a resumable one."""
    check_bucket(bucket)
    if "upload_id" in request.args:
        return _continue()
    kind = request.args.get("uploadType")
    if kind == "media":
        return _media(bucket)
    if kind == "multipart":
        return _multipart(bucket)
    if kind == "resumable":
        return _begin(bucket)
    raise invalid("Invalid upload type: give media, multipart or resumable.", "uploadType")


@uploads.put("")
def continue_(bucket: str) -> Response:
    """Take a piece of a resumable upload, or answer a status query."""
    check_bucket(bucket)
    return _continue()


@uploads.delete("")
def cancel(bucket: str) -> Response:
    """Cancel a resumable upload: 499 is Google's way to say that it is done."""
    check_bucket(bucket)
    emulator().upload_sessions.cancel(_session())
    return Response(status=499)


def _media(bucket: str) -> Response:
    body = {"contentType": request.headers.get("Content-Type")}
    return _whole(_plan(bucket, body), _pieces(_stream()))


def _multipart(bucket: str) -> Response:
    parts = MultipartBody(_stream(), request.headers.get("Content-Type", ""))
    body = metadata.read_body(parts.metadata())
    if not body.get("contentType"):
        body["contentType"] = parts.content_type or None
    return _whole(_plan(bucket, body), parts.content())


def _whole(plan: Plan, pieces: Iterator[bytes]) -> Response:
    here = emulator()
    record = receive_whole(here.objects, plan, pieces, now_ns=here.clock.now_ns())
    return _made(record)


def _begin(bucket: str) -> Response:
    body = metadata.read_body(_stream().read(_MOST_METADATA_BYTES))
    if not body.get("contentType"):
        body["contentType"] = request.headers.get("X-Upload-Content-Type")
    announced = request.headers.get("X-Upload-Content-Length")
    if announced is not None and not (announced.isascii() and announced.isdigit()):
        raise invalid(f"Invalid X-Upload-Content-Length: '{announced}'.")
    plan = _plan(bucket, body, None if announced is None else int(announced))
    session = emulator().upload_sessions.begin(plan)
    query = f"uploadType=resumable&name={encoded(plan.name)}&upload_id={session}"
    return Response(
        headers={
            "Location": f"{base_url()}/upload/storage/v1/b/{encoded(bucket)}/o?{query}",
            "X-GUploader-UploadID": session,
            "Content-Length": "0",
        }
    )


def _continue() -> Response:
    here = emulator()
    stream = _stream()
    result = here.upload_sessions.receive(
        _session(),
        ContentRange.read(request.headers.get("Content-Range", ""), stream.length),
        stream,
        stated=_stated(),
        now_ns=here.clock.now_ns(),
    )
    if isinstance(result, ObjectRecord):
        return _made(result)
    response = Response(status=308, headers={"Content-Length": "0"})
    if result:
        response.headers["Range"] = f"bytes=0-{result - 1}"
    return response


def _made(record: ObjectRecord) -> Response:
    return json_answer(object_resource(record, base_url()))


def _plan(bucket: str, body: Mapping[str, Any], total: int | None = None) -> Plan:
    parameters = request.args
    fields = metadata.settable(body)
    for name in ("contentEncoding", "kmsKeyName"):
        if name in parameters:
            fields[name] = parameters[name]
    return Plan(
        bucket=bucket,
        name=metadata.object_name(parameters.get("name") or body.get("name")),
        fields=fields,
        total=total,
        allowed=Preconditions.read(parameters),
        expected=metadata.expected(body).joined(_stated()),
    )


def _stated() -> Expected:
    headers = request.headers
    return checksums.from_headers(headers.get("X-Goog-Hash", ""), headers.get("Content-MD5", ""))


def _session() -> str:
    session = request.args.get("upload_id")
    if not session:
        raise StorageError(400, "Required parameter: upload_id")
    return session


def _stream() -> BodyStream:
    stream = request.environ["wsgi.input"]
    if not isinstance(stream, BodyStream):
        raise TypeError("uploads need emulator.server, which streams their bodies")
    return stream


def _pieces(stream: BodyStream) -> Iterator[bytes]:
    while piece := stream.read(_PIECE_BYTES):
        yield piece
