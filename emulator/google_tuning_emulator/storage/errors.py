"""Cloud Storage's own form of errors, older than the one of the tuning APIs.

``{"error": {"code", "message", "errors": [{"message", "domain", "reason", ...}]}}``, see
https://cloud.google.com/storage/docs/json_api/v1/status-codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from google_tuning_emulator.wire.errors import ApiError

_UPLOAD_PREFIX = "/upload/storage/"
_PREFIXES = ("/storage/", _UPLOAD_PREFIX, "/download/storage/")

_REASONS = {
    400: "invalid",
    401: "required",
    403: "forbidden",
    404: "notFound",
    409: "conflict",
    410: "gone",
    412: "conditionNotMet",
    416: "requestedRangeNotSatisfiable",
    429: "rateLimitExceeded",
    499: "clientClosedRequest",
}

_FRONT_END = {
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "insufficientPermissions",
    "ACCESS_TOKEN_TYPE_UNSUPPORTED": "authError",
    "API_KEY_INVALID": "keyInvalid",
    "CREDENTIALS_MISSING": "required",
}


@dataclass
class StorageError(ApiError):
    """An error with what only Cloud Storage's form has: a reason, and a place."""

    reason: str = ""
    location_type: str = ""
    location: str = ""


def is_storage(path: str) -> bool:
    """Return whether a path belongs to Cloud Storage."""
    return path.startswith(_PREFIXES)


def is_upload(path: str) -> bool:
    """Return whether a path takes uploads: bodies of any size, which are streamed."""
    return path.startswith(_UPLOAD_PREFIX)


def storage_error_reply(
    error: ApiError, headers: Mapping[str, str] | None = None, *, as_text: bool = False
) -> Response:
    """Return any error in Cloud Storage's form.

    A download's is its message as plain text.
    """
    if as_text:
        response = Response(
            error.message, status=error.code, content_type="text/html; charset=UTF-8"
        )
    else:
        response = Response(
            json.dumps({"error": _envelope(error)}, ensure_ascii=False),
            status=error.code,
            content_type="application/json; charset=UTF-8",
        )
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _envelope(error: ApiError) -> dict[str, Any]:
    entry = {
        "message": error.message,
        "domain": "global",
        "reason": _reason(error),
    }
    if isinstance(error, StorageError) and error.location:
        entry |= {"locationType": error.location_type, "location": error.location}
    return {"code": error.code, "message": error.message, "errors": [entry]}


def _reason(error: ApiError) -> str:
    if isinstance(error, StorageError) and error.reason:
        return error.reason
    # The front end and scripted faults carry their reasons as the tuning APIs do.
    given = str(next((detail["reason"] for detail in error.details if "reason" in detail), ""))
    return _FRONT_END.get(given, given) or _REASONS.get(error.code, "backendError")


def invalid(message: str, location: str = "") -> StorageError:
    """Return a 400 for a request that can't be served, naming its parameter if there is one."""
    return StorageError(
        400, message, location_type="parameter" if location else "", location=location
    )


def no_bucket() -> StorageError:
    """Return the 404 for a bucket that doesn't exist."""
    return StorageError(404, "The specified bucket does not exist.")


def no_object(bucket: str, name: str) -> StorageError:
    """Return the 404 for an object, or a generation of it, that doesn't exist."""
    return StorageError(404, f"No such object: {bucket}/{name}")


def condition_not_met(header: str = "If-Match") -> StorageError:
    """Return the 412 for a precondition that doesn't hold."""
    return StorageError(
        412,
        "At least one of the pre-conditions you specified did not hold.",
        reason="conditionNotMet",
        location_type="header",
        location=header,
    )
