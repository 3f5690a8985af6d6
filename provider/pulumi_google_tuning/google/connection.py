"""What a session sends with: connections, credentials, and the words for what goes wrong.

A session imports it when it first asks Google for something: requests and google-auth take a third
of a second to import, which a program that only declares, and a preview without changes, haven't
got to spend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.fields.versions import installed_version
from pulumi_google_tuning.google.auth.credentials import resolve
from pulumi_google_tuning.google.errors.transport_errors import transport_error
from pulumi_google_tuning.google.transport import HardenedSession

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from pulumi_google_tuning.google.config import Config


class Connection:
    """The connections and the credentials of one configuration; threads share them."""

    failure = staticmethod(transport_error)

    def __init__(self, config: Config, adapter: BaseAdapter | None) -> None:
        """Connect to nothing and read nothing yet; `adapter` replaces the network (for tests)."""
        self.http = HardenedSession(adapter)
        version = installed_version() or "0"  # 0: a checkout that isn't installed
        self.http.headers["User-Agent"] = f"pulumi-google-tuning/{version}"
        self.credentials = resolve(config, adapter)
