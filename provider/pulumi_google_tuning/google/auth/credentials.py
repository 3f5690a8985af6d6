"""The configured credentials as request headers, refreshed when needed."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from google.auth import exceptions

from pulumi_google_tuning.errors import joined
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.google.advice import LOGIN, SET_TOKEN
from pulumi_google_tuning.google.auth.credential_sources import Source, load
from pulumi_google_tuning.google.auth.token_request import TokenRequest
from pulumi_google_tuning.google.errors import CredentialsError, TransportError
from pulumi_google_tuning.google.transport import HardenedSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests.adapters import BaseAdapter

    from pulumi_google_tuning.google.config import Config

# Google wants a project for quota with these: https://cloud.google.com/docs/quotas/quota-project
_OF_PEOPLE = ("user", "accessToken")
_NO_TOKEN = {
    "user": f"Log in again: `{LOGIN}`",
    "accessToken": f"The token has expired. Set a new one: `{SET_TOKEN}`",
    "serviceAccount": (
        "Check that the key was not deleted and that its account is enabled. To use another key "
        "file: `pulumi config set --secret google-tuning:credentials`"
    ),
    "externalAccount": (
        "Check the workload identity provider, and the token source that the credentials name"
    ),
    "metadata": "Check that this machine has a service account with both scopes",
    "impersonated": (
        "Grant the acting account the role roles/iam.serviceAccountTokenCreator on {principal}, "
        "and enable iamcredentials.googleapis.com"
    ),
}


class Authenticator:
    """The credentials of one configuration, shared by threads.

    Nothing is read or requested before the first use, so a preview works without a network. A
    failed look-up is remembered, so that a hundred resources don't wait for a hundred look-ups.
    """

    def __init__(self, config: Config, adapter: BaseAdapter | None = None) -> None:
        """Store the configuration; `adapter` replaces the network to token servers (for tests)."""
        self._config = config
        self._request = TokenRequest(HardenedSession(adapter))
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._failure: CredentialsError | None = None

    @property
    def credential_type(self) -> str:
        """Return what type of credentials these are, without reading anything.

        "none" (emulator), "apiKey", "accessToken", "user", "serviceAccount", "externalAccount",
        "impersonated", "metadata", "other"; "unread" until the credentials are read.
        """
        if self._config.emulator:
            return "none"
        if self._config.api_key:
            return "apiKey"
        if self._source is not None:
            return self._source.credential_type
        if self._config.impersonate_service_account:
            return "impersonated"
        return "accessToken" if self._config.access_token else "unread"

    @property
    def project(self) -> str | None:
        """Return the project of the credentials; raises as `headers` does."""
        if self.credential_type in ("none", "apiKey"):
            return None
        with self._lock:
            source = self._read()
        return source.credentials.quota_project_id or source.project

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the secrets that no message may show: configured, from a key, or tokens."""
        source = self._source
        if source is None:
            return self._config.secrets
        token = source.credentials.token
        return (*self._config.secrets, *source.secrets, *((token,) if token else ()))

    def headers(
        self, refresh: bool = False, rejected: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Return the authorization headers, with a new token if the old one is about to expire.

        refresh: the server rejected the last headers. rejected: those headers, so that of many
        threads that were rejected together only one requests a new token. An API key or access
        token can't be refreshed and is returned unchanged.
        Raises CredentialsError, or TransportError when no token server answers.
        """
        if self._config.emulator:
            return {}
        if self._config.api_key:
            return {"x-goog-api-key": self._config.api_key}
        with self._lock:
            source = self._read()
            credentials = source.credentials
            stale = refresh and source.credential_type != "accessToken"
            if stale and rejected is not None:
                stale = rejected.get("Authorization") == f"Bearer {credentials.token}"
            if stale or not credentials.valid:
                self._refresh(source)
            return {"Authorization": f"Bearer {credentials.token}"}

    def quota_project(self, api: str) -> str | None:
        """Return the project for `x-goog-user-project` of a call to `api`, None for no header.

        It is the configured project for the Gemini API or with a person's credentials, else the
        quota project of the credentials; None with an API key, which has a project of its own.
        """
        if self.credential_type in ("none", "apiKey"):
            return None
        with self._lock:
            source = self._read()
        of_people = source.credential_type in _OF_PEOPLE
        if self._config.project and (of_people or api == "gemini"):
            return self._config.project
        quota: str | None = source.credentials.quota_project_id
        return quota or (source.project if of_people else None)

    def __repr__(self) -> str:
        return f"Authenticator({self.credential_type})"

    def _read(self) -> Source:
        if self._failure is not None:
            raise CredentialsError(str(self._failure))
        if self._source is None:
            try:
                self._source = load(self._config, self._request)
            except CredentialsError as error:
                self._failure = error
                raise
        return self._source

    def _refresh(self, source: Source) -> None:
        try:
            source.credentials.refresh(self._request)
        except exceptions.TransportError as error:
            words = self._safe(str(error))
            raise TransportError(
                joined(
                    f"No answer from Google's token server: {words}",
                    "Check the network and run again",
                ),
                maybe_applied=False,
            ) from None
        except exceptions.GoogleAuthError as error:
            words = self._safe(_googles_words(error))
            if error.retryable:
                raise TransportError(
                    joined(f"Google's token server failed: {words}", "Run again in a few minutes"),
                    maybe_applied=False,
                ) from None
            advice = _NO_TOKEN.get(source.credential_type, f"Log in again: `{LOGIN}`").format(
                principal=getattr(source.credentials, "service_account_email", "the account")
            )
            raise CredentialsError(
                f"Google refused to issue a token for these credentials ({words}). {advice}"
            ) from None

    def _safe(self, text: str) -> str:
        return foreign(text, self.secrets)


def resolve(config: Config, adapter: BaseAdapter | None = None) -> Authenticator:
    """Return the credentials of `config`, unread: API key, token, key file, else ADC."""
    return Authenticator(config, adapter)


def _googles_words(error: exceptions.GoogleAuthError) -> str:
    """Return the token server's message, with the one in the IAM API's envelope."""
    words = str(error.args[0]) if error.args else type(error).__name__
    body = error.args[1] if len(error.args) > 1 else None
    try:
        envelope: Any = json.loads(body) if isinstance(body, str) else body
        message = envelope["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return words
    return f"{words}: {message}"
