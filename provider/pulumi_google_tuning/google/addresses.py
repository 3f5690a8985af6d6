"""Addresses: whether one is on this machine, and whether a credential may be sent to it."""

from __future__ import annotations

import ipaddress

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url


def is_loopback(url: str) -> bool:
    """Return whether `url` is on this machine: localhost, 127.0.0.0/8 or ::1.

    Read with urllib3's parser, the one that picks the host to connect to: another parser may see
    another host in a malicious address.
    """
    try:
        host = parse_url(url).host or ""
    except LocationParseError:
        return False
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
    try:
        parsed = parse_url(url)
    except LocationParseError:
        return "the address"
    return f"{parsed.scheme}://{parsed.netloc}"
