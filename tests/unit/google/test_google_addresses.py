"""Addresses that are read without urllib3 are read as it reads them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from pulumi_google_tuning.google.addresses import PlainUrl, parsed_url

_LABEL = "[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?"
PLAIN = rf"https?://{_LABEL}(\.{_LABEL}){{0,3}}(:[0-9]{{1,6}})?(/[A-Za-z0-9_-]{{1,4}}){{0,2}}/?"


@given(st.from_regex(PLAIN, fullmatch=True))
@example("http://127.0.0.1:59999/")
@example("http://127.1")
@example("https://us-central1-aiplatform.googleapis.com")
def test_a_plain_address_is_read_alike(url: str) -> None:
    """Another host than the one that is connected to would get the credentials."""
    found = parsed_url(url)
    if isinstance(found, PlainUrl):
        theirs = parse_url(url)
        assert (found.scheme, found.host, found.netloc) == (
            theirs.scheme,
            theirs.host,
            theirs.netloc,
        )
        assert theirs.auth is theirs.query is theirs.fragment is None


@pytest.mark.parametrize(
    "url",
    [
        "HTTP://localhost",
        "http://user@localhost",
        "http://localhost?a",
        "http://localhost#a",
        "http://localhost\\a",
        "http://localhost:70000",
        "http://[::1]:80",
        "http://a..b",
        "http://a/../b",
        "http://a/%2e",
        "http://a\n",
        "ftp://a",
    ],
)
def test_any_other_is_left_to_urllib3(url: str) -> None:
    """What parsers may read in different ways."""
    assert not isinstance(parsed_url(url), PlainUrl)


@pytest.mark.parametrize("url", ["http://127.0.0.1:40181", "https://storage.googleapis.com"])
def test_the_usual_ones_are_plain(url: str) -> None:
    """Each start reads them, and urllib3 takes time to import."""
    assert isinstance(parsed_url(url), PlainUrl)
