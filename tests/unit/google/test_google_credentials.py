"""Who we are to Google: every kind of credentials, their tokens, and what goes wrong with them."""

from __future__ import annotations

import datetime as dt
import json
import threading
import urllib.parse
from pathlib import Path
from typing import Any

import google.auth
import pytest
import requests
from google.auth import jwt
from google.auth.compute_engine import _metadata
from google_wire import TOKEN_SERVER, Wire, answer, fails, refusal, service_account_key, user_key

from pulumi_google_tuning.google.advice import SCOPES
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.credentials import Authenticator, resolve
from pulumi_google_tuning.google.errors import ApiError, CredentialsError, TransportError

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"
LOGIN = "gcloud auth application-default login --scopes="


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep google-auth's own retries from sleeping."""
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)


def who(wire: Wire, **values: Any) -> Authenticator:
    """Give the credentials of a configuration, their token server on the wire."""
    return resolve(Config.from_mapping(values, {}), wire)


def form(request: requests.PreparedRequest) -> dict[str, str]:
    """Read a token request."""
    body = request.body or b""
    return dict(urllib.parse.parse_qsl(body.decode() if isinstance(body, bytes) else body))


def test_nothing_is_read_before_the_first_use(wire: Wire) -> None:
    """A preview without network or login builds sessions; only a call needs who we are."""
    assert who(wire).kind == "unread"
    assert who(wire, credentials="/no/such/file").kind == "unread"
    assert wire.token_requests == []


def test_a_service_account_gets_a_token_with_both_scopes(
    wire: Wire, service_account: str, rsa_key: str
) -> None:
    """A key file's JSON: a JWT signed with its key is exchanged, once, for a token."""
    account = who(wire, credentials=service_account)
    assert account.headers() == {"Authorization": "Bearer token-1"}
    assert account.headers() == {"Authorization": "Bearer token-1"}
    assert (account.kind, account.project) == ("serviceAccount", "of-the-key")
    assert len(wire.token_requests) == 1
    claims = jwt.decode(form(wire.token_requests[0])["assertion"], verify=False)  # type: ignore[no-untyped-call]
    assert claims["scope"].split() == list(SCOPES)
    assert wire.token_requests[0].url == TOKEN_SERVER


def test_a_key_file_is_named_by_its_path(wire: Wire, service_account: str, tmp_path: Path) -> None:
    """`credentials` may be a path instead of JSON."""
    path = tmp_path / "key.json"
    path.write_text(service_account)
    assert who(wire, credentials=str(path)).headers() == {"Authorization": "Bearer token-1"}


def test_a_persons_login_is_refreshed_without_asking_for_scopes(wire: Wire) -> None:
    """A user's scopes were fixed at login; asking for others would fail."""
    person = who(wire, credentials=json.dumps(user_key()))
    assert person.headers() == {"Authorization": "Bearer token-1"}
    asked = form(wire.token_requests[0])
    assert asked["refresh_token"] == "1//the-refresh-token-of-a-person"
    assert "scope" not in asked
    assert person.kind == "user"


def test_workload_identity_exchanges_its_own_token(wire: Wire, tmp_path: Path) -> None:
    """external_account: the subject token of the machine becomes Google's, with both scopes."""
    (tmp_path / "subject").write_text("the-subject-token")
    key = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/x",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://tokens.test/v1/token",
        "credential_source": {"file": str(tmp_path / "subject")},
    }
    workload = who(wire, credentials=json.dumps(key))
    assert workload.headers() == {"Authorization": "Bearer token-1"}
    asked = form(wire.token_requests[0])
    assert asked["subject_token"] == "the-subject-token"
    assert asked["scope"].split() == list(SCOPES)
    assert workload.kind == "externalAccount"
    assert len(wire.token_requests) == 1


def _granted(token: str) -> requests.Response:
    end = dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=1)
    return answer({"accessToken": token, "expireTime": end.strftime("%Y-%m-%dT%H:%M:%SZ")})


@pytest.mark.parametrize("source", ["service", "person", "token"])
def test_an_account_acts_as_another(wire: Wire, service_account: str, source: str) -> None:
    """impersonateServiceAccount: any source's token asks IAM for the other account's."""
    values = {
        "service": {"credentials": service_account},
        "person": {"credentials": json.dumps(user_key())},
        "token": {"accessToken": "token-1"},
    }[source]
    other = "other@p.iam.gserviceaccount.com"
    wire.iam_answers.append(_granted("token-of-the-other"))
    acting = who(wire, impersonateServiceAccount=other, **values)
    assert acting.headers() == {"Authorization": "Bearer token-of-the-other"}
    asked = wire.token_requests[-1]
    assert f"/serviceAccounts/{other}:generateAccessToken" in urllib.parse.unquote(asked.url or "")
    assert asked.headers["Authorization"] == "Bearer token-1"
    assert json.loads(asked.body or b"")["scope"] == list(SCOPES)
    assert acting.kind == "impersonated"


def test_a_file_of_gcloud_impersonation_works(wire: Wire) -> None:
    """impersonated_service_account, as `gcloud … --impersonate-service-account` writes it."""
    url = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:generateAccessToken"
    key = {
        "type": "impersonated_service_account",
        "service_account_impersonation_url": url,
        "source_credentials": user_key(),
    }
    wire.iam_answers.append(_granted("token-of-a"))
    acting = who(wire, credentials=json.dumps(key))
    assert acting.headers() == {"Authorization": "Bearer token-of-a"}
    assert json.loads(wire.token_requests[-1].body or b"")["scope"] == list(SCOPES)


def test_iam_says_why_acting_is_refused(wire: Wire) -> None:
    """Without the right to act, Google's words and the role to grant are told."""
    wire.iam_answers.append(refusal(403, "PERMISSION_DENIED", "getAccessToken denied on resource"))
    acting = who(wire, accessToken="hush-hush", impersonateServiceAccount="other@p.example")
    error = fails(acting.headers)
    assert isinstance(error, CredentialsError)
    assert "getAccessToken denied on resource" in str(error)
    assert "roles/iam.serviceAccountTokenCreator on other@p.example" in str(error)
    assert "hush" not in str(error)


def test_default_credentials_of_a_named_file(
    wire: Wire, service_account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without configuration, Application Default Credentials are used, scoped."""
    path = tmp_path / "adc.json"
    path.write_text(service_account)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    default = who(wire)
    assert default.headers() == {"Authorization": "Bearer token-1"}
    assert (default.kind, default.project) == ("serviceAccount", "of-the-key")


def test_default_credentials_of_gclouds_login(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The login of gcloud is found, and google-auth's warnings don't reach the terminal."""
    folder = tmp_path / "gcloud"
    folder.mkdir()
    (folder / "application_default_credentials.json").write_text(json.dumps(user_key()))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(folder))
    person = who(wire)
    assert person.headers() == {"Authorization": "Bearer token-1"}
    assert person.kind == "user"
    assert capfd.readouterr() == ("", "")


def test_default_credentials_of_a_machine(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Google machine the metadata server gives token and project, over its plain http."""

    def metadata(request: requests.PreparedRequest) -> requests.Response:
        headers = {"Metadata-Flavor": "Google", "Content-Type": "application/json"}
        if "token" in (request.url or ""):
            return answer({"access_token": "of-the-machine", "expires_in": 3600}, 200, headers)
        if "project-id" in (request.url or ""):
            text = {"Metadata-Flavor": "Google", "Content-Type": "application/text"}
            return answer(b"of-the-machine", 200, text)
        info = {"email": "m@p.example", "scopes": list(SCOPES), "aliases": []}
        return answer(info, 200, headers)

    monkeypatch.setattr(_metadata, "_NO_GCE_CHECK", False)
    monkeypatch.setattr(_metadata, "detect_gce_residency_linux", lambda: False)
    wire.answers(*([metadata] * 8))
    machine = who(wire)
    assert machine.headers() == {"Authorization": "Bearer of-the-machine"}
    assert (machine.kind, machine.project) == ("metadata", "of-the-machine")


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
    nobody = who(wire)
    for _ in range(3):
        error = fails(nobody.headers)
        assert isinstance(error, CredentialsError)
        assert LOGIN + ",".join(SCOPES) in str(error)
        assert "pulumi config set --secret google-tuning:apiKey" in str(error)
        assert "google-tuning:emulator" in str(error)
    assert len(looks) == 1
    nobody.forget()
    fails(nobody.headers)
    assert len(looks) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{hush", "google-tuning:credentials isn't valid JSON (line 1)"),
        ('{"type": "hush"}', "of a type that isn't known"),
        ('{"type": "service_account", "private_key": "hush-hush"}', "missing fields"),
        ('{"type": "authorized_user", "refresh_token": "hush-hush"}', "authorized_user key"),
        ('{"type": "impersonated_service_account"}', "impersonated_service_account key"),
        ('{"type": "external_account", "client_secret": "hush-hush"}', "external_account key"),
    ],
)
def test_a_broken_key_is_told_without_its_content(wire: Wire, content: str, words: str) -> None:
    """What is wrong with a key is said, never what stands in it."""
    error = fails(who(wire, credentials=content).headers)
    assert isinstance(error, CredentialsError)
    assert words in str(error)
    assert "hush" not in str(error)
    assert error.__cause__ is None


def test_a_private_key_that_is_none(wire: Wire, rsa_key: str) -> None:
    """A private key that was damaged in copying is told without a line of it."""
    line = rsa_key.splitlines()[3]
    damaged = rsa_key.replace(line, line[:-9] + "hush-hush")
    error = fails(who(wire, credentials=json.dumps(service_account_key(damaged))).headers)
    assert "service_account key that google-auth can't use" in str(error)
    for part in ("hush", *rsa_key.splitlines()[1:-1]):
        assert part not in str(error)


@pytest.mark.parametrize("value", ["hush-not-a-path", "hush" * 2000, "hush\0path"])
def test_a_path_that_is_none_may_be_a_key(wire: Wire, value: str) -> None:
    """What can't be read isn't repeated: somebody may have pasted the key itself."""
    error = fails(who(wire, credentials=value).headers)
    assert isinstance(error, CredentialsError)
    assert "the file that google-tuning:credentials names can't be read" in str(error)
    assert "hush" not in str(error)


def test_a_file_that_is_no_key(wire: Wire, tmp_path: Path) -> None:
    """A file that isn't JSON, or isn't an object, is told as such."""
    path = tmp_path / "key.json"
    path.write_text("hush")
    assert "isn't valid JSON" in str(fails(who(wire, credentials=str(path)).headers))
    path.write_text("[1]")
    assert "isn't a key file" in str(fails(who(wire, credentials=str(path)).headers))
    path.write_bytes(b"\xff\xfe")
    assert "can't be read" in str(fails(who(wire, credentials=str(path)).headers))


def test_a_broken_default_file_is_told(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GOOGLE_APPLICATION_CREDENTIALS that leads nowhere is named."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nothing.json"))
    error = fails(who(wire).headers)
    assert isinstance(error, CredentialsError)
    assert "nothing.json was not found" in str(error)
    assert "GOOGLE_APPLICATION_CREDENTIALS" in str(error)


def test_an_expired_login_is_told(wire: Wire) -> None:
    """invalid_grant ends in Google's words and the login, without the refresh token."""
    wire.token_answers.append(
        answer({"error": "invalid_grant", "error_description": "Token has been revoked."}, 400)
    )
    error = fails(who(wire, credentials=json.dumps(user_key())).headers)
    assert isinstance(error, CredentialsError)
    assert str(error) == (
        "Google gives no token for these credentials (invalid_grant: Token has been revoked.): "
        f"log in again: {LOGIN}{','.join(SCOPES)}"
    )


def test_what_a_token_server_echoes_is_hidden(wire: Wire) -> None:
    """A token server that repeats our secrets doesn't get them into a sentence."""
    key = user_key()
    echo = f"no: {key['refresh_token']} {key['client_secret']}"
    wire.token_answers.append(answer({"error": "x", "error_description": echo}, 400))
    error = fails(who(wire, credentials=json.dumps(key)).headers)
    assert "the-refresh-token" not in str(error)
    assert "the-client-secret" not in str(error)
    assert "[secret]" in str(error)


def test_a_failed_refresh_is_tried_again_by_the_next_call(wire: Wire) -> None:
    """Only a missing key is remembered; a token server may answer better the next time."""
    wire.token_answers.append(answer({"error": "invalid_grant"}, 400))
    person = who(wire, credentials=json.dumps(user_key()))
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
    error = fails(lambda: calls.call("POST", "/v1beta/tunedModels", body={}))
    assert isinstance(error, TransportError)
    assert not error.maybe_applied
    assert wire.sent == []
    assert calls.call("GET", MODEL) == {"name": "x"}
    assert wire.headers["Authorization"] == "Bearer token-5"


def test_no_key_is_sent_to_a_token_server_in_the_clear(wire: Wire, rsa_key: str) -> None:
    """A key file that names a token server on plain http is refused before anything is sent."""
    key = service_account_key(rsa_key, "http://tokens.example/token")
    error = fails(who(wire, credentials=json.dumps(key)).headers)
    assert isinstance(error, CredentialsError)
    assert "token server on plain http, http://tokens.example" in str(error)
    assert wire.sent == wire.token_requests == []


def test_a_token_nearly_over_is_renewed(wire: Wire, service_account: str) -> None:
    """A token in its last minutes is replaced before it is refused."""
    account = who(wire, credentials=service_account)
    account.headers()
    assert account._source is not None
    account._source.credentials.expiry -= dt.timedelta(minutes=58)
    assert account.headers() == {"Authorization": "Bearer token-2"}


def test_a_refused_token_is_renewed_once(wire: Wire, session: Any, service_account: str) -> None:
    """401 refreshes and sends again, a POST too, since nothing was done; a second 401 is final."""
    wire.answers(refusal(401, "UNAUTHENTICATED"), answer({"name": "x"}))
    calls = session(credentials=service_account)
    assert calls.call("POST", "/v1beta/tunedModels", body={"a": 1}) == {"name": "x"}
    assert [sent.headers["Authorization"] for sent in wire.sent] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert wire.sent[0].body == wire.sent[1].body
    wire.answers(refusal(401, "UNAUTHENTICATED"), refusal(401, "UNAUTHENTICATED"))
    error = fails(lambda: calls.call("GET", MODEL))
    assert isinstance(error, ApiError)
    assert error.code == 401
    assert len(wire.sent) == 4


@pytest.mark.parametrize("key", ["accessToken", "apiKey"])
def test_what_can_not_be_renewed_is_not_sent_again(wire: Wire, session: Any, key: str) -> None:
    """A refused token or key is told at once, with the command that sets a new one."""
    wire.answers(refusal(401, "UNAUTHENTICATED"))
    error = fails(lambda: session(**{key: "hush-hush"}).call("GET", MODEL))
    assert isinstance(error, ApiError)
    assert f"google-tuning:{key}" in str(error)
    assert "hush" not in str(error)
    assert len(wire.sent) == 1


def test_many_refused_together_ask_for_one_token(wire: Wire, service_account: str) -> None:
    """Of 50 threads whose token was refused, one refreshes; the others take what it got."""
    account = who(wire, credentials=service_account)
    refused = account.headers()
    found: list[dict[str, str]] = []
    together = threading.Barrier(50, timeout=60)

    def again() -> None:
        together.wait()
        found.append(account.headers(refresh=True, rejected=refused))

    threads = [threading.Thread(target=again, daemon=True) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [{"Authorization": "Bearer token-2"}] * 50
    assert account.headers(refresh=True) == {"Authorization": "Bearer token-3"}


def test_forgetting_reads_anew(wire: Wire, service_account: str, tmp_path: Path) -> None:
    """After `forget` a changed key file counts."""
    path = tmp_path / "key.json"
    path.write_text(service_account)
    account = who(wire, credentials=str(path))
    assert account.project == "of-the-key"
    path.write_text(service_account.replace("of-the-key", "of-another"))
    assert account.project == "of-the-key"
    account.forget()
    assert account.project == "of-another"


def test_google_echoing_our_token_stays_silent_about_it(
    wire: Wire, session: Any, service_account: str
) -> None:
    """A token that was fetched is as secret as one that was configured."""
    wire.answers(refusal(403, "PERMISSION_DENIED", "token-1 may not"))
    error = fails(lambda: session(credentials=service_account).call("GET", MODEL))
    assert "[secret] may not" in str(error)


def test_nothing_shown_holds_a_secret(wire: Wire, service_account: str) -> None:
    """The repr of credentials is safe, before and after a token was fetched."""
    account = who(wire, credentials=service_account)
    before = repr(account)
    account.headers()
    for text in (before, repr(account), str(account), repr(account._source)):
        assert "PRIVATE" not in text
        assert "token-1" not in text
