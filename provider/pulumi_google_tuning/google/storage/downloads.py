"""Small objects that others wrote: what there is under an address, and an object's bytes.

Source: https://cloud.google.com/storage/docs/json_api/v1/objects (list, get with alt=media).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.errors.envelope import api_error
from pulumi_google_tuning.google.errors.transport_errors import transport_error
from pulumi_google_tuning.google.request import CONNECT_SECONDS, READ_SECONDS, RequestInfo
from pulumi_google_tuning.google.storage import SCHEME, Location
from pulumi_google_tuning.google.storage.advice import rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from pulumi_google_tuning.google.session import Session

_SHORTEST_TIMEOUT_SECONDS = 1.0


@dataclass(frozen=True)
class Listed:
    """An object of a list, and how large it is."""

    at: Location
    size_bytes: int


def under(session: Session, uri: str, most: int) -> tuple[Listed, ...]:
    """Return the first `most` objects of a folder, or the one object that has the address.

    Raises ValueError for what is no gs:// address, ApiError, TransportError, CredentialsError.
    """
    bucket, _, name = uri.removeprefix(SCHEME).partition("/")
    if not uri.startswith(SCHEME) or not bucket:
        raise ValueError(f"{uri} is no gs://BUCKET/NAME")
    name = name.rstrip("/")
    # The slash keeps out the neighbours of a folder, `7` and `70`.
    inside = _listed(session, bucket, f"{name}/" if name else "", most)
    if inside or not name:
        return inside
    return tuple(one for one in _listed(session, bucket, name, 1) if one.at.name == name)


def read(session: Session, at: Location) -> bytes:
    """Return an object's bytes; one attempt, which time_limit.py ends.

    Raises ApiError, TransportError, CredentialsError.
    """
    sent = session.credentials.headers()
    response = _get(session, at, sent)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        fresh = session.credentials.headers(refresh=True, rejected=sent)
        if fresh != sent:
            sent = fresh
            response = _get(session, at, sent)
    if response.status_code == HTTPStatus.OK:
        return response.content
    raise api_error(response, _request(session, at), _secrets(session, sent), session.wall_clock())


def _listed(session: Session, bucket: str, prefix: str, most: int) -> tuple[Listed, ...]:
    answer = session.send(
        "GET",
        f"/storage/v1/b/{quote(bucket, safe='')}/o",
        api="storage",
        params={"prefix": prefix, "maxResults": most, "fields": "items(name,size)"},
        label=f"list {SCHEME}{bucket}/{prefix}",
        rules=rules_of(bucket, listing=True),
    )
    found = []
    for one in tolerant.mappings(answer.get("items")):
        name, size = tolerant.text(one.get("name")), tolerant.whole(one.get("size"))
        if name and size is not None:
            found.append(Listed(Location(bucket, name), size))
    return tuple(found)


def _get(session: Session, at: Location, credentials: Mapping[str, str]) -> requests.Response:
    headers = dict(credentials)
    quota_project = session.credentials.quota_project("storage")
    if quota_project:
        headers["x-goog-user-project"] = quota_project
    left = max(_SHORTEST_TIMEOUT_SECONDS, time_limit.left_seconds(time_limit.monotonic))
    base_url = session.config.endpoint("storage")
    try:
        return session.http.request(
            "GET",
            base_url + at.path,
            params={"alt": "media"},
            headers=headers,
            timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
        )
    except OSError as error:  # as all of requests' own are
        secrets = _secrets(session, credentials)
        # Not chained: requests quotes addresses and headers.
        raise transport_error(error, _request(session, at), base_url, secrets) from None


def _request(session: Session, at: Location) -> RequestInfo:
    return RequestInfo(
        "GET",
        at.path,
        api="storage",
        label=f"read {at.uri}",
        rules=rules_of(at.bucket),
        credential_type=session.credentials.credential_type,
    )


def _secrets(session: Session, sent: Mapping[str, str]) -> tuple[str, ...]:
    values = (value.removeprefix("Bearer ") for value in sent.values())
    return (*session.credentials.secrets, *values)
