"""The transport for google-cloud-storage: this session's connections, credentials and cancel.

A body is sent in small blocks, so that a slow line causes no timeout and a cancel ends it at once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
from urllib3.util import parse_url

from pulumi_google_tuning.google.errors import ApiError, CredentialsError
from pulumi_google_tuning.google.errors.envelope import api_error
from pulumi_google_tuning.google.request import CONNECT_SECONDS, READ_SECONDS, RequestInfo
from pulumi_google_tuning.google.storage.advice import rules_of
from pulumi_google_tuning.google.storage.content import HeldStream
from pulumi_google_tuning.google.storage.ending import Ending

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_RANGE = re.compile(r"bytes (\d+)-")
_KEPT = re.compile(r"bytes=0-(\d+)")
# 400 is what an API key gets.
_MAY_REFUSE_CREDENTIALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
)


class SessionLostError(Exception):
    """Cloud Storage no longer knows the upload session; the upload starts again."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__("the upload session is gone")
        self.response = response


class UploadWire:
    """Takes the place of the library's AuthorizedSession; one thread sends, another one watches.

    sent_bytes: how much of the content has been passed to the connection.
    """

    is_mtls = False
    timeout = (CONNECT_SECONDS, READ_SECONDS)

    def __init__(self, session: Session, ending: Ending, bucket: str) -> None:
        # An upload uses the session's own connections and credentials.
        self._session = session
        self._bucket = bucket
        self._http, self._config = session.http, session.config
        self._credentials = session.credentials
        self._clock = session.wall_clock
        self._ending = ending
        self._stream: HeldStream | None = None
        self.sent_bytes = 0
        # Anybody who has an upload session's address may upload to it.
        self._session_secrets: tuple[str, ...] = ()
        self._earlier_secrets: tuple[str, ...] = ()

    @property
    def base_url(self) -> str:
        """Return the base URL of Cloud Storage."""
        return self._config.endpoint("storage")

    @property
    def user_agent(self) -> str:
        """Return our name and version."""
        return str(self._http.headers["User-Agent"])

    def secrets(self) -> tuple[str, ...]:
        """Return what no message may show."""
        return (*self._credentials.secrets, *self._session_secrets, *self._earlier_secrets)

    def refused(self, response: requests.Response) -> ApiError:
        """Return the error for an answer that is one."""
        return api_error(response, self.as_request(), self.secrets(), self._clock())

    def as_request(self) -> RequestInfo:
        """Return the upload as one request, however many the library sends."""
        return RequestInfo(
            "upload",
            self._ending.uri,
            api="storage",
            rules=rules_of(self._bucket),
            credential_type=self._credentials.credential_type,
        )

    def follow(self, stream: HeldStream) -> None:
        """Set the stream that the library reads from, and count from 0."""
        self._stream = stream
        self.sent_bytes = 0

    def request(
        self,
        method: str,
        url: str,
        data: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Any = None,
        **_more: Any,
    ) -> requests.Response:
        """Send one request; where its credentials are refused, once more with today's.

        An upload may take hours, and then a token ends in the middle of it. Raises what ends it
        early, SessionLostError, what `Authenticator.headers` and `Session.renew` raise, and
        requests' own, which the library tries again.
        """
        try:
            response = self._authorized(method, url, data, headers, timeout)
            refusal: ApiError | CredentialsError | None = self._refusal(url, response)
        except CredentialsError as error:
            refusal = error
        if refusal is not None:
            self._renew(refusal)
            response = self._authorized(method, url, data, headers, timeout)
        if method == "PUT":
            self._keep_in_step(response)
        elif "Location" in response.headers:
            address = response.headers["Location"]
            self._session_secrets = (
                address,
                *parse_qs(urlsplit(address).query).get("upload_id", ()),
            )
        return response

    def _refusal(self, url: str, response: requests.Response) -> ApiError | None:
        """Return the error for an answer after which other credentials may get another one."""
        if response.status_code not in _MAY_REFUSE_CREDENTIALS or not self._ours(url):
            return None
        error = self.refused(response)
        return error if error.refuses_credentials else None

    def _renew(self, refusal: ApiError | CredentialsError) -> None:
        """Continue with today's credentials; raise the refusal where they are the same."""
        earlier = self._credentials.secrets
        self._session.renew(self._credentials, refusal)
        self._credentials = self._session.credentials
        self._earlier_secrets += earlier

    def _authorized(
        self,
        method: str,
        url: str,
        data: bytes | str | None,
        headers: Mapping[str, str] | None,
        timeout: Any,
    ) -> requests.Response:
        """Send one request, once more with a new token if the old one is rejected."""
        ours = self._ours(url)
        sent = self._credentials.headers() if ours else {}
        response = self._send(method, url, data, headers, sent, timeout)
        if response.status_code == HTTPStatus.UNAUTHORIZED and ours:
            fresh = self._credentials.headers(refresh=True, rejected=sent)
            if fresh != sent:
                response = self._send(method, url, data, headers, fresh, timeout)
        return response

    def _send(
        self,
        method: str,
        url: str,
        data: bytes | str | None,
        headers: Mapping[str, str] | None,
        credential_headers: Mapping[str, str],
        timeout: Any,
    ) -> requests.Response:
        self._ending.check()
        all_headers = {**(headers or {}), **credential_headers}
        quota_project = self._credentials.quota_project("storage") if credential_headers else None
        if quota_project:
            all_headers["x-goog-user-project"] = quota_project
        body = data.encode() if isinstance(data, str) else data
        place = _RANGE.match(_header(all_headers, "content-range"))
        return self._http.request(
            method,
            url,
            data=None if body is None else _Blocks(self, body, int(place[1]) if place else 0),
            headers=all_headers,
            timeout=timeout,
        )

    def _ours(self, url: str) -> bool:
        """Return whether `url` is the API's; upload sessions elsewhere need no credentials."""
        there, here = parse_url(url), parse_url(self.base_url)
        return (there.scheme, there.host, there.port) == (here.scheme, here.host, here.port)

    def _keep_in_step(self, response: requests.Response) -> None:
        """Continue where Cloud Storage is: it may keep part of a chunk, or lose a session.

        The library continues after the chunk, and fails if the server kept less.
        """
        if response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise SessionLostError(response)
        if response.status_code != HTTPStatus.PERMANENT_REDIRECT or self._stream is None:
            return
        kept = _KEPT.match(response.headers.get("Range", ""))
        if kept is None:
            raise requests.ConnectionError("nothing of the chunk was kept")
        self._stream.seek(int(kept[1]) + 1)


class _Blocks(io.BytesIO):
    """A request's body, which requests reads in blocks of 16 KiB."""

    def __init__(self, wire: UploadWire, body: bytes, place: int) -> None:
        super().__init__(body)
        self._wire = wire
        self._place = place

    def read(self, size: int | None = -1, /) -> bytes:
        self._wire._ending.check()  # noqa: SLF001 - the wire's own part
        block = super().read(size)
        self._wire.sent_bytes = self._place + self.tell()
        return block


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
