"""What a call sends: address, headers, body, timeouts; and what its answer becomes."""

from __future__ import annotations

import email.message
import json
from pathlib import Path
from typing import Any

import pytest
from support.google_wire import Clock, Wire, answer, fails, refusal, user_key

from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError, ConfigError
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.google.transport import HardenedSession

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"


def test_a_call_is_googles_rest(session: Any, wire: Wire) -> None:
    """Method, address, query and JSON go out as Google reads them, and JSON comes back."""
    wire.answers(answer({"name": "operations/1"}))
    body = {"displayName": "Zähler", "temperature": 0.5}
    params = {"tunedModelId": "x", "pageToken": None, "validateOnly": True, "pageSize": 3}
    found = session().send("post", "/v1beta/tunedModels", params=params, body=body)
    assert found == {"name": "operations/1"}
    sent = wire.sent[0]
    assert sent.method == "POST"
    assert sent.url == (
        "https://generativelanguage.googleapis.com/v1beta/tunedModels"
        "?tunedModelId=x&validateOnly=true&pageSize=3"
    )
    assert json.loads(sent.body or b"") == body
    assert wire.headers["Content-Type"] == "application/json"
    assert wire.headers["Authorization"] == "Bearer token-of-a-person"
    assert wire.headers["User-Agent"].startswith("pulumi-google-tuning/")


def test_each_api_has_its_own_host(session: Any, wire: Wire) -> None:
    """`api` picks the base URL."""
    wire.answers(answer({}), answer({}))
    calls = session(accessToken="token", location="europe-west4")
    calls.send("GET", "/v1/projects/p/locations/l/tuningJobs", api="vertex")
    calls.send("GET", "/storage/v1/b", api="storage")
    assert [sent.url for sent in wire.sent] == [
        "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l/tuningJobs",
        "https://storage.googleapis.com/storage/v1/b",
    ]


def test_a_path_can_not_name_another_host(session: Any) -> None:
    """A path that would change the address is our own mistake, and nothing is sent."""
    with pytest.raises(ValueError, match="starts with /"):
        session().send("GET", "@evil.example/")


def test_an_empty_answer_is_an_empty_object(session: Any, wire: Wire) -> None:
    """204, and 200 without a body, are successes."""
    wire.answers(answer(None, 204), answer(b" \n", 200))
    assert session().send("DELETE", MODEL) == {}
    assert session().send("GET", MODEL) == {}


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"[1]", b"\xff\xfe", b"null"])
def test_a_success_that_is_no_json_is_an_error(session: Any, wire: Wire, body: bytes) -> None:
    """A sign-in page of a proxy is no success; a create behind it may have happened."""
    wire.answers(answer(body))
    error = fails(lambda: session().send("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, ApiError)
    assert error.maybe_applied
    assert "This is not an answer of Google's API" in str(error)


def test_every_call_has_its_timeouts(session: Any, wire: Wire, clock: Clock) -> None:
    """10 s to connect and 60 s to be answered, less when the budget is nearly used up."""
    wire.answers(answer({}), answer({}), answer({}))
    calls = session()
    calls.send("GET", MODEL)
    calls.send("GET", MODEL, budget_seconds=30)
    calls.send("GET", MODEL, budget_seconds=0)
    assert [sent["timeout"] for sent in wire.settings] == [(10, 60), (10, 30), (1, 1)]


def test_the_emulator_gets_no_credentials(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `emulator` nothing says who we are, and no default credentials are looked for."""

    def no_lookup(*_args: Any, **_more: Any) -> None:
        raise AssertionError("credentials were looked for")

    monkeypatch.setattr("google.auth.default", no_lookup)
    wire.answers(answer({}), refusal(401, "UNAUTHENTICATED"))
    calls = session(emulator="http://emulator:8085", project="p", apiKey="a-key")
    assert calls.send("GET", MODEL) == {}
    assert not {"Authorization", "x-goog-api-key", "x-goog-user-project"} & set(wire.headers)
    error = fails(lambda: calls.send("GET", MODEL))
    assert "No credentials are sent while google-tuning:emulator is set" in str(error)
    assert len(wire.sent) == 2
    assert calls.project == "p"


def test_an_api_key_is_a_header(session: Any, wire: Wire) -> None:
    """The key is no part of the address, where logs would keep it; its project isn't named."""
    wire.answers(answer({}))
    session(apiKey="AIza-the-key", project="p").send("GET", MODEL)
    assert wire.headers["x-goog-api-key"] == "AIza-the-key"
    assert "AIza" not in (wire.sent[0].url or "")
    assert not {"Authorization", "x-goog-user-project"} & set(wire.headers)


PERSON = json.dumps(user_key())
PERSON_WITH_QUOTA = json.dumps(user_key(quota_project_id="of-the-login"))


@pytest.mark.parametrize(
    ("values", "api", "project"),
    [
        ({"credentials": PERSON}, "gemini", None),
        ({"credentials": PERSON_WITH_QUOTA}, "gemini", "of-the-login"),
        ({"credentials": PERSON_WITH_QUOTA, "project": "mine"}, "gemini", "mine"),
        ({"credentials": PERSON, "project": "mine"}, "vertex", "mine"),
        ({"accessToken": "token", "project": "mine"}, "gemini", "mine"),
        ({"accessToken": "token", "project": "mine"}, "storage", "mine"),
        ({"credentials": "SERVICE", "project": "mine"}, "gemini", "mine"),
        ({"credentials": "SERVICE", "project": "mine"}, "vertex", None),
        ({"credentials": "SERVICE"}, "gemini", None),
    ],
)
def test_whose_quota_is_used(
    session: Any,
    wire: Wire,
    service_account: str,
    values: dict[str, str],
    api: str,
    project: str | None,
) -> None:
    """x-goog-user-project: with a person's credentials, and with the Gemini API when configured."""
    wire.answers(answer({}))
    if values.get("credentials") == "SERVICE":
        values = {**values, "credentials": service_account}
    session(**values).send("GET", MODEL, api=api)
    assert wire.headers.get("x-goog-user-project") == project


def test_the_project_comes_from_the_credentials_when_nobody_says(
    session: Any, service_account: str
) -> None:
    """Vertex AI's project is the configured one, else the service account's."""
    assert session(credentials=service_account).project == "of-the-key"
    assert session(credentials=service_account, project="mine").project == "mine"
    assert session(apiKey="a-key").project is None
    assert session(credentials=PERSON_WITH_QUOTA).project == "of-the-login"


def test_no_redirect_is_followed(session: Any, wire: Wire) -> None:
    """Credentials don't follow a redirect, wherever it leads."""
    wire.answers(answer(b"", 307, {"Location": "https://evil.example/"}))
    error = fails(lambda: session().send("GET", MODEL))
    assert isinstance(error, ApiError)
    assert (error.code, len(wire.sent)) == (307, 1)


def test_netrc_never_replaces_our_credentials(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A password for Google's host in ~/.netrc is neither sent nor put in our token's place."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password hush\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    wire.answers(answer({}), answer({}))
    session().send("GET", MODEL)
    assert wire.headers["Authorization"] == "Bearer token-of-a-person"
    session(emulator="http://127.0.0.1:8085").send("GET", MODEL)
    assert "Authorization" not in wire.headers


def test_proxies_are_for_google_and_never_for_this_machine(
    session: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTPS_PROXY leads to Google; the loopback is asked directly, whatever NO_PROXY says."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    wire.answers(answer({}), answer({}), answer({}))
    session().send("GET", MODEL)
    session(emulator="http://127.0.0.1:8085").send("GET", MODEL)
    session(accessToken="token", geminiEndpoint="https://localhost:8085").send("GET", MODEL)
    assert wire.settings[0]["proxies"]["https"] == "http://proxy.example:3128"
    assert wire.settings[1]["proxies"] == {}
    assert wire.settings[2]["proxies"] == {}


def test_what_is_looked_up_once_is_of_that_server_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One session's servers, in any order: no proxy of the one is the other's."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "storage.example")
    http = HardenedSession()
    direct = ["https://localhost:8085/a", "https://storage.example/b", "https://127.0.0.1/c"]
    for url in ["https://a.example/a", *direct, "https://a.example/b", *direct]:
        settings = http.merge_environment_settings(url, {}, None, None, None)
        found = settings["proxies"].get("https")
        assert found == (None if url in direct else "http://proxy.example:3128")
        settings["proxies"]["https"] = "http://another.example"


def test_no_cookie_is_kept(session: Any, wire: Wire) -> None:
    """A session is shared by threads and carries nothing from one call to the next."""

    class Raw:
        """What http.client leaves behind an answer."""

        class _original_response:  # noqa: N801 - urllib3's name
            msg = email.message.Message()

    Raw._original_response.msg["Set-Cookie"] = "who=somebody; Path=/"
    first = answer({})
    first.raw = Raw()
    wire.answers(first, answer({}))
    calls = session()
    calls.send("GET", MODEL)
    calls.send("GET", MODEL)
    assert "Cookie" not in wire.headers


@pytest.mark.parametrize("secret", ["accessToken", "apiKey"])
def test_no_credential_leaves_over_plain_http(wire: Wire, secret: str) -> None:
    """Even a configuration that got past its own check sends nothing in the clear."""
    config = Config.from_mapping({secret: "hush-hush"}, {})
    object.__setattr__(config, "gemini_endpoint", "http://proxy.example:8080")
    error = fails(lambda: Session(config, adapter=wire).send("GET", MODEL))
    assert isinstance(error, ConfigError)
    assert "Credentials are never sent over plain http" in str(error)
    assert "http://proxy.example:8080" in str(error)
    assert "hush" not in str(error)
    assert wire.sent == []


@pytest.mark.parametrize("values", [{"accessToken": "hush-hush"}, {"apiKey": "hush-hush"}])
def test_what_can_be_shown_shows_no_secret(values: dict[str, str], wire: Wire) -> None:
    """The repr of a session and of what it holds is safe in a log."""
    calls = Session(Config.from_mapping(values, {}), adapter=wire)
    assert "hush" not in repr(calls) + str(calls) + repr(calls.credentials) + repr(calls.config)
    calls.credentials.project  # noqa: B018 - reads the credentials
    assert "hush" not in repr(calls.credentials) + repr(calls.credentials._source)
