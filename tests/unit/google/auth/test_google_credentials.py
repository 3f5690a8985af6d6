"""Who we are to Google: every kind of credentials, and how their tokens are had and renewed."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
import requests
from google.auth import _cloud_sdk, jwt
from google.auth.compute_engine import _metadata
from support.google_wire import (
    TOKEN_SERVER,
    Wire,
    answer,
    credentials_of,
    fails,
    refusal,
    user_key,
)

from pulumi_google_tuning.google.advice import SCOPES
from pulumi_google_tuning.google.errors import ApiError

pytestmark = pytest.mark.disable_socket

MODEL = "/v1beta/tunedModels/x"


def form(request: requests.PreparedRequest) -> dict[str, str]:
    """Read a token request."""
    body = request.body or b""
    return dict(urllib.parse.parse_qsl(body.decode() if isinstance(body, bytes) else body))


def test_nothing_is_read_before_the_first_use(wire: Wire) -> None:
    """A preview without network or login builds sessions; only a call needs who we are."""
    assert credentials_of(wire).credential_type == "unread"
    assert credentials_of(wire, credentials="/no/such/file").credential_type == "unread"
    assert wire.token_requests == []


def test_a_service_account_gets_a_token_with_both_scopes(
    wire: Wire, service_account: str, rsa_key: str
) -> None:
    """A key file's JSON: a JWT signed with its key is exchanged, once, for a token."""
    account = credentials_of(wire, credentials=service_account)
    assert account.headers() == {"Authorization": "Bearer token-1"}
    assert account.headers() == {"Authorization": "Bearer token-1"}
    assert (account.credential_type, account.project) == ("serviceAccount", "of-the-key")
    assert len(wire.token_requests) == 1
    claims = jwt.decode(form(wire.token_requests[0])["assertion"], verify=False)  # type: ignore[no-untyped-call]
    assert claims["scope"].split() == list(SCOPES)
    assert wire.token_requests[0].url == TOKEN_SERVER


def test_a_key_file_is_named_by_its_path(wire: Wire, service_account: str, tmp_path: Path) -> None:
    """`credentials` may be a path instead of JSON."""
    path = tmp_path / "key.json"
    path.write_text(service_account)
    assert credentials_of(wire, credentials=str(path)).headers() == {
        "Authorization": "Bearer token-1"
    }


def test_a_persons_login_is_refreshed_without_asking_for_scopes(wire: Wire) -> None:
    """A user's scopes were fixed at login; asking for others would fail."""
    person = credentials_of(wire, credentials=json.dumps(user_key()))
    assert person.headers() == {"Authorization": "Bearer token-1"}
    asked = form(wire.token_requests[0])
    assert asked["refresh_token"] == "1//the-refresh-token-of-a-person"
    assert "scope" not in asked
    assert person.credential_type == "user"


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
    workload = credentials_of(wire, credentials=json.dumps(key))
    assert workload.headers() == {"Authorization": "Bearer token-1"}
    asked = form(wire.token_requests[0])
    assert asked["subject_token"] == "the-subject-token"
    assert asked["scope"].split() == list(SCOPES)
    assert workload.credential_type == "externalAccount"
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
    acting = credentials_of(wire, impersonateServiceAccount=other, **values)
    assert acting.headers() == {"Authorization": "Bearer token-of-the-other"}
    asked = wire.token_requests[-1]
    assert f"/serviceAccounts/{other}:generateAccessToken" in urllib.parse.unquote(asked.url or "")
    assert asked.headers["Authorization"] == "Bearer token-1"
    assert json.loads(asked.body or b"")["scope"] == list(SCOPES)
    assert acting.credential_type == "impersonated"


def test_a_file_of_gcloud_impersonation_works(wire: Wire) -> None:
    """impersonated_service_account, as `gcloud … --impersonate-service-account` writes it."""
    url = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:generateAccessToken"
    key = {
        "type": "impersonated_service_account",
        "service_account_impersonation_url": url,
        "source_credentials": user_key(),
    }
    wire.iam_answers.append(_granted("token-of-a"))
    acting = credentials_of(wire, credentials=json.dumps(key))
    assert acting.headers() == {"Authorization": "Bearer token-of-a"}
    assert json.loads(wire.token_requests[-1].body or b"")["scope"] == list(SCOPES)


def test_default_credentials_of_a_named_file(
    wire: Wire, service_account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without configuration, Application Default Credentials are used, scoped."""
    path = tmp_path / "adc.json"
    path.write_text(service_account)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    default = credentials_of(wire)
    assert default.headers() == {"Authorization": "Bearer token-1"}
    claims = jwt.decode(form(wire.token_requests[0])["assertion"], verify=False)  # type: ignore[no-untyped-call]
    assert claims["scope"].split() == list(SCOPES)
    assert (default.credential_type, default.project) == ("serviceAccount", "of-the-key")


def test_default_credentials_of_gclouds_login(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login of gcloud is found."""
    folder = tmp_path / "gcloud"
    folder.mkdir()
    (folder / "application_default_credentials.json").write_text(json.dumps(user_key()))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(folder))
    person = credentials_of(wire)
    assert person.headers() == {"Authorization": "Bearer token-1"}
    assert person.credential_type == "user"


def test_google_auth_stays_quiet(tmp_path: Path) -> None:
    """What google-auth warns of (no quota project, no project) stays out of Pulumi's display."""
    of_gcloud = user_key(client_id=_cloud_sdk.CLOUD_SDK_CLIENT_ID)
    (tmp_path / "application_default_credentials.json").write_text(json.dumps(of_gcloud))
    program = (
        "import sys, warnings; warnings.simplefilter('always')\n"
        "from pulumi_google_tuning.google.config import Config\n"
        "from pulumi_google_tuning.google.auth.credentials import resolve\n"
        "print(resolve(Config()).project, resolve(Config(credentials=sys.argv[1])).project)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(of_gcloud)],
        env={
            **os.environ,
            "CLOUDSDK_CONFIG": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("None None\n", "")


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
    machine = credentials_of(wire)
    assert machine.headers() == {"Authorization": "Bearer of-the-machine"}
    assert (machine.credential_type, machine.project) == ("metadata", "of-the-machine")


def test_a_token_nearly_over_is_renewed(wire: Wire, service_account: str) -> None:
    """A token in its last minutes is replaced before it is refused."""
    account = credentials_of(wire, credentials=service_account)
    account.headers()
    assert account._source is not None
    account._source.credentials.expiry -= dt.timedelta(minutes=58)
    assert account.headers() == {"Authorization": "Bearer token-2"}


def test_a_refused_token_is_renewed_once(wire: Wire, session: Any, service_account: str) -> None:
    """401 refreshes and sends again, a POST too, since nothing was done; a second 401 is final."""
    wire.answers(refusal(401, "UNAUTHENTICATED"), answer({"name": "x"}))
    calls = session(credentials=service_account)
    assert calls.send("POST", "/v1beta/tunedModels", body={"a": 1}) == {"name": "x"}
    assert [sent.headers["Authorization"] for sent in wire.sent] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert wire.sent[0].body == wire.sent[1].body
    wire.answers(refusal(401, "UNAUTHENTICATED"), refusal(401, "UNAUTHENTICATED"))
    first = session(credentials=service_account)
    error = fails(lambda: first.send("GET", MODEL))
    assert isinstance(error, ApiError)
    assert error.code == 401
    assert "its key are enabled" in str(error)
    assert len(wire.sent) == 4


@pytest.mark.parametrize("key", ["accessToken", "apiKey"])
def test_what_can_not_be_renewed_is_not_sent_again(wire: Wire, session: Any, key: str) -> None:
    """A refused token or key is told at once, with the command that sets a new one."""
    wire.answers(refusal(401, "UNAUTHENTICATED"))
    error = fails(lambda: session(**{key: "hush-hush"}).send("GET", MODEL))
    assert isinstance(error, ApiError)
    assert f"google-tuning:{key}" in str(error)
    assert "hush" not in str(error)
    assert len(wire.sent) == 1


def test_many_refused_together_ask_for_one_token(wire: Wire, service_account: str) -> None:
    """Of 50 threads whose token was refused, one refreshes; the others take what it got."""
    account = credentials_of(wire, credentials=service_account)
    refused = account.headers()
    found: list[dict[str, str]] = []
    together = threading.Barrier(50)

    def again() -> None:
        together.wait()
        found.append(account.headers(refresh=True, rejected=refused))

    threads = [threading.Thread(target=again, daemon=True) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{"Authorization": "Bearer token-2"}] * 50
    assert account.headers(refresh=True) == {"Authorization": "Bearer token-3"}
