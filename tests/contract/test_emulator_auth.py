"""Credentials: what is asked for, what is refused, and that none is kept."""

from __future__ import annotations

import pytest
from contract_server import Server

PATH = "/v1beta/tunedModels"
SECRET = "ya29.a-made-up-token"


def reason(error: dict[str, object]) -> object:
    """Return the reason of an error's ErrorInfo."""
    (detail,) = error["details"]  # type: ignore[misc]
    assert detail["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"  # type: ignore[has-type]
    return detail["reason"]  # type: ignore[has-type]


def test_no_credential_is_needed_unless_asked_for(server: Server) -> None:
    """Without a setting anybody may call; with it a missing credential is Google's 401."""
    server.ok("GET", PATH)
    server.admin("PUT", "settings", {"requireAuth": True})
    error = server.error("GET", PATH)
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert error["message"].startswith("Request is missing required authentication credential.")
    assert reason(error) == "CREDENTIALS_MISSING"


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"Authorization": f"Bearer {SECRET}"}, ""),
        ({"X-Goog-Api-Key": SECRET}, ""),
        ({}, f"?key={SECRET}"),
        ({}, f"?access_token={SECRET}"),
    ],
)
def test_where_a_credential_may_stand(headers: dict[str, str], query: str, server: Server) -> None:
    """A bearer token and an API key count, in the header or in the query."""
    server.admin("PUT", "settings", {"requireAuth": True})
    server.ok("GET", PATH + query, headers=headers)


@pytest.mark.parametrize("header", ["Bearer ", "Basic abc"])
def test_what_is_no_credential(header: str, server: Server) -> None:
    """An empty token and another scheme are invalid credentials."""
    server.admin("PUT", "settings", {"requireAuth": True})
    error = server.error("GET", PATH, headers={"Authorization": header})
    assert error["code"] == 401


def test_tokens_that_google_would_refuse(server: Server) -> None:
    """A rejected token is 401, one without the scope 403 with its reason, a bad key 400."""
    bearer = {"Authorization": f"Bearer {SECRET}"}
    server.admin("PUT", "settings", {"rejectedTokens": [SECRET]})
    expired = server.error("GET", PATH, headers=bearer)
    assert expired["code"] == 401
    assert expired["message"].startswith("Request had invalid authentication credentials.")
    key = server.error("GET", PATH, headers={"x-goog-api-key": SECRET})
    assert (key["code"], reason(key)) == (400, "API_KEY_INVALID")

    change = {"rejectedTokens": [], "insufficientScopeTokens": [SECRET]}
    server.admin("PUT", "settings", change)
    scopes = server.error("GET", PATH, headers=bearer)
    assert (scopes["code"], scopes["status"]) == (403, "PERMISSION_DENIED")
    assert scopes["message"] == "Request had insufficient authentication scopes."
    assert reason(scopes) == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    server.ok("GET", PATH, headers={"Authorization": "Bearer another"})


def test_the_log_has_the_kind_and_never_the_credential(server: Server) -> None:
    """The request log and the settings show that a credential was given, and nothing of it."""
    bearer = {"Authorization": f"Bearer {SECRET}", "X-Goog-User-Project": "my-project"}
    server.ok("GET", PATH, headers=bearer)
    server.ok("GET", f"{PATH}?key={SECRET}&pageSize=3")
    server.ok("GET", PATH)
    server.admin("PUT", "settings", {"rejectedTokens": [SECRET]})
    answer = server.call("GET", "/_emulator/requests")
    assert SECRET not in answer.text
    logged = answer.json()["requests"]
    assert [entry["auth"] for entry in logged] == ["bearer", "api-key", "none"]
    assert logged[0]["quotaProject"] == "my-project"
    assert logged[1]["query"] == "key=REDACTED&pageSize=3"
    assert SECRET not in server.call("GET", "/_emulator/settings").text
