"""Words on Cloud Storage's errors: which object, which permission, which command helps.

Source: https://cloud.google.com/storage/docs/json_api/v1/status-codes and
https://cloud.google.com/storage/docs/access-control/iam-json.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.advice import LOGIN, advice

API_KEY = (
    "an API key can't write to Cloud Storage: pulumi config rm google-tuning:apiKey, and log in "
    f"instead: {LOGIN}"
)
"""What to say to those who have an API key alone."""

_ROLE = "roles/storage.objectUser"
_PERMISSIONS = {
    "read": "storage.objects.get",
    "upload": "storage.objects.create",
    "mark": "storage.objects.update",
    "delete": "storage.objects.delete",
}
_KEPT = re.compile(r"retention|\bhold\b", re.IGNORECASE)
# What the general table has better words for: scopes, a disabled API, billing, the quota project.
_NOT_OURS = re.compile(
    r"authentication scopes|has not been used|is disabled|billing|quota project|API key",
    re.IGNORECASE,
)


def named(error: ApiError, uri: str, bucket: str, verb: str, kind: str) -> ApiError:
    """Say of an error on which object it is, and what to do about it.

    verb: "read", "upload", "mark" or "delete". kind: of the credentials.
    """
    usual = advice(
        error.code,
        error.reason,
        error.message,
        kind=kind,
        api="storage",
        retry_after_seconds=error.retry_after_seconds,
    )
    return ApiError(
        error.code,
        error.status,
        error.message,
        request=f"{verb} {uri}",
        reason=error.reason,
        violations=error.violations,
        retry_after_seconds=error.retry_after_seconds,
        maybe_applied=error.maybe_applied,
        enveloped=error.enveloped,
        advice=_own(error, bucket, verb, kind) or usual,
    )


def _own(error: ApiError, bucket: str, verb: str, kind: str) -> str | None:
    if kind == "apiKey" and error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return API_KEY
    if error.code == HTTPStatus.NOT_FOUND and verb == "upload":
        return (
            f"there is no bucket {bucket}: make it, gcloud storage buckets create gs://{bucket} "
            f"--location=REGION, in the region of the tuning job, or name another one"
        )
    if error.code != HTTPStatus.FORBIDDEN:
        return None
    if verb == "delete" and _KEPT.search(f"{error.reason} {error.message}"):
        return (
            "the bucket keeps its objects for a time: run again when it is over, or set "
            "deletionPolicy to RETAIN, which leaves the object there"
        )
    if _NOT_OURS.search(error.message):
        return None
    return (
        f"it takes {_PERMISSIONS[verb]}, which {_ROLE} holds: gcloud storage buckets "
        f"add-iam-policy-binding gs://{bucket} --member=ACCOUNT --role={_ROLE}"
    )
