"""Google's answers as sentences: every known refusal says what to do, none shows a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.google_wire import answer, error_info, read, refusal

from pulumi_google_tuning.fields.redact import redact
from pulumi_google_tuning.google.errors import ApiError, TransportError

pytestmark = pytest.mark.disable_socket

NAMES = (
    *("error", "message", "status", "details", "errors", "@type", "metadata", "reason"),
    *("fieldViolations", "retryDelay", "seconds", "consumer"),
)


def test_violations_are_named_field_by_field() -> None:
    """A BadRequest's fields and Google's words on each stand in the sentence and the error."""
    bad_request = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [
            {"field": "tuned_model.display_name", "description": "too long"},
            {"field": "tuned_model.tuning_task", "description": "missing"},
        ],
    }
    error = read(refusal(400, "INVALID_ARGUMENT", "Invalid value", bad_request), method="POST")
    assert error.violations == (
        ("tuned_model.display_name", "too long"),
        ("tuned_model.tuning_task", "missing"),
    )
    assert (
        '"Invalid value"; tuned_model.display_name: too long; tuned_model.tuning_task: missing. '
        in str(error)
    )


def test_a_hundred_violations_are_twenty_and_a_count() -> None:
    """A flood of violations stays readable."""
    bad_request = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": f"f{i}", "description": "bad"} for i in range(100)],
    }
    error = read(refusal(400, "INVALID_ARGUMENT", "Invalid", bad_request))
    assert len(error.violations) == 21
    assert "f19: bad; and 80 more. " in str(error)


def test_vertex_words_with_tabs_become_one_line() -> None:
    """Google's own list with tabs and line breaks reads as one line."""
    error = read(
        refusal(400, "INVALID_ARGUMENT", "List of found errors:\t1.Field: a;\n Message: b")
    )
    assert error.message == "List of found errors: 1.Field: a; Message: b"


@pytest.mark.parametrize(
    ("header", "details", "seconds"),
    [
        ({}, [], None),
        ({"Retry-After": "7"}, [], 7.0),
        ({"Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"}, [], 30.0),
        ({"Retry-After": "Wed, 31 Dec 2025 00:00:00 GMT"}, [], 0.0),
        (
            {
                "Retry-After": "Thu, 01 Jan 2026 01:00:05 GMT",
                "Date": "Thu, 01 Jan 2026 01:00:00 GMT",
            },
            [],
            5.0,
        ),
        ({"Retry-After": "soon"}, [], None),
        ({"Retry-After": "-5"}, [], None),
        ({}, [{"retryDelay": "41.5s"}], 41.5),
        ({}, [{"retryDelay": {"seconds": "2", "nanos": 500000000}}], 2.5),
        ({}, [{"retryDelay": {"seconds": "x"}}], None),
        ({"Retry-After": "1"}, [{"retryDelay": "9s"}], 9.0),
    ],
)
def test_how_long_google_asks_to_wait(
    header: dict[str, str], details: list[dict[str, Any]], seconds: float | None
) -> None:
    """Retry-After (seconds, or a date by the server's clock) and RetryInfo: the longer counts."""
    typed = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", **d} for d in details]
    error = read(refusal(429, "RESOURCE_EXHAUSTED", "quota", *typed, headers=header))
    assert error.retry_after_seconds == seconds


def test_a_page_instead_of_an_envelope() -> None:
    """A proxy's HTML page is told in its own words, without its markup."""
    page = b"<html><style>p {color: red}</style><h1>502 Bad Gateway</h1>\n<p>nginx &amp; co</p>"
    error = read(answer(page, 502))
    assert (error.status, error.message) == ("UNAVAILABLE", "502 Bad Gateway nginx & co")


def test_only_google_says_that_something_is_gone() -> None:
    """A 404 in Google's form is an absence; a page of a proxy or of a wrong host is an error."""
    assert read(refusal(404, "NOT_FOUND", "no such job")).gone
    storage = {"error": {"code": 404, "message": "No such object", "errors": []}}
    assert read(answer(json.dumps(storage).encode(), 404)).gone
    assert not read(answer(b"<h1>404 Not Found</h1>", 404)).gone
    assert not read(answer(b"", 404)).gone
    assert not read(refusal(403, "PERMISSION_DENIED", "no")).gone


def test_other_forms_of_an_envelope() -> None:
    """Streaming's list, Cloud Storage's older form and OAuth's are all read."""
    listed = read(answer([{"error": {"code": 400, "message": "m", "status": "OUT_OF_RANGE"}}], 400))
    assert (listed.status, listed.message) == ("OUT_OF_RANGE", "m")
    stored = read(
        answer({"error": {"code": 404, "message": "No.", "errors": [{"reason": "notFound"}]}}, 404),
        api="storage",
        path="/storage/v1/b/bucket",
    )
    assert (stored.status, stored.reason) == ("NOT_FOUND", "notFound")
    assert "to GET b/bucket" in str(stored)
    oauth = read(answer({"error": "invalid_grant", "error_description": "Bad"}, 400))
    assert oauth.message == "invalid_grant: Bad"


@pytest.mark.parametrize(
    ("code", "idempotent", "maybe"),
    [
        (503, False, True),
        (500, False, True),
        (408, False, True),
        (200, False, True),
        (503, True, False),
        (429, False, False),
        (400, False, False),
        (401, False, False),
        (409, False, False),
    ],
)
def test_when_the_work_may_have_been_done(code: int, idempotent: bool, maybe: bool) -> None:
    """After a server's fault a create may have happened; after a refusal it has not."""
    error = read(answer(b"not json", code), method="POST", idempotent=idempotent)
    assert error.maybe_applied is maybe


def test_no_secret_is_told_back() -> None:
    """Whatever Google or a proxy echoes, a token, a key or a private key is not in the sentence."""
    pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n"
    secret = "sekret/with+signs"
    shown = f"{secret} sekret%2Fwith%2Bsigns {json.dumps(pem)} AIza{'b' * 35} ya29.a0-token"
    info = error_info(f"R_{secret}", service=secret, consumer=f"api_key:{secret}")
    violation = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": secret, "description": shown}],
    }
    for code in (400, 401, 403, 503):
        for reason in (info, error_info("SERVICE_DISABLED", consumer=f"api_key:{secret}")):
            error = read(
                refusal(code, secret, shown, reason, violation),
                secrets=(secret, pem),
                path=f"/v1beta/{secret}",
            )
            for part in ("sekret", "MIIEvQ", "AIza", "ya29"):
                assert part not in str(error)
                assert part not in repr(error)
                assert part not in f"{error.message}{error.reason}{error.violations}{error.status}"


def test_half_a_secret_is_one_too() -> None:
    """A message is cut only after the secret was taken out, so that no half of it is left."""
    secret = "s" * 40
    error = read(refusal(400, "INVALID_ARGUMENT", "x" * 580 + " " + secret), secrets=(secret,))
    assert "ss" not in error.message
    assert len(error.message) <= 600


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(NAMES),
                inner | st.sampled_from(["x/google.rpc.ErrorInfo", "x/google.rpc.BadRequest"]),
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_no_answer_breaks_the_reader(body: Any) -> None:
    """Any JSON at all becomes an ApiError of one line."""
    error = read(answer({"error": body}, 500))
    assert error.code == 500
    assert "\n" not in str(error)


def test_redaction_leaves_ordinary_words() -> None:
    """Only secrets are taken out, and what is too short to be one stays."""
    assert redact("a model of 12 steps", ("a", "12", "")) == "a model of 12 steps"
    assert redact("Bearer abcdefgh12 sent", ()) == "Bearer [secret] sent"
    assert redact("a%20b%2Fc%2Bd", ("a b/c+d",)) == "[secret]"
    assert redact(json.dumps({"key": 'a"b\nc'}), ('a"b\nc',)) == '{"key": "[secret]"}'
    assert redact("the token toktok", ("toktok",)) == "the token [secret]"


def test_errors_can_be_made_by_hand() -> None:
    """The parts that others need stand alone: three for an answer, two for none."""
    assert str(ApiError(404, "NOT_FOUND", "gone")) == 'Google answered 404 NOT_FOUND: "gone"'
    silent = TransportError("no answer", maybe_applied=True)
    assert (str(silent), silent.maybe_applied, silent.retryable) == ("no answer", True, True)
