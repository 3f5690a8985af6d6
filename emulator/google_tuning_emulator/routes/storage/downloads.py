"""``/download/storage/v1/b/{bucket}/o/{object}``: content, whole or a range, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.storage.common import (
    check_bucket,
    check_parameters,
    object_headers,
)
from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage.byte_ranges import byte_range
from google_tuning_emulator.storage.errors import StorageError, condition_not_met, no_object
from google_tuning_emulator.storage.preconditions import (
    NotModifiedError,
    Preconditions,
    generation_of,
)
from google_tuning_emulator.storage.render import etag

if TYPE_CHECKING:
    from typing import BinaryIO

    from google_tuning_emulator.storage.records import ObjectRecord

downloads = Blueprint("storage_downloads", __name__, url_prefix="/download/storage/v1/b")
downloads.before_request(check_parameters)

_PIECE_BYTES = 1024 * 1024


@downloads.get("/<part:bucket>/o/<part:name>")
def download(bucket: str, name: str) -> Response:
    """Send an object's content."""
    check_bucket(bucket)
    return send_content(bucket, name)


def readable(bucket: str, name: str) -> ObjectRecord:
    """Return the object that a read asks for.

    Raises:
        StorageError: 404, 412.
        HTTPException: 304 when the client has it already.

    """
    try:
        record = emulator().objects.find(
            bucket,
            name,
            generation_of(request.args),
            Preconditions.read(request.args),
            reading=True,
        )
        _check_tag(etag(record))
    except NotModifiedError:
        raise HTTPException(response=Response(status=304)) from None
    return record


def send_content(bucket: str, name: str) -> Response:
    """Send an object's content, or the range of it that the client asks for.

    Raises:
        StorageError: 404, 412, 416.

    """
    record = readable(bucket, name)
    try:
        content = emulator().objects.content.open(record.content.blob)
    except FileNotFoundError:  # deleted or replaced a moment ago
        raise no_object(bucket, name) from None
    size = record.content.size
    try:
        wanted = byte_range(request.headers.get("Range", ""), size)
    except StorageError:
        content.close()
        raise
    begin, end = wanted or (0, size)
    headers = {
        **object_headers(record),
        "Content-Type": record.fields.get("contentType", "application/octet-stream"),
        "Content-Length": str(end - begin),
        "ETag": etag(record),
        "Accept-Ranges": "bytes",
    }
    for header, field in (
        ("Cache-Control", "cacheControl"),
        ("Content-Disposition", "contentDisposition"),
        ("Content-Encoding", "contentEncoding"),
        ("Content-Language", "contentLanguage"),
    ):
        if field in record.fields:
            headers[header] = record.fields[field]
    if wanted:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    response = Response(_pieces(content, begin, end), 206 if wanted else 200, headers)
    response.call_on_close(content.close)
    return response


def _pieces(content: BinaryIO, begin: int, end: int) -> Iterator[bytes]:
    content.seek(begin)
    left = end - begin
    while left > 0:
        piece = content.read(min(left, _PIECE_BYTES))
        left -= len(piece)
        yield piece


def _check_tag(now: str) -> None:
    """Compare with ``If-Match`` and ``If-None-Match``, quoted or as the JSON API shows tags."""
    wanted, had = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if wanted and now not in _tags(wanted):
        raise condition_not_met()
    if had and now in _tags(had):
        raise NotModifiedError


def _tags(header: str) -> set[str]:
    return {tag.strip().strip('"') for tag in header.split(",")}
