"""`countTokens`: a rough count, for the base models that answer where they are asked."""

from __future__ import annotations

from contract_server import Server
from vertex_server import path

ASKED = {"contents": [{"role": "user", "parts": [{"text": "12345678"}]}]}
FILE = {"fileData": {"fileUri": "gs://b/o.png", "mimeType": "image/png"}}


def published(model: str, location: str = "us-central1") -> str:
    """Return the path of a base model of Google's."""
    url = path(f"publishers/google/models/{model}:countTokens")
    return url.replace("us-central1", location)


def test_vertex_ai_counts(server: Server) -> None:
    """Four characters a token, 258 a file; declared tools are counted, several turns too."""
    url = published("gemini-2.5-flash")
    assert server.ok("POST", url, ASKED) == {"totalTokens": 2}
    turns = [*ASKED["contents"], {"role": "model", "parts": [{"text": "1234"}, FILE]}]
    assert server.ok("POST", url, {"contents": turns}) == {"totalTokens": 3 + 258}
    tools = [{"functionDeclarations": [{"name": "f"}]}]
    assert server.ok("POST", url, {**ASKED, "tools": tools})["totalTokens"] > 2
    assert server.error("POST", url, {})["code"] == 400


def test_gemini_3_counts_where_it_is_served(server: Server) -> None:
    """In `us`, `eu` and `global`; in a region it isn't found, nor is an open model anywhere."""
    for location in ("us", "eu", "global"):
        assert server.ok("POST", published("gemini-3.5-flash", location), ASKED)["totalTokens"] == 2
    assert server.error("POST", published("gemini-3.5-flash"), ASKED)["code"] == 404
    assert server.error("POST", published("gemma-3-4b-it"), ASKED)["code"] == 404


def test_the_gemini_api_counts(server: Server) -> None:
    """`models/…:countTokens` counts alike, and knows no other publisher's names."""
    assert server.ok("POST", "/v1beta/models/gemini-3.5-flash:countTokens", ASKED) == {
        "totalTokens": 2
    }
    assert server.error("POST", "/v1beta/models/mine:countTokens", ASKED)["code"] == 404
