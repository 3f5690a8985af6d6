"""Addresses: whether one is on this machine, and whether a credential may be sent to it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from urllib3.util import Url


def parsed_url(url: str) -> Url | None:
    """Parse as what picks the host to connect to does; None for what is no address."""
    # With requests it takes time to import: not in a program, which only declares.
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
