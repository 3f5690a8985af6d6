"""Who may call: programs on this machine, and no web page that the user's browser happens to show.

A page of another site can send a form to any address of this machine, and with a name of its own
that resolves to 127.0.0.1 it can read the answers too. So every request has to name a loopback
host, and what changes the emulator has to be JSON, which a browser sends to another site only after
it has asked (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

_JSON = "application/json"


def check_host(request: Request) -> None:
    """Raise ApiError 403 for a request to another name than this machine's own."""
    if not _is_loopback(request.headers.get("Host", "")):
        raise ApiError(
            403,
            "The emulator answers only requests to localhost, 127.0.0.1 or [::1]. "
            f"The Host header of this one is {request.headers.get('Host', '')!r}.",
        )


def check_is_json(request: Request) -> None:
    """Raise ApiError 400 for a POST or PUT of the emulator's own that isn't said to be JSON."""
    if request.method in ("POST", "PUT") and request.mimetype != _JSON:
        raise ApiError(
            400,
            f"{request.method} {request.path} asks for the header Content-Type: {_JSON}, "
            "also without a body.",
        )


def _is_loopback(host: str) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
