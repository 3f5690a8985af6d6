"""`doctor --bucket --service-account`: what is there, what is missing, and what can't be seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.cli_world import EMULATOR, Google, refused, run

from pulumi_google_tuning.cli.doctor.finding import Finding, Level

BUCKET = "GET /storage/v1/b/data"
MAY = "GET /storage/v1/b/data/iam/testPermissions"
ALL = [f"storage.objects.{verb}" for verb in ("get", "create", "update", "delete")]
EMAIL = "tuner@p.iam.gserviceaccount.com"
PROJECT = "/v1/projects/p"
ACCOUNT = f"/v1/projects/-/serviceAccounts/{EMAIL}"
AGENT = "service-7@gcp-sa-vertex-tune.iam.gserviceaccount.com"
AGENT_ROLE = f"roles/aiplatform.tuningServiceAgent of {EMAIL}"
TOKEN_ROLE = f"roles/iam.serviceAccountTokenCreator on {EMAIL}"
FORBIDDEN = refused(403, "PERMISSION_DENIED", "Permission denied")


def told(*words: str) -> dict[str, Finding]:
    """Run it, and return its lines by what they are about."""
    done = run("doctor", "--json", "--project", "p", *EMULATOR, *words)
    found = json.loads(done.stdout)
    return {
        one["what"]: Finding(Level(one["level"]), one["what"], one["found"], one["fix"])
        for one in found
    }


def policy(role: str, *members: str) -> dict[str, Any]:
    """Return a policy with one binding."""
    return {"bindings": [{"role": role, "members": [f"serviceAccount:{m}" for m in members]}]}


@pytest.fixture
def good(google: Google) -> Google:
    """Return a Google where bucket and account are as they should be."""
    google.routes |= {
        BUCKET: {"location": "US-CENTRAL1"},
        MAY: {"permissions": ALL},
        f"GET {PROJECT}": {"projectNumber": "7"},
        f"POST {PROJECT}:getIamPolicy": policy("roles/aiplatform.tuningServiceAgent", EMAIL),
        f"POST {ACCOUNT}:getIamPolicy": policy("roles/iam.serviceAccountTokenCreator", AGENT),
        f"POST {ACCOUNT}:testIamPermissions": {"permissions": ["iam.serviceAccounts.actAs"]},
    }
    return google


def test_all_is_there(good: Google) -> None:
    """Bucket, permissions, account and both roles are ok; without the options none is asked."""
    found = told("--bucket", "gs://data/train", "--service-account", EMAIL)
    whats = ("bucket data", "objects of bucket data", f"service account {EMAIL}")
    for what in (*whats, AGENT_ROLE, TOKEN_ROLE):
        assert found[what].level is Level.OK, found[what]
    good.sent.clear()
    assert not set(told()) & {*whats, AGENT_ROLE, TOKEN_ROLE}
    assert not any("/b/data" in sent or "Iam" in sent for sent in good.sent)


@pytest.mark.parametrize(
    ("location", "there", "level"),
    [
        ("us-central1", "US", Level.OK),
        ("europe-west4", "EU", Level.OK),
        ("europe-west4", "EUROPE-WEST4", Level.OK),
        ("global", "ASIA", Level.OK),
        ("us-central1", "EU", Level.WARN),
        ("us-central1", "US-EAST1", Level.WARN),
    ],
)
def test_where_the_bucket_is(good: Google, location: str, there: str, level: Level) -> None:
    """The job's own region, or the multi-region that it is in; elsewhere is a warning."""
    good.routes[BUCKET] = {"location": there}
    found = told("--bucket", "data", "--location", location)["bucket data"]
    assert found.level is level
    assert (location in found.fix) == (level is Level.WARN)


def test_what_is_missing_of_a_bucket(good: Google) -> None:
    """No bucket, or a permission that is lacking, fails with the command that mends it."""
    good.routes[MAY] = {"permissions": ALL[:1]}
    found = told("--bucket", "data")["objects of bucket data"]
    assert found.level is Level.FAIL
    assert "storage.objects.create" in found.found
    assert "--role=roles/storage.objectUser" in found.fix
    del good.routes[BUCKET]
    found = told("--bucket", "data")["bucket data"]
    assert (found.level, found.found) == (Level.FAIL, "the bucket does not exist")


def test_what_nobody_may_look_at_is_no_failure(good: Google) -> None:
    """A 403 to a look is said to be unchecked, and the other looks go on."""
    for route in (BUCKET, MAY, f"POST {PROJECT}:getIamPolicy", f"POST {ACCOUNT}:getIamPolicy"):
        good.routes[route] = FORBIDDEN
    good.routes[f"GET {PROJECT}"] = FORBIDDEN
    good.routes[f"POST {ACCOUNT}:testIamPermissions"] = FORBIDDEN
    found = told("--bucket", "data", "--service-account", EMAIL)
    for what in ("bucket data", "objects of bucket data", AGENT_ROLE, TOKEN_ROLE):
        assert found[what].level is Level.WARN
        assert "could not" in found[what].found
    assert "service-PROJECT_NUMBER@gcp-sa-vertex-tune" in found[TOKEN_ROLE].fix


def test_a_role_that_is_not_seen_is_a_warning(good: Google) -> None:
    """With the command that gives it: it may come from a group or a folder, so it is no fail."""
    good.routes[f"POST {PROJECT}:getIamPolicy"] = policy("roles/viewer", EMAIL)
    good.routes[f"POST {ACCOUNT}:getIamPolicy"] = {}
    found = told("--service-account", EMAIL)
    for what in (AGENT_ROLE, TOKEN_ROLE):
        assert found[what].level is Level.WARN
        assert "add-iam-policy-binding" in found[what].fix
    assert f"--member=serviceAccount:{AGENT}" in found[TOKEN_ROLE].fix
    good.routes[f"POST {PROJECT}:getIamPolicy"] = policy(
        "roles/iam.serviceAccountTokenCreator", AGENT
    )
    assert told("--service-account", EMAIL)[TOKEN_ROLE].level is Level.OK


def test_an_account_that_is_not_there(good: Google) -> None:
    """No such account, or what is no address, is a fail, and no more is asked of it."""
    del good.routes[f"POST {ACCOUNT}:testIamPermissions"]
    found = told("--service-account", EMAIL)
    assert found[f"service account {EMAIL}"].found == "the account does not exist"
    assert AGENT_ROLE not in found
    assert told("--service-account", "a/../b")["service account a/../b"].level is Level.FAIL
