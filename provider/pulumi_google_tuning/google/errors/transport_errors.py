"""Failed requests without an answer: what happened, whether it may have arrived, what to check.

Relies on requests 2.32+ keeping urllib3's exception in `args`, and urllib3 2 keeping the system's
in `reason` and `args`. If that changes, a request counts as possibly received, which costs a
look-up.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from pulumi_google_tuning.fields.foreign import foreign, one_line
from pulumi_google_tuning.fields.redact import redact
from pulumi_google_tuning.google.addresses import is_loopback
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.errors.bounds import LargeAnswerError, SlowAnswerError
from pulumi_google_tuning.google.fixed_endpoints import FIXED_ENDPOINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_google_tuning.google.request import RequestInfo

_BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
)
_NEVER_SENT = (
    *_BAD_ADDRESS,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
    NewConnectionError,
    ConnectTimeoutError,
)
_HOPELESS = (*_BAD_ADDRESS, ssl.SSLCertVerificationError, LargeAnswerError)


def transport_error(
    error: BaseException, request: RequestInfo, base_url: str, secrets: tuple[str, ...]
) -> TransportError:
    """Return the error for what requests raised for a call to `base_url`."""
    causes = tuple(_causes(error))
    maybe_applied = not _has(causes, *_NEVER_SENT)
    return TransportError(
        one_line(redact(f"No answer from {base_url} to {request.name}: {_what(causes)}", secrets)),
        maybe_applied=maybe_applied,
        retryable=not _has(causes, *_HOPELESS),
        advice=redact(_advice(causes, request, base_url), secrets),
    )


def _what(causes: tuple[BaseException, ...]) -> str:
    if _has(causes, socket.gaierror):
        return "the host name can't be resolved (DNS)"
    # urllib3 counts a refused connection (NewConnectionError) among these too.
    if _has(causes, requests.exceptions.ConnectTimeout, ConnectTimeoutError) and not _has(
        causes, NewConnectionError
    ):
        return "the connection timed out"
    for cause in causes:
        if isinstance(cause, (SlowAnswerError, LargeAnswerError)):
            return str(cause)
    if _has(causes, requests.exceptions.Timeout):
        return "connected, but the answer timed out"
    if _has(causes, requests.exceptions.InvalidHeader):
        # requests' own message quotes the header.
        return "a configured value can't be sent in an HTTP header"
    for cause in reversed(causes):  # the deepest is the system's own
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return foreign(str(cause.strerror or cause))
    return foreign(str(causes[-1]))


def _advice(causes: tuple[BaseException, ...], request: RequestInfo, base_url: str) -> str:
    if _has(causes, ssl.SSLCertVerificationError):
        return (
            "The server's certificate isn't trusted. Behind a proxy with its own certificates, set "
            "REQUESTS_CA_BUNDLE to their file"
        )
    if _has(causes, requests.exceptions.ProxyError):
        return "Check HTTPS_PROXY, or add the host to NO_PROXY"
    key = "emulator" if request.credential_type == "none" else f"{request.api}Endpoint"
    if request.api in FIXED_ENDPOINTS and key != "emulator":
        return "Check the network and run again"
    if is_loopback(base_url):
        return f"Start the server there, or check google-tuning:{key}"
    return f"Check the network and google-tuning:{key}, then run again"


def _has(causes: tuple[BaseException, ...], *types: type[BaseException]) -> bool:
    return any(isinstance(cause, types) for cause in causes)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield requests' exception and its causes, down to the system's.

    `__context__` isn't followed: it may be another call's failure, which our caller is handling.
    """
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += [getattr(cause, "reason", None), cause.__cause__, *cause.args]
