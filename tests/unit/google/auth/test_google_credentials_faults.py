"""What goes wrong with credentials, told without a secret and with what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import google.auth
import pytest
import requests
from google.auth.compute_engine import _metadata
from support.google_wire import (
    Wire,
    answer,
    credentials_of,
    fails,
    refusal,
    service_account_key,
    user_key,
)

from pulumi_google_tuning.fields.foreign import sentence_of
from pulumi_google_tuning.google.advice import SCOPES
from pulumi_google_tuning.google.errors import CredentialsError, TransportError

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"
LOGIN = "gcloud auth application-default login --scopes="


def test_iam_says_why_acting_is_refused(wire: Wire) -> None:
    """Without the right to act, Google's words and the role to grant are told."""
    wire.iam_answers.append(refusal(403, "PERMISSION_DENIED", "getAccessToken denied on resource"))
    acting = credentials_of(
        wire, accessToken="hush-hush", impersonateServiceAccount="other@p.example"
    )
    error = fails(acting.headers)
    assert isinstance(error, CredentialsError)
    assert "getAccessToken denied on resource" in str(error)
    assert "roles/iam.serviceAccountTokenCreator on other@p.example" in str(error)
    assert "hush" not in str(error)


def test_without_any_credentials_the_ways_in_are_told(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No login: the sentence names the login, the API key and the emulator; it is looked once."""
    monkeypatch.setattr(_metadata, "_NO_GCE_CHECK", True)
    looks: list[int] = []
    default = google.auth.default

    def counted(**more: Any) -> Any:
        looks.append(1)
        return default(**more)

    monkeypatch.setattr("google.auth.default", counted)
    nobody = credentials_of(wire)
    for _ in range(3):
        error = fails(nobody.headers)
        assert isinstance(error, CredentialsError)
        assert LOGIN + ",".join(SCOPES) in str(error)
        assert "pulumi config set --secret google-tuning:apiKey" in str(error)
        assert "google-tuning:emulator" in str(error)
    assert len(looks) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{hush", "google-tuning:credentials isn't valid JSON (line 1)"),
        ('{"type": "hush"}', "of an unknown type"),
        ('{"type": "service_account", "private_key": "hush-hush"}', "missing fields"),
        ('{"type": "authorized_user", "refresh_token": "hush-hush"}', "authorized_user key"),
        ('{"type": "impersonated_service_account"}', "impersonated_service_account key"),
        ('{"type": "external_account", "client_secret": "hush-hush"}', "external_account key"),
    ],
)
def test_a_broken_key_is_told_without_its_content(wire: Wire, content: str, words: str) -> None:
    """What is wrong with a key is said, never what stands in it."""
    error = fails(credentials_of(wire, credentials=content).headers)
    assert isinstance(error, CredentialsError)
    assert words in str(error)
    assert "hush" not in str(error)
    assert error.__cause__ is None


def test_a_private_key_that_is_none(wire: Wire, rsa_key: str) -> None:
    """A private key that was damaged in copying is told without a line of it."""
    line = rsa_key.splitlines()[3]
    damaged = rsa_key.replace(line, line[:-9] + "hush-hush")
    error = fails(
        credentials_of(wire, credentials=json.dumps(service_account_key(damaged))).headers
    )
    assert "service_account key that google-auth can't use" in str(error)
    for part in ("hush", *rsa_key.splitlines()[1:-1]):
        assert part not in str(error)


@pytest.mark.parametrize("value", ["hush-not-a-path", "hush" * 2000, "hush\0path"])
def test_a_path_that_is_none_may_be_a_key(wire: Wire, value: str) -> None:
    """What can't be read isn't repeated: somebody may have pasted the key itself."""
    error = fails(credentials_of(wire, credentials=value).headers)
    assert isinstance(error, CredentialsError)
    assert "The file that google-tuning:credentials names can't be read" in str(error)
    assert "hush" not in str(error)


def test_a_file_that_is_no_key(wire: Wire, tmp_path: Path) -> None:
    """A file that isn't JSON, or isn't an object, is told as such."""
    path = tmp_path / "key.json"
    path.write_text("hush")
    assert "isn't valid JSON" in str(fails(credentials_of(wire, credentials=str(path)).headers))
    path.write_text("[1]")
    assert "isn't a key file" in str(fails(credentials_of(wire, credentials=str(path)).headers))
    path.write_bytes(b"\xff\xfe")
    assert "can't be read" in str(fails(credentials_of(wire, credentials=str(path)).headers))


def test_a_broken_default_file_is_told(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GOOGLE_APPLICATION_CREDENTIALS that leads nowhere is named."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nothing.json"))
    error = fails(credentials_of(wire).headers)
    assert isinstance(error, CredentialsError)
    assert "nothing.json was not found" in str(error)
    assert "GOOGLE_APPLICATION_CREDENTIALS" in str(error)


def test_an_expired_login_is_told(wire: Wire) -> None:
    """invalid_grant ends in Google's words and the login, without the refresh token."""
    wire.token_answers.append(
        answer({"error": "invalid_grant", "error_description": "Token has been revoked."}, 400)
    )
    error = fails(credentials_of(wire, credentials=json.dumps(user_key())).headers)
    assert isinstance(error, CredentialsError)
    assert str(error) == (
        "Google refused to issue a token for these credentials (invalid_grant: Token has been "
        f"revoked.). Log in again: `{LOGIN}{','.join(SCOPES)}`"
    )


@pytest.mark.parametrize("as_file", [True, False])
def test_what_a_token_server_echoes_is_hidden(wire: Wire, tmp_path: Path, as_file: bool) -> None:
    """A token server that repeats our secrets doesn't get them into a sentence."""
    key = user_key()
    path = tmp_path / "key.json"
    path.write_text(json.dumps(key))
    person = credentials_of(wire, credentials=str(path) if as_file else json.dumps(key))
    person.headers()
    echo = f"no: {key['refresh_token']} {key['client_secret']} token-1"
    wire.token_answers.append(answer({"error": "x", "error_description": echo}, 400))
    error = fails(lambda: person.headers(refresh=True))
    assert "(x: no: [secret] [secret] [secret])" in str(error)


def test_a_failed_refresh_is_tried_again_by_the_next_call(wire: Wire) -> None:
    """Only a missing key is remembered; a token server may answer better the next time."""
    wire.token_answers.append(answer({"error": "invalid_grant"}, 400))
    person = credentials_of(wire, credentials=json.dumps(user_key()))
    assert isinstance(fails(person.headers), CredentialsError)
    assert person.headers() == {"Authorization": "Bearer token-2"}


def test_a_token_server_out_of_order_is_no_fault_of_the_key(
    wire: Wire, session: Any, service_account: str
) -> None:
    """5xx and silence of the token server heal: an idempotent call waits and tries again."""
    wire.token_answers.extend(answer({"error": "internal_failure"}, 500) for _ in range(3))
    wire.token_answers.append(requests.ConnectionError("down"))
    wire.answers(answer({"name": "x"}))
    calls = session(credentials=service_account)
    error = fails(lambda: calls.send("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, TransportError)
    assert not error.maybe_applied
    assert wire.sent == []
    assert calls.send("GET", MODEL) == {"name": "x"}
    assert wire.headers["Authorization"] == "Bearer token-5"


def test_no_key_is_sent_to_a_token_server_in_the_clear(wire: Wire, rsa_key: str) -> None:
    """A key file that names a token server on plain http is refused before anything is sent."""
    key = service_account_key(rsa_key, "http://tokens.example/token")
    error = fails(credentials_of(wire, credentials=json.dumps(key)).headers)
    assert isinstance(error, CredentialsError)
    assert "token server that uses plain http: http://tokens.example" in str(error)
    assert wire.sent == wire.token_requests == []


def test_google_echoing_our_token_stays_silent_about_it(
    wire: Wire, session: Any, service_account: str
) -> None:
    """A token that was fetched is as secret as one that was configured."""
    wire.answers(refusal(403, "PERMISSION_DENIED", "token-1 may not"))
    error = fails(lambda: session(credentials=service_account).send("GET", MODEL))
    assert "[secret] may not" in str(error)


def test_nothing_shown_holds_a_secret(wire: Wire, service_account: str) -> None:
    """The repr of credentials is safe, before and after a token was fetched."""
    account = credentials_of(wire, credentials=service_account)
    before = repr(account)
    account.headers()
    for text in (before, repr(account), str(account), repr(account._source)):
        assert "PRIVATE" not in text
        assert "token-1" not in text


@pytest.mark.parametrize("given", [{}, {"credentials": json.dumps(user_key())}])
def test_a_missing_package_is_no_broken_key(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    """google-auth imports what a kind of key needs when it meets one; nobody makes a new key."""

    def missing(*_: Any, **__: Any) -> Any:
        raise ModuleNotFoundError("No module named 'pyu2f'", name="pyu2f")

    monkeypatch.setattr("google.auth.default", missing)
    monkeypatch.setattr("google.auth.load_credentials_from_dict", missing)
    with pytest.raises(ImportError, match="pyu2f") as caught:
        credentials_of(wire, **given).headers()
    assert "Install pulumi-google-tuning again" in sentence_of(caught.value)
