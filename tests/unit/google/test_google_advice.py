"""What to do about an answer: every rule of the table, and the sentence it ends."""

from __future__ import annotations

from typing import Any

import pytest
from support.google_wire import Wire, answer, error_info, fails, read, refusal

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import advice, storage, vertex
from pulumi_google_tuning.google.advice import Answer, Rule
from pulumi_google_tuning.google.storage import downloads

pytestmark = pytest.mark.disable_socket

LOGIN = (
    "gcloud auth application-default login --scopes="
    "https://www.googleapis.com/auth/cloud-platform,"
    "https://www.googleapis.com/auth/generative-language.tuning"
)


def test_the_sentence_for_missing_scopes() -> None:
    """The tutorials' usual failure is answered with the login that grants both scopes."""
    error = read(
        refusal(
            403,
            "PERMISSION_DENIED",
            "Request had insufficient authentication scopes.",
            error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        )
    )
    assert str(error) == (
        "Google answered 403 PERMISSION_DENIED to GET tunedModels/x: "
        '"Request had insufficient authentication scopes." (ACCESS_TOKEN_SCOPE_INSUFFICIENT). '
        f"Log in again with both scopes: `{LOGIN}`"
    )
    assert (error.code, error.status) == (403, "PERMISSION_DENIED")
    assert error.message == "Request had insufficient authentication scopes."
    assert error.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert isinstance(error, GoogleTuningError)


DISABLED = error_info(
    "SERVICE_DISABLED", service="aiplatform.googleapis.com", consumer="projects/42"
)
NO_QUOTA_PROJECT = (
    "Your application is authenticating by using local Application Default Credentials. The "
    "generativelanguage.googleapis.com API requires a quota project, which is not set by default."
)


@pytest.mark.parametrize(
    ("response", "credential_type", "words"),
    [
        (
            refusal(403, "PERMISSION_DENIED", "no", error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")),
            "accessToken",
            "pulumi config set --secret google-tuning:accessToken",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes."),
            "metadata",
            "This machine's access scopes are too narrow",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "The API is off.", DISABLED),
            "user",
            "gcloud services enable aiplatform.googleapis.com --project=42",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "Agent Platform API has not been used in project 42"),
            "user",
            "gcloud services enable generativelanguage.googleapis.com --project=mine",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "no", error_info("BILLING_DISABLED")),
            "user",
            "Enable billing for the project",
        ),
        (
            refusal(403, "PERMISSION_DENIED", NO_QUOTA_PROJECT),
            "user",
            "gcloud auth application-default set-quota-project PROJECT",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "no", error_info("USER_PROJECT_DENIED")),
            "user",
            "pulumi config set google-tuning:project PROJECT",
        ),
        (
            refusal(400, "INVALID_ARGUMENT", "API key not valid.", error_info("API_KEY_INVALID")),
            "apiKey",
            "Set a valid key (create one at https://aistudio.google.com/apikey)",
        ),
        (
            refusal(403, "PERMISSION_DENIED", "no", error_info("API_KEY_SERVICE_BLOCKED")),
            "apiKey",
            "The API key is restricted",
        ),
        (
            refusal(401, "UNAUTHENTICATED", "API keys are not supported by this API."),
            "apiKey",
            f"`pulumi config rm google-tuning:apiKey`, then `{LOGIN}`",
        ),
        (refusal(401, "UNAUTHENTICATED"), "apiKey", "google-tuning:apiKey"),
        (refusal(401, "UNAUTHENTICATED"), "accessToken", "a token lasts an hour"),
        (refusal(401, "UNAUTHENTICATED"), "none", "pulumi config rm google-tuning:emulator"),
        (refusal(401, "UNAUTHENTICATED"), "serviceAccount", "its key are enabled"),
        (refusal(401, "UNAUTHENTICATED"), "user", f"Log in again: `{LOGIN}`"),
        (refusal(403, "PERMISSION_DENIED"), "apiKey", "only works inside its own project"),
        (refusal(403, "PERMISSION_DENIED"), "user", "You don't have access to this resource"),
        (refusal(404, "NOT_FOUND"), "user", "Check the name, project and location"),
        (refusal(409, "ALREADY_EXISTS"), "user", "take it over with adopt"),
        (refusal(409, "ABORTED"), "user", "Another change of the same resource was running"),
        (refusal(429, "RESOURCE_EXHAUSTED"), "user", "request more quota"),
        (
            refusal(429, "RESOURCE_EXHAUSTED", headers={"Retry-After": "34"}),
            "user",
            "Run again in 34 s",
        ),
        (
            refusal(
                400,
                "FAILED_PRECONDITION",
                "User location is not supported for the API use.",
            ),
            "user",
            "tunes on Vertex AI",
        ),
        (
            refusal(400, "INVALID_ARGUMENT", "Invalid open source publisher model resource name"),
            "user",
            "is named `PUBLISHER/FAMILY@VERSION`",
        ),
        (
            refusal(400, "INVALID_ARGUMENT"),
            "user",
            "Google rejected the request and changed nothing",
        ),
        (refusal(408, "DEADLINE_EXCEEDED"), "user", "The server failed"),
        (refusal(503, "UNAVAILABLE"), "user", "https://status.cloud.google.com"),
        (answer(b"", 302, {"Location": "https://x"}), "user", "google-tuning:geminiEndpoint"),
        (answer(b"<h1>Sign in</h1>", 200), "user", "This is not an answer of Google's API"),
    ],
)
def test_each_refusal_says_what_to_do(response: Any, credential_type: str, words: str) -> None:
    """Every rule of the table is reached, and its words end the sentence."""
    error = read(response, credential_type=credential_type, project="mine")
    sentence = str(error)
    assert words in sentence.removeprefix(error.brief)
    assert "\n" not in sentence
    assert "{" not in sentence


_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo"}


@pytest.mark.parametrize(
    ("header", "delay"),
    [
        ("9" * 400, "1s"),
        ("Wed, 21 Oct 2099 07:28:00 GMT", "1s"),
        ("nan", "9" * 400 + "s"),
        ("", {"seconds": 10**400}),
    ],
)
def test_a_wait_of_decades_is_no_sentence(header: str, delay: Any) -> None:
    """A number without an end, or a date of another century, is Google's refusal all the same."""
    info = {**_INFO, "retryDelay": delay}
    error = read(refusal(429, "RESOURCE_EXHAUSTED", "q", info, headers={"Retry-After": header}))
    assert ". Run again in " in str(error)
    assert len(str(error)) < 300


def test_every_rule_of_the_table_is_reachable() -> None:
    """No rule stands behind a wider one: each is the answer to some refusal."""
    reached: set[int] = set()
    messages = (
        "Request had insufficient authentication scopes.",
        "User location is not supported",
        "Invalid open source publisher model resource name",
        "x",
    )
    types = ("none", "apiKey", "accessToken", "user", "serviceAccount", "metadata")
    reasons = {reason for rule in advice.TABLE for reason in rule.reasons} | {None}
    for code in (200, 302, 400, 401, 403, 404, 408, 409, 429, 500):
        for reason in reasons:
            for message in messages:
                for one in types:
                    for status in ("ABORTED", "ALREADY_EXISTS"):
                        refused = Answer(code, message, reason, credential_type=one, status=status)
                        first = [rule for rule in advice.TABLE if rule.matches(refused)]
                        reached.update(id(rule) for rule in first[:1])
    assert [rule.words for rule in advice.TABLE if id(rule) not in reached] == []


def test_a_requests_own_rules_come_first() -> None:
    """What is known of one request stands in for the table's advice, or comes after it."""
    refused = Answer(403, "no")
    general = advice.advise(refused)
    assert (
        general
        == "You don't have access to this resource. Ask its owner, or use an account that does"
    )
    other = Rule("ask somebody else", (404,))
    assert advice.advise(refused, (other, Rule("ask the bucket's owner", (403,)))) == (
        "ask the bucket's owner"
    )
    assert advice.advise(refused, (Rule("it takes a permission", (403,), adds=True),)) == (
        f"{general}. it takes a permission"
    )


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (Rule("x", unless="billing"), Answer(403, "Billing is off")),
        (Rule("x", unless="^billingOff"), Answer(403, "no", "billingOff")),
        (Rule("x", methods=("DELETE",)), Answer(403, method="GET")),
        (Rule("x", credential_types=("user",)), Answer(403, credential_type="apiKey")),
        (Rule("x", reasons=("A",), pattern="b"), Answer(403, "c", "C")),
        (Rule("x", (401, 403)), Answer(402)),
        (Rule("x", statuses=("A",)), Answer(409, status="B")),
    ],
)
def test_one_condition_that_fails_is_enough(rule: Rule, answer: Answer) -> None:
    """A rule is for the answers that meet all of its conditions."""
    assert not rule.matches(answer)


def test_a_name_with_braces_stays_as_it_is() -> None:
    """Only the table's own placeholders are filled; other braces are somebody's name."""
    words = advice.advise(Answer(404, api="vertex"), (Rule("no {bucket} in {api}", (404,)),))
    assert words == "no {bucket} in vertex"


@pytest.mark.parametrize(
    ("message", "ends"),
    [
        (
            "no",
            (
                "You don't have access to this resource. Ask its owner, or use an account that "
                "does. You need the permission aiplatform.tuningJobs.get, which the role "
                "roles/aiplatform.user has"
            ),
        ),
        (
            "Permission 'aiplatform.tuningJobs.get' denied",
            "You don't have access to this resource. Ask its owner, or use an account that does",
        ),
    ],
)
def test_a_permission_is_named_once(session: Any, wire: Wire, message: str, ends: str) -> None:
    """The permission that a request takes is told, unless Google's own words have it."""
    wire.answers(refusal(403, "PERMISSION_DENIED", message))
    name = "projects/p/locations/us-central1/tuningJobs/7"
    error = fails(lambda: vertex.ask(session(), "GET", "v1", name))
    assert str(error).endswith(f'"{message}". {ends}')


@pytest.mark.parametrize(
    ("response", "ends"),
    [
        (
            refusal(403, "PERMISSION_DENIED", "no"),
            (
                "You need the permission storage.objects.get. Grant the role that has it: `gcloud "
                "storage buckets add-iam-policy-binding gs://b --member=ACCOUNT "
                "--role=roles/storage.objectUser`"
            ),
        ),
        (
            refusal(403, "PERMISSION_DENIED", "no: the API is disabled"),
            (
                "Enable the API, wait a few minutes and run again: `gcloud services enable "
                "storage.googleapis.com --project=mine`"
            ),
        ),
    ],
)
def test_an_error_on_an_object_names_it(session: Any, wire: Wire, response: Any, ends: str) -> None:
    """Cloud Storage's errors name the object, and the permission or what every API needs."""
    wire.answers(response)
    calls = session(accessToken="token-of-a-person", project="mine")
    error = fails(lambda: storage.look(calls, storage.Location("b", "n")))
    assert str(error).startswith("Google answered 403 PERMISSION_DENIED to read gs://b/n: ")
    assert str(error).endswith(ends)


def test_a_closed_place_names_others(session: Any, wire: Wire) -> None:
    """A policy on places is no missing permission: other places, and Google's own help, are told.

    What Google says to people passes the gate of all foreign text.
    """
    kind = "type.googleapis.com/google.rpc."
    info = {"@type": f"{kind}ErrorInfo", "reason": "LOCATION_POLICY_VIOLATED"}
    links = [{"description": "Contact sales\n::error::", "url": "https://cloud.google.com/contact"}]
    localized = {"@type": f"{kind}LocalizedMessage", "locale": "de", "message": "Kein Zugang."}
    details = [info, {"@type": f"{kind}Help", "links": links}, localized]
    wire.answers(refusal(403, "PERMISSION_DENIED", "Location policy violated.", *details))
    name = "projects/p/locations/us-central1/tuningJobs"
    said = str(fails(lambda: vertex.ask(session(), "GET", "v1", name)))
    assert "us-central1 is closed to this project, and no role opens it" in said
    assert "such as europe-west4," in said
    assert "permission aiplatform" not in said
    assert 'Google adds: "Kein Zugang."' in said
    assert "https://cloud.google.com/contact" in said
    assert "\n" not in said


def test_a_policy_of_the_organisation_is_no_missing_permission(session: Any, wire: Wire) -> None:
    """Where a role changes nothing, none is named."""
    reason = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SECURITY_POLICY_VIOLATED",
    }
    wire.answers(refusal(403, "PERMISSION_DENIED", "Request is prohibited", reason))
    name = "projects/p/locations/us-central1/tuningJobs"
    said = str(fails(lambda: vertex.ask(session(), "POST", "v1", name, body={})))
    assert said.endswith("Show Google's words to the organisation's administrator")


def test_a_list_of_objects_names_its_own_permission(session: Any, wire: Wire) -> None:
    """Who may read each object of a bucket may not list them yet."""
    wire.answers(refusal(403, "PERMISSION_DENIED", "no"))
    calls = session(accessToken="token-of-a-person", project="mine")
    error = fails(lambda: downloads.under(calls, "gs://b/metrics", 3))
    assert "You need the permission storage.objects.list." in str(error)
