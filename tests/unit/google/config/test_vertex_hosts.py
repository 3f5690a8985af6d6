"""`vertexEndpoint` with `{location}`: the host of each location, and no way out of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.session import Session

if TYPE_CHECKING:
    from support.google_wire import Wire

pytestmark = pytest.mark.disable_socket

GOOGLES = "https://{location}-aiplatform.googleapis.com"
PRIVATE = "https://{location}-aiplatform-me.p.googleapis.com"


@pytest.mark.parametrize(
    ("form", "location", "endpoint"),
    [
        (GOOGLES, "europe-west4", "https://europe-west4-aiplatform.googleapis.com"),
        (GOOGLES, "global", "https://aiplatform.googleapis.com"),
        (GOOGLES, "us", "https://aiplatform.us.rep.googleapis.com"),
        (
            "https://aiplatform.{location}.rep.googleapis.com/",
            "eu",
            "https://aiplatform.eu.rep.googleapis.com",
        ),
        (
            "https://aiplatform.{location}.rep.googleapis.com",
            "global",
            "https://aiplatform.googleapis.com",
        ),
        (PRIVATE, "us-central1", "https://us-central1-aiplatform-me.p.googleapis.com"),
        (PRIVATE, "global", "https://aiplatform-me.p.googleapis.com"),
        (PRIVATE, "eu", "https://eu-aiplatform-me.p.googleapis.com"),
        (
            "https://proxy.example.com:8443/vertex/{location}/",
            "global",
            "https://proxy.example.com:8443/vertex/global",
        ),
        ("http://127.0.0.1:8085/{location}", "us", "http://127.0.0.1:8085/us"),
        ("https://proxy.example.com", "us", "https://proxy.example.com"),
        ("https://{location}.example.co.uk", "us", "https://us.example.co.uk"),
        ("https://{location}.example.de", "us", "https://us.example.de"),
    ],
)
def test_a_form_has_a_host_for_each_location(form: str, location: str, endpoint: str) -> None:
    """`{location}` is the request's; Google's own forms give Google's hosts, all of them."""
    config = Config.from_mapping({"vertexEndpoint": form}, {})
    assert config.endpoint("vertex", location) == endpoint


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("https://{region}-vertex.example.com", "contains {region}. The only placeholder is"),
        ("https://{Location}-vertex.example.com", "contains {Location}. The only placeholder is"),
        ("https://{location}-{}.example.com", "contains {}. The only placeholder is"),
        ("https://{location}", "in the domain itself"),
        ("https://vertex.{location}", "in the domain itself"),
        ("https://{location}.com", "in the domain itself"),
        ("https://{location}.com.", "in the domain itself"),
        ("https://{location}..com", "in the domain itself"),
        ("https://{location}-vertex.co.uk", "in the domain itself"),
        ("https://{location}.com.br.", "in the domain itself"),
        ("https://vertex.example.com:{location}", "isn't a base URL"),
        ("https://{location-vertex.example.com", "has a brace too many or too few"),
        ("https://me:{location}@vertex.example.com", "contains a user name or password"),
        ("https://me:{hunter2}@vertex.example.com", "contains a user name or password"),
        ("http://{location}.example.com", "never sent over plain http"),
    ],
)
def test_what_is_no_form(form: str, said: str) -> None:
    """Another placeholder, or one that chooses the domain, the port or a password: a sentence."""
    with pytest.raises(ConfigError) as caught:
        Config.from_mapping({"vertexEndpoint": form}, {})
    assert said in str(caught.value)
    assert "google-tuning:vertexEndpoint" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["emulator", "geminiEndpoint", "storageEndpoint"])
def test_only_vertex_ai_has_locations(key: str) -> None:
    """The other addresses have no location to fill in, and say which one has."""
    with pytest.raises(ConfigError, match=r"which only google-tuning:vertexEndpoint may contain"):
        Config.from_mapping({key: "https://{location}.example.com"}, {})


@pytest.mark.parametrize("place", ["evil.example/", "us-central1.evil", "a@b", "..", "US", ""])
def test_a_location_never_leaves_the_domain(wire: Wire, place: str) -> None:
    """What isn't a location by its grammar enters no form: nothing is sent, no credential read."""
    config = Config.from_mapping({"accessToken": "t", "vertexEndpoint": PRIVATE}, {})
    google = Session(config, adapter=wire)
    with pytest.raises(ConfigError):
        google.send(
            "GET", f"/v1/projects/p/locations/{place}/endpoints/1", api="vertex", location=place
        )
    assert wire.sent == []
