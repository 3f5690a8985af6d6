"""Who calls, and whether Google would let them.

The emulator knows no accounts: any token is good unless the settings name it, and every caller is
the one that ``caller`` in the settings says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs

from google_tuning_emulator.settings import digest
from google_tuning_emulator.wire.errors import ApiError, error_info

if TYPE_CHECKING:
    from google_tuning_emulator.settings import Settings

_MISSING = (
    "Request is missing required authentication credential. Expected OAuth 2 access token, login "
    "cookie or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_INVALID = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie "
    "or other valid authentication credential. See "
    "https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_SERVICE = "generativelanguage.googleapis.com"


class HeaderSource(Protocol):
    """A request's headers, whichever library read them."""

    def get(self, name: str, default: str, /) -> str:
        """Return a header whatever its case, or the default."""
        ...


@dataclass(frozen=True)
class Credential:
    """What a request carries: ``bearer``, ``api-key``, ``other`` or ``none``."""

    kind: str
    secret: str = ""


def credential_of(headers: HeaderSource, query_string: str) -> Credential:
    """Return a request's credential."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme:
        return Credential("bearer" if scheme.lower() == "bearer" else "other", token.strip())
    query = parse_qs(query_string)
    key = headers.get("X-Goog-Api-Key", "") or query.get("key", [""])[0]
    if key:
        return Credential("api-key", key)
    if "access_token" in query:
        return Credential("bearer", query["access_token"][0])
    return Credential("none")


def check(credential: Credential, settings: Settings) -> None:
    """Let a request pass or not.

    Raises:
        ApiError: 401 without a valid credential, 400 for a bad API key, 403 for missing scopes.

    """
    if credential.kind == "none":
        if settings.require_auth:
            raise ApiError(401, _MISSING, details=[error_info("CREDENTIALS_MISSING")])
        return
    kept = digest(credential.secret)
    if kept in settings.scopeless_tokens:
        raise ApiError(
            403,
            "Request had insufficient authentication scopes.",
            details=[error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service=_SERVICE)],
        )
    unusable = credential.kind == "other" or not credential.secret
    if kept in settings.rejected_tokens or (unusable and settings.require_auth):
        if credential.kind == "api-key":
            raise ApiError(
                400,
                "API key not valid. Please pass a valid API key.",
                details=[error_info("API_KEY_INVALID", service=_SERVICE)],
            )
        raise ApiError(401, _INVALID, details=[error_info("ACCESS_TOKEN_TYPE_UNSUPPORTED")])
