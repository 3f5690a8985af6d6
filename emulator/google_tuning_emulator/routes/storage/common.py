"""What the routes of Cloud Storage share: answers, buckets, and parameters it doesn't have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.wrappers import Response

from google_tuning_emulator.state import emulator
from google_tuning_emulator.storage.errors import StorageError, invalid, no_bucket
from google_tuning_emulator.storage.partial import partial

if TYPE_CHECKING:
    from google_tuning_emulator.storage.records import ObjectRecord

# https://cloud.google.com/storage/docs/buckets#naming
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")
_MOST_PART_LENGTH = 63

# To take these and answer as if they weren't there would be a lie.
_MISSING = ("filter", "matchGlob", "restoreToken", "softDeleted")


def json_answer(body: dict[str, Any], status: int = 200) -> Response:
    """Return an answer, or the part of it that the client asked for.

    Raises:
        StorageError: 400 for a selection of fields that isn't one.

    """
    shown = partial(body, request.args.get("fields", ""))
    return Response(
        json.dumps(shown, ensure_ascii=False),
        status=status,
        content_type="application/json; charset=UTF-8",
    )


def base_url() -> str:
    """Return the address that the client called, without a slash at its end."""
    return request.host_url.rstrip("/")


def check_parameters() -> None:
    """Refuse what the emulator doesn't have.

    Raises:
        StorageError: 400.

    """
    for name in _MISSING:
        if request.args.get(name, "").lower() not in ("", "false"):
            raise invalid(f"The emulator doesn't have the parameter {name}.", name)


def check_bucket(name: str) -> None:
    """Let a request pass whose bucket exists.

    Raises:
        StorageError: 400 for a name that no bucket can have, 404.

    """
    check_bucket_name(name)
    here = emulator()
    if name == here.metrics_bucket:
        here.bring_metrics()
        return
    if here.settings.buckets == "declared" and name not in here.objects.buckets():
        raise no_bucket()


def check_bucket_name(name: str) -> None:
    """Let a name pass that a bucket can have.

    Raises:
        StorageError: 400.

    """
    parts = name.split(".")
    if not _BUCKET.fullmatch(name) or max(map(len, parts)) > _MOST_PART_LENGTH or "" in parts:
        raise StorageError(400, f"Invalid bucket name: '{name}'")


def object_headers(record: ObjectRecord) -> dict[str, str]:
    """Return the headers of an answer that carries an object's content."""
    content = record.content
    return {
        "X-Goog-Generation": str(record.generation),
        "X-Goog-Metageneration": str(record.metageneration),
        "X-Goog-Hash": f"crc32c={content.crc32c},md5={content.md5}",
        "X-Goog-Storage-Class": record.fields.get("storageClass", "STANDARD"),
        "X-Goog-Stored-Content-Length": str(content.size),
        "X-Goog-Stored-Content-Encoding": record.fields.get("contentEncoding", "identity"),
    }
