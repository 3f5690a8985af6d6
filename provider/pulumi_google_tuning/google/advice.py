"""What to do next about Google's errors: rules, read from the top, first match wins.

`TABLE` applies to every request. Rules for one sort of request, such as the permission that it
needs, come with it (`RequestInfo.rules`) and are read first: google/vertex.py and
google/storage/advice.py have them.

Sources: https://cloud.google.com/apis/design/errors, the reasons of
https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto, and the scopes
that https://ai.google.dev/palm_docs/oauth_quickstart logs in with.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from pulumi_google_tuning.errors import joined

SCOPES = (
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/generative-language.tuning",
)
LOGIN = f"gcloud auth application-default login --scopes={','.join(SCOPES)}"
SET_API_KEY = "pulumi config set --secret google-tuning:apiKey"
SET_TOKEN = (
    "pulumi config set --secret google-tuning:accessToken "  # noqa: S105 - a command, no token
    '"$(gcloud auth application-default print-access-token)"'
)

SERVICES = {
    "gemini": "generativelanguage.googleapis.com",
    "vertex": "aiplatform.googleapis.com",
    "storage": "storage.googleapis.com",
}

LOCATION_CLOSED = "LOCATION_POLICY_VIOLATED"


@dataclass(frozen=True)
class Answer:
    """The parts of Google's answer, and of the request, that advice depends on.

    method: of HTTP, or "upload". credential_type: as in `Authenticator.credential_type`. service
    and project: of the ErrorInfo. retry_after_seconds: how long Google asked to wait. status:
    Google's name of the code.
    """

    code: int
    message: str = ""
    reason: str | None = None
    method: str = "GET"
    api: str = "gemini"
    credential_type: str = "unread"
    service: str | None = None
    project: str | None = None
    retry_after_seconds: float | None = None
    status: str = ""


@dataclass(frozen=True)
class Rule:
    """Advice for the answers that match every condition given; an empty condition matches all.

    codes: HTTP statuses; statuses: Google's names of them. pattern: searched in Google's reason and
    message. Either a reason or the pattern is enough; None is an answer without a reason. unless:
    searched there too; an answer that has it doesn't match. methods, credential_types: as in
    `Answer`. adds: the words follow those of the first matching rule instead of replacing them.
    """

    words: str
    codes: Container[int] = range(600)
    reasons: tuple[str | None, ...] = ()
    pattern: str = ""
    unless: str = ""
    methods: tuple[str, ...] = ()
    credential_types: tuple[str, ...] = ()
    adds: bool = False
    statuses: tuple[str, ...] = ()

    def matches(self, answer: Answer) -> bool:
        """Return whether the rule is for that answer."""
        if answer.code not in self.codes:
            return False
        if self.statuses and answer.status not in self.statuses:
            return False
        if self.methods and answer.method not in self.methods:
            return False
        if self.credential_types and answer.credential_type not in self.credential_types:
            return False
        if self.unless and _found(self.unless, answer):
            return False
        if not self.reasons and not self.pattern:
            return True
        return answer.reason in self.reasons or bool(self.pattern and _found(self.pattern, answer))


def _found(pattern: str, answer: Answer) -> bool:
    text = f"{answer.reason or ''} {answer.message}"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _only(code: int) -> range:
    return range(code, code + 1)


_SCOPE_REASONS = ("ACCESS_TOKEN_SCOPE_INSUFFICIENT",)
_SCOPE_WORDS = r"insufficient authentication scopes"

TABLE = (
    Rule(
        f"The access token is missing a scope. Create one with both: `{LOGIN}`, then `{SET_TOKEN}`",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        credential_types=("accessToken",),
    ),
    Rule(
        f"This machine's access scopes are too narrow. It needs both {' and '.join(SCOPES)}: set "
        "them with `gcloud compute instances set-service-account`, or use a key file: "
        "`pulumi config set --secret google-tuning:credentials`",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        credential_types=("metadata",),
    ),
    Rule(f"Log in again with both scopes: `{LOGIN}`", _only(403), _SCOPE_REASONS, _SCOPE_WORDS),
    Rule(
        "Enable the API, wait a few minutes and run again: "
        "`gcloud services enable {service}{project_flag}`",
        range(400, 404),
        ("SERVICE_DISABLED",),
        r"has not been used in project|API .*is disabled",
    ),
    Rule(
        "Enable billing for the project: https://console.cloud.google.com/billing",
        range(400, 404),
        ("BILLING_DISABLED",),
        r"billing to be enabled|billing account",
    ),
    Rule(
        "Name a project whose quota you may use: "
        "`gcloud auth application-default set-quota-project PROJECT`, "
        "or `pulumi config set google-tuning:project PROJECT`",
        range(400, 404),
        ("USER_PROJECT_DENIED",),
        r"requires a quota project|quota project .*not set|permission to use project",
    ),
    Rule(
        f"Set a valid key (create one at https://aistudio.google.com/apikey): `{SET_API_KEY}`",
        range(400, 404),
        ("API_KEY_INVALID", "API_KEY_EXPIRED"),
        r"API key (not valid|expired|not found)",
    ),
    Rule(
        "The API key is restricted. Allow {service} and this machine on "
        f"https://console.cloud.google.com/apis/credentials, or set another key: `{SET_API_KEY}`",
        _only(403),
        (
            "API_KEY_SERVICE_BLOCKED",
            "API_KEY_HTTP_REFERRER_BLOCKED",
            "API_KEY_IP_ADDRESS_BLOCKED",
            "API_KEY_ANDROID_APP_BLOCKED",
            "API_KEY_IOS_APP_BLOCKED",
        ),
    ),
    Rule(
        "An open model is named `PUBLISHER/FAMILY@VERSION`, such as "
        "`google/gemma3@gemma-3-4b-it`. To list them, run `google-tuning base-models`",
        _only(400),
        pattern="open source publisher model resource name",
    ),
    Rule(
        "Google has closed this location to this project. Set another one (google-tuning:location, "
        "or the resource's own `location`)",
        range(400, 404),
        (LOCATION_CLOSED,),
    ),
    Rule(
        "A policy of your organisation forbids this, and no role changes that. Show Google's words "
        "to the organisation's administrator",
        _only(403),
        (
            "SECURITY_POLICY_VIOLATED",
            "ORG_RESTRICTION_VIOLATION",
            "ORG_RESTRICTION_HEADER_INVALID",
            "RESOURCE_USAGE_RESTRICTION_VIOLATED",
        ),
    ),
    Rule(
        "This call does not accept an API key. Remove it and log in instead: "
        f"`pulumi config rm google-tuning:apiKey`, then `{LOGIN}`",
        range(401, 404),
        ("CREDENTIALS_MISSING",),
        r"API keys are not supported",
        credential_types=("apiKey",),
    ),
    Rule(f"Set a valid API key: `{SET_API_KEY}`", _only(401), credential_types=("apiKey",)),
    Rule(
        "google-tuning:accessToken is wrong or expired (a token lasts an hour). Set a new one: "
        f"`{SET_TOKEN}`",
        _only(401),
        credential_types=("accessToken",),
    ),
    Rule(
        "No credentials are sent while google-tuning:emulator is set. To use Google, run "
        "`pulumi config rm google-tuning:emulator`",
        range(401, 404),
        credential_types=("none",),
    ),
    Rule(
        "Check on https://console.cloud.google.com/iam-admin/serviceaccounts that the account and "
        "its key are enabled. To use another key file: "
        "`pulumi config set --secret google-tuning:credentials`",
        _only(401),
        credential_types=("serviceAccount",),
    ),
    Rule(f"Log in again: `{LOGIN}`", _only(401)),
    Rule(
        "An API key only works inside its own project. Use a key of the resource's project "
        f"(`{SET_API_KEY}`), or log in: `{LOGIN}`",
        _only(403),
        credential_types=("apiKey",),
    ),
    Rule(
        "You don't have access to this resource. Ask its owner, or use an account that does",
        _only(403),
    ),
    Rule(
        "Check the name, project and location. A deleted resource, or one you may not see, also "
        "returns 404",
        _only(404),
    ),
    Rule(
        "Another change of the same resource was running at Google. {Wait}",
        _only(409),
        statuses=("ABORTED",),
    ),
    Rule(
        "An object with this id already exists. Choose another id, or take it over with adopt",
        _only(409),
    ),
    Rule(
        "{Wait}, or request more quota: https://console.cloud.google.com/iam-admin/quotas",
        _only(429),
    ),
    Rule(
        "The Gemini API is not available from your location. Use TuningJob, which tunes on Vertex "
        "AI in a region of your choice",
        _only(400),
        pattern=r"user location is not supported",
    ),
    Rule(
        "Google rejected the request and changed nothing. Correct the field named above",
        _only(400),
    ),
    Rule(
        "Redirects are not followed because the request carries credentials. Set "
        "google-tuning:{api}Endpoint to the final URL",
        range(300, 400),
    ),
    Rule(
        "This is not an answer of Google's API. A proxy or a sign-in page may have sent it: check "
        "google-tuning:{api}Endpoint and HTTPS_PROXY",
        range(200, 300),
    ),
    Rule("The server failed. {Wait}", _only(408)),
    Rule(
        "The server failed (outages: https://status.cloud.google.com). {Wait}",
        range(500, 600),
    ),
)


def advise(answer: Answer, rules: tuple[Rule, ...] = ()) -> str | None:
    """Return what to do about an answer, as sentences; None when there is nothing to say.

    rules: those of the request, read before the table.
    """
    matching = [rule for rule in (*rules, *TABLE) if rule.matches(answer)]
    first = [rule for rule in matching if not rule.adds][:1]
    added = [rule for rule in matching if rule.adds]
    words = [_filled(rule.words, answer) for rule in (*first, *added)]
    return joined(*words) if words else None


def _filled(words: str, answer: Answer) -> str:
    """Return the words with their placeholders filled; any other braces stay as they are."""
    service = answer.service or SERVICES.get(answer.api, SERVICES["gemini"])
    return (
        words.replace("{api}", answer.api)
        .replace("{service}", service)
        .replace("{project_flag}", f" --project={answer.project}" if answer.project else "")
        .replace("{Wait}", _wait(answer.retry_after_seconds))
    )


# What asks for more is a clock that is wrong, or a lie: nobody waits for decades.
_LONGEST_WAIT_TOLD_SECONDS = 86_400


def _wait(seconds: float | None) -> str:
    if seconds is None or seconds > _LONGEST_WAIT_TOLD_SECONDS:
        return "Run again in a few minutes"
    return f"Run again in {max(1, round(seconds))} s"
