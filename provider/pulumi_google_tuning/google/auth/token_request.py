"""google-auth's own requests, sent through our HardenedSession.

Separate from `transport` because google-auth takes a tenth of a second to import, and a program
that only declares resources doesn't need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import google.auth.transport.requests
from google.auth import exceptions

from pulumi_google_tuning.google.addresses import is_private, origin
from pulumi_google_tuning.google.request import CONNECT_SECONDS, READ_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_google_tuning.google.transport import HardenedSession


class TokenRequest(google.auth.transport.requests.Request):
    """The transport for token and metadata servers: a HardenedSession, with timeouts."""

    def __init__(self, session: HardenedSession) -> None:
        super().__init__(session)

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Send one request; a POST carries a credential in its body, so never over plain http.

        Metadata servers only speak plain http: requests to them are GET and PUT, without a
        credential.
        """
        if method.upper() == "POST" and not is_private(url):
            raise exceptions.RefreshError(  # type: ignore[no-untyped-call]
                f"the credentials name a token server that uses plain http: {origin(url)}"
            )
        timeout = timeout or (CONNECT_SECONDS, READ_SECONDS)
        return super().__call__(  # type: ignore[no-untyped-call]
            url, method, body, headers, timeout, **kwargs
        )
