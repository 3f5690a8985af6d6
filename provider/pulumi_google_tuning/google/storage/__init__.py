"""Objects in Cloud Storage: look up, upload once, mark and delete, each with a precondition.

Source: https://cloud.google.com/storage/docs/json_api/v1/objects and
https://cloud.google.com/storage/docs/request-preconditions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError, TransportError
from pulumi_google_tuning.google.storage.advice import API_KEY, rules_of
from pulumi_google_tuning.google.storage.content import Content, Fingerprint, fingerprint

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

__all__ = [
    "API_KEY",
    "Content",
    "Fingerprint",
    "Location",
    "delete",
    "fingerprint",
    "look",
    "mark",
    "upload",
]

SCHEME = "gs://"


@dataclass(frozen=True)
class Location:
    """Where an object is."""

    bucket: str
    name: str

    @classmethod
    def of(cls, uri: str) -> Location:
        """Read `gs://BUCKET/NAME`. Raises ValueError for anything else."""
        bucket, _, name = uri.removeprefix(SCHEME).partition("/")
        if not (uri.startswith(SCHEME) and bucket and name):
            raise ValueError(f"{uri} is no gs://BUCKET/NAME")
        return cls(bucket, name)

    @property
    def uri(self) -> str:
        """Return `gs://BUCKET/NAME`."""
        return f"{SCHEME}{self.bucket}/{self.name}"

    @property
    def path(self) -> str:
        """Return the object's path in the JSON API."""
        return f"/storage/v1/b/{quote(self.bucket, safe='')}/o/{quote(self.name, safe='')}"


def look(session: Session, at: Location) -> Json | None:
    """Return the object's resource (GET); None if there is no such object or bucket.

    Raises ApiError, TransportError, CredentialsError.
    """
    try:
        found = _send(session, "GET", at, "read")
    except ApiError as error:
        if error.gone:
            return None
        raise
    numbers = (tolerant.whole(found.get(name)) for name in ("generation", "metageneration"))
    if None in numbers or not isinstance(found.get("metadata", {}), Mapping):
        # Without them nothing can be changed, and who refers to the object isn't known.
        raise TransportError(
            f"Cloud Storage's answer to reading {at.uri} lacks fields that every object has",
            maybe_applied=False,
            advice="Try again later",
        )
    return found


def upload(
    session: Session,
    at: Location,
    content: Content,
    crc32c: str,
    metadata: Mapping[str, str],
    *,
    cancel: threading.Event,
    progress: Callable[[str], None],
) -> Json | None:
    """Upload a new object with its metadata in one request; None if the name is taken.

    The object is created whole or not at all, with exactly the bytes of `content`: the digest is
    checked before the last byte is sent, and Cloud Storage checks the CRC32C. progress: called
    with `uploading 37 % (370 MB of 1.0 GB)`.
    Raises ContentError, UploadInterruptedError, ApiError, TransportError, CredentialsError.
    """
    # google-cloud-storage costs 0.3 s and 40 MB: imported only for an upload.
    from pulumi_google_tuning.google.storage import uploads  # noqa: PLC0415

    return uploads.run(
        session, at.bucket, at.name, content, crc32c, metadata, cancel=cancel, progress=progress
    )


def mark(
    session: Session, at: Location, seen: Mapping[str, Any], marks: Mapping[str, str | None]
) -> Json | None:
    """Set custom metadata (PATCH; None removes a key) of the object exactly as it was `seen`.

    Return None if it has changed since: look again and decide again.
    """
    return _if_unchanged("PATCH", session, at, seen, "mark", {"metadata": dict(marks)})


def delete(session: Session, at: Location, seen: Mapping[str, Any]) -> bool:
    """Delete the object exactly as it was `seen`; False if it has changed since."""
    return _if_unchanged("DELETE", session, at, seen, "delete", None) is not None


def _if_unchanged(
    method: str,
    session: Session,
    at: Location,
    seen: Mapping[str, Any],
    verb: str,
    body: Json | None,
) -> Json | None:
    params = {
        "ifGenerationMatch": seen["generation"],
        # A new object starts at 1 again: neither number is enough alone.
        "ifMetagenerationMatch": seen["metageneration"],
    }
    try:
        return _send(session, method, at, verb, params=params, body=body)
    except ApiError as error:
        if error.gone or error.code == HTTPStatus.PRECONDITION_FAILED:
            return None
        raise


def _send(session: Session, method: str, at: Location, verb: str, **parts: Any) -> Json:
    """Send a request for an object; its errors call it `read gs://BUCKET/NAME`."""
    return session.send(
        method,
        at.path,
        api="storage",
        label=f"{verb} {at.uri}",
        rules=rules_of(at.bucket),
        **parts,
    )
