"""Addresses: whether one is on this machine, and whether a credential may be sent to it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from urllib3.util import Url

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PLAIN: Final = re.compile(
    rf"(https?)://({_LABEL}(?:\.{_LABEL})*)(:[1-9][0-9]{{0,3}}|:[1-5][0-9]{{4}})?"
    r"(?:/[A-Za-z0-9_-]+)*/?"
)


@dataclass(frozen=True)
class PlainUrl:
    """An address of the form that every parser reads alike: no capitals, no user, no escapes."""

    scheme: str
    host: str
    netloc: str
    auth: None = None
    query: None = None
    fragment: None = None


def parsed_url(url: str) -> Url | PlainUrl | None:
    """Parse as what picks the host to connect to does; None for what is no address."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        scheme, host, port = plain.groups(default="")
        return PlainUrl(scheme, host, f"{host}{port}")
    # With requests it takes time to import, and a preview that has nothing to do sends nothing.
    from urllib3.exceptions import LocationParseError  # noqa: PLC0415
    from urllib3.util import parse_url  # noqa: PLC0415

    try:
        return parse_url(url)
    except LocationParseError:
        return None


def is_loopback(url: str) -> bool:
    """Return whether `url` is on this machine: localhost, 127.0.0.0/8 or ::1.

    Read with urllib3's parser, the one that picks the host to connect to: another parser may see
    another host in a malicious address.
    """
    parsed = parsed_url(url)
    if parsed is None:
        return False
    host = parsed.host or ""
    if host.rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Return whether a credential may be sent to `url`: over https, or on this machine."""
    return url.lower().startswith("https://") or is_loopback(url)


def origin(url: str) -> str:
    """Return scheme, host and port of `url`, for a message."""
    parsed = parsed_url(url)
    if parsed is None:
        return "the address"
    return f"{parsed.scheme}://{parsed.netloc}"
