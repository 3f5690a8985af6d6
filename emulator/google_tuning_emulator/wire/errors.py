"""The one writer of Google's error envelope.

``{"error": {"code", "message", "status", "details"}}``, see
https://cloud.google.com/apis/design/errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DOMAIN = "googleapis.com"

STATUS_OF_HTTP = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


@dataclass(frozen=True)
class Violation:
    """One field that is wrong: its snake_case path, and a sentence about it."""

    path: str
    description: str


@dataclass
class ApiError(Exception):
    """An answer that is an error; raised anywhere, written once by ``envelope``."""

    code: int
    message: str
    status: str = ""
    details: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


def status_of(code: int) -> str:
    """Return the canonical status name Google pairs with an HTTP code."""
    return STATUS_OF_HTTP.get(code, "INTERNAL" if code >= 500 else "UNKNOWN")  # noqa: PLR2004 - HTTP


def envelope(error: ApiError) -> dict[str, Any]:
    """Return the JSON body of an error answer."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "status": error.status or status_of(error.code),
    }
    if error.details:
        body["details"] = error.details
    return {"error": body}


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """Return a ``google.rpc.ErrorInfo`` detail."""
    info: dict[str, Any] = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": DOMAIN,
    }
    if metadata:
        info["metadata"] = metadata
    return info


def bad_request(violations: list[Violation], message: str | None = None) -> ApiError:
    """Return a 400 that names each wrong field; the message lists them unless one is given."""
    return ApiError(
        400,
        message or "\n".join(violation.description for violation in violations),
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
                    {"field": violation.path, "description": violation.description}
                    if violation.path
                    else {"description": violation.description}
                    for violation in violations
                ],
            }
        ],
    )


def model_not_found(name: str, api_version: str, method: str) -> ApiError:
    """Return Google's 404 for a base or tuned model that a method can't be called on."""
    return ApiError(
        404,
        f"{name} is not found for API version {api_version}, or is not supported for {method}. "
        "Call ListModels to see the list of available models and their supported methods.",
    )
