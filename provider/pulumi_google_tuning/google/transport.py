"""One hardened requests session, for Google's APIs and for token servers.

It adds to `requests`: a credential is never sent over plain http except to the loopback interface;
`~/.netrc` never replaces our credentials; the loopback is never reached through a proxy; redirects
are not followed; cookies are not kept.
"""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from pulumi_google_tuning.google.addresses import is_loopback, is_private, origin, parsed_url
from pulumi_google_tuning.google.bodies import read_body
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.request import READ_SECONDS

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

# Idle connections kept per host; more threads than that open their own, none waits for another.
_POOL_SIZE = 256
_CREDENTIAL_HEADERS = ("Authorization", "x-goog-api-key", "x-goog-iam-authorization-token")


class HardenedSession(requests.Session):
    """A requests session that can't leak a credential; threads share one."""

    def __init__(self, adapter: BaseAdapter | None = None) -> None:
        """Set up the session; `adapter` replaces the network (for tests)."""
        super().__init__()
        self._settings: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.auth = _OurHeaders()
        # What bodies.py unpacks.
        self.headers["Accept-Encoding"] = "gzip, deflate"
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for prefix in ("https://", "http://"):
            self.mount(prefix, adapter or HTTPAdapter(pool_maxsize=_POOL_SIZE, pool_block=False))

    def merge_environment_settings(self, url: Any, proxies: Any, *args: Any) -> Any:
        """Use proxies and certificates of the environment, but no proxy to the loopback.

        They are looked up once for each server: that takes as long as a fifth of a request.
        """
        parsed = parsed_url(url)
        if parsed is None or proxies:
            return self._environment_settings(url, proxies, *args)
        server = (parsed.scheme, parsed.netloc, *args)
        if server not in self._settings:
            self._settings[server] = self._environment_settings(url, proxies, *args)
        settings = self._settings[server]
        return {**settings, "proxies": dict(settings["proxies"])}

    def _environment_settings(self, url: Any, *args: Any) -> dict[str, Any]:
        settings = dict(super().merge_environment_settings(url, *args))
        if is_loopback(url):
            settings["proxies"] = {}
        return settings

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send; raises ConfigError before a credential would travel unencrypted."""
        url = request.url or ""
        if not is_private(url) and any(name in request.headers for name in _CREDENTIAL_HEADERS):
            raise ConfigError(
                f"Credentials are never sent over plain http, which {origin(url)} uses. Use https, "
                "or a server on this machine (127.0.0.1)"
            )
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        response = super().send(request, **kwargs)
        # A whole answer has twice the time that a part of it has.
        read_body(response, 2 * _read_seconds(kwargs.get("timeout")))
        return response


def _read_seconds(timeout: Any) -> float:
    read = timeout[-1] if isinstance(timeout, tuple) else timeout
    return float(read) if isinstance(read, (int, float)) else READ_SECONDS


class _OurHeaders(AuthBase):
    """An `auth` that changes nothing: without any, requests takes a password from ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request
