"""Load google-auth credentials from a key file or its JSON, a token or the environment."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import google.auth
from google.auth import (
    compute_engine,
    exceptions,
    external_account,
    external_account_authorized_user,
    impersonated_credentials,
)
from google.auth.credentials import with_scopes_if_required
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from pulumi_google_tuning.errors import joined
from pulumi_google_tuning.fields.redact import redact, secrets_of_key
from pulumi_google_tuning.google.advice import LOGIN, SCOPES, SET_API_KEY
from pulumi_google_tuning.google.errors import CredentialsError, TransportError

if TYPE_CHECKING:
    from pulumi_google_tuning.google.auth.token_request import TokenRequest
    from pulumi_google_tuning.google.config import Config

_KEY = "google-tuning:credentials"
_KEY_TYPES = (
    "service_account",
    "authorized_user",
    "external_account",
    "external_account_authorized_user",
    "impersonated_service_account",
)
_NONE_FOUND = (
    f"No Google credentials were found. Log in (`{LOGIN}`), set a Gemini API key "
    f"(`{SET_API_KEY}`), or set google-tuning:emulator to try without Google"
)


@dataclass(frozen=True)
class Source:
    """Google-auth credentials, their project, and the secrets that no message may show."""

    credentials: Any
    credential_type: str
    project: str | None
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Source({self.credential_type})"


def load(config: Config, request: TokenRequest) -> Source:
    """Return the credentials that `config` names; raises CredentialsError.

    No token is requested yet. Application Default Credentials may ask the metadata server.
    """
    if config.access_token:
        source = Source(
            user_credentials.Credentials(config.access_token),  # type: ignore[no-untyped-call]
            "accessToken",
            None,
        )
    elif config.credentials:
        source = _from_key(config.credentials)
    else:
        source = _from_environment(request)
    if not config.impersonate_service_account:
        return source
    acting = impersonated_credentials.Credentials(  # type: ignore[no-untyped-call]
        source_credentials=source.credentials,
        target_principal=config.impersonate_service_account,
        target_scopes=list(SCOPES),
    )
    return Source(acting, "impersonated", source.project, source.secrets)


def _from_key(value: str) -> Source:
    info = _read_key(value)
    key_type = info.get("type")
    if key_type not in _KEY_TYPES:
        raise CredentialsError(
            f"{_KEY} holds a key of an unknown type. Known are {', '.join(_KEY_TYPES)}. Use the "
            "key file unchanged, as Google created it"
        )
    secrets = secrets_of_key(info)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Without scopes: with them google-auth asks a workload identity's project over the
            # network at once, and asks a user's token server for scopes that no login granted.
            credentials, project = google.auth.load_credentials_from_dict(info)  # type: ignore[no-untyped-call]
        credentials = with_scopes_if_required(credentials, SCOPES)  # type: ignore[no-untyped-call]
    except ImportError:  # google-auth imports some kinds when it meets one; the key is fine
        raise
    except Exception as error:  # noqa: BLE001 - a broken key breaks google-auth in any way
        words = redact(_describe_error(error), secrets)
        # Not chained: the original may quote the key.
        raise CredentialsError(
            f"{_KEY} holds a {key_type} key that google-auth can't use ({words}). Use the key file "
            "unchanged, as Google created it, or create a new key"
        ) from None
    return Source(credentials, _type_of(credentials), project, secrets)


def _read_key(value: str) -> dict[str, Any]:
    """Return the JSON in `value`, or in the file at that path; no error shows `value`."""
    inline = value.lstrip().startswith("{")
    if inline:
        text = value
    else:
        try:
            text = Path(value).expanduser().read_text(encoding="utf-8")
        except (OSError, ValueError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or "not the path of a text file"
            raise CredentialsError(
                f"The file that {_KEY} names can't be read ({why}). Set the path of a key file, "
                "relative to the project's folder, or its JSON"
            ) from None
    where = _KEY if inline else f"The file that {_KEY} names"
    try:
        info = json.loads(text)
    except ValueError as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its text"
        raise CredentialsError(
            f"{where} isn't valid JSON ({place}). Use the key file unchanged, as Google created it"
        ) from None
    if not isinstance(info, dict):
        raise CredentialsError(f"{where} isn't a key file, which is a JSON object with a type")
    return info


def _from_environment(request: TokenRequest) -> Source:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            credentials, project = google.auth.default(scopes=SCOPES, request=request)
    except exceptions.TransportError as error:
        raise TransportError(
            joined(
                f"No answer while looking for Google credentials: "
                f"{redact(_describe_error(error), ())}",
                "Check the network and run again",
            ),
            maybe_applied=False,
        ) from None
    except exceptions.GoogleAuthError as error:
        if "default credentials were not found" in str(error):
            raise CredentialsError(_NONE_FOUND) from None
        raise CredentialsError(
            "The Application Default Credentials can't be used "
            f"({redact(_describe_error(error), ())}). Correct GOOGLE_APPLICATION_CREDENTIALS, "
            f"or log in again: `{LOGIN}`"
        ) from None
    except ImportError:  # google-auth imports some kinds when it meets one; the key is fine
        raise
    except Exception as error:  # noqa: BLE001 - a broken key breaks google-auth in any way
        raise CredentialsError(
            "The Application Default Credentials are broken: google-auth failed with "
            f"{type(error).__name__}. Log in again: `{LOGIN}`"
        ) from None
    return Source(credentials, _type_of(credentials), project, _held_by(credentials))


def _held_by(credentials: Any) -> tuple[str, ...]:
    """Return the secrets that google-auth keeps of a key it read itself, for redaction."""
    names = ("refresh_token", "client_secret", "_refresh_token", "_client_secret")
    values = (getattr(credentials, name, None) for name in names)
    return tuple(value for value in values if isinstance(value, str) and value)


def _type_of(credentials: Any) -> str:
    if isinstance(credentials, service_account.Credentials):
        return "serviceAccount"
    if isinstance(credentials, compute_engine.Credentials):
        return "metadata"
    if isinstance(credentials, impersonated_credentials.Credentials):
        return "impersonated"
    if isinstance(
        credentials, (user_credentials.Credentials, external_account_authorized_user.Credentials)
    ):
        return "user"
    if isinstance(credentials, external_account.Credentials):
        return "user" if credentials.is_user else "externalAccount"
    return "other"


def _describe_error(error: BaseException) -> str:
    """Return google-auth's message, with that of a wrapped error, on one line."""
    parts = [str(arg) for arg in error.args[:2] if isinstance(arg, (str, Exception))]
    return " ".join(": ".join(parts).split()) or type(error).__name__
