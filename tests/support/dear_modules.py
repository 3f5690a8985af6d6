"""The modules that no start should pay for: what a preview with nothing to do must not import."""

from __future__ import annotations

from typing import Final

# Each takes a tenth of a second or more to import, or brings what does.
DEAR: Final = frozenset(
    {
        "cryptography",
        "fastjsonschema",
        "google.auth",
        "google.cloud.storage",
        "jinja2",
        "jsonschema",
        "requests",
        "rich",
        "typer",
        "urllib3",
    }
)
