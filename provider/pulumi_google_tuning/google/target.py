"""Where a request goes: to the host that was meant, and to no other one."""

from __future__ import annotations

import re
from typing import Final

from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.google.addresses import parsed_url
from pulumi_google_tuning.google.errors import ConfigError

# https://cloud.google.com/vertex-ai/docs/reference/rest#service-endpoint
_GOOGLES: Final = re.compile(
    r"https://(?:[a-z]{1,30}(?:-[a-z]{1,30}[0-9]{1,2})?-)?aiplatform\.googleapis\.com"
    r"|https://aiplatform\.[a-z]{2}\.rep\.googleapis\.com"
)
# What a path may hold once its names are checked and its objects' names are percent-encoded.
_PATH: Final = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_.~@:%-]+)+")


def url_to(base_url: str, path: str, *, configured: bool) -> str:
    """Return the URL of a path, on the very host that was meant.

    configured: the base URL is set in the configuration; else it is Google's own for a location.
    Names are checked by their grammar long before. This catches a caller that forgot to: it raises
    ConfigError, before any credential is read, for a path or a host that isn't what it seems.
    """
    url = base_url + path
    here, there = _origin(base_url), _origin(url)
    if here is None or there is None:
        here, there = base_url, ""
    if here != there or not (configured or _GOOGLES.fullmatch(here)):
        raise ConfigError(f"{one_line(url)} isn't on the configured host. Nothing was sent")
    if not _PATH.fullmatch(path):
        raise ConfigError(f"{one_line(path)} isn't a path of Google's APIs. Nothing was sent")
    return url


def _origin(url: str) -> str | None:
    """Return scheme, host and port as urllib3 reads them, which connects to what it reads."""
    parsed = parsed_url(url)
    return None if parsed is None else f"{parsed.scheme}://{parsed.netloc}"
