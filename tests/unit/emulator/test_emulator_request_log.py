"""What the request log keeps of a request."""

from __future__ import annotations

import pytest

from google_tuning_emulator.request_log import without_secrets


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("key=abc", "key=REDACTED"),
        ("a=1&access_token=x%20y&b=2", "a=1&access_token=REDACTED&b=2"),
        ("monkey=1", "monkey=1"),
    ],
)
def test_secrets_in_queries(query: str, shown: str) -> None:
    """An API key or a token in a query is left out of the log."""
    assert without_secrets(query) == shown
