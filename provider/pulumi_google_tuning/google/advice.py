"""What to do next about an error of Google's: rules, read from the top, first match wins.

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
        f"its token lacks a scope, make it with both: {LOGIN}; then {SET_TOKEN}",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        credential_types=("accessToken",),
    ),
    Rule(
        f"this machine's access scopes are too narrow, give it both ({' and '.join(SCOPES)}) with "
        "gcloud compute instances set-service-account, or name a key file: "
        "pulumi config set --secret google-tuning:credentials",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        credential_types=("metadata",),
    ),
    Rule(f"log in again with both scopes: {LOGIN}", _only(403), _SCOPE_REASONS, _SCOPE_WORDS),
    Rule(
        "enable the API, wait a few minutes and run again: "
        "gcloud services enable {service}{project_flag}",
        range(400, 404),
        ("SERVICE_DISABLED",),
        r"has not been used in project|API .*is disabled",
    ),
    Rule(
        "enable billing of the project: https://console.cloud.google.com/billing",
        range(400, 404),
        ("BILLING_DISABLED",),
        r"billing to be enabled|billing account",
    ),
    Rule(
        "name a project that you may use for quota: "
        "gcloud auth application-default set-quota-project PROJECT, "
        "or pulumi config set google-tuning:project PROJECT",
        range(400, 404),
        ("USER_PROJECT_DENIED",),
        r"requires a quota project|quota project .*not set|permission to use project",
    ),
    Rule(
        f"set a key that is valid (https://aistudio.google.com/apikey makes one): {SET_API_KEY}",
        range(400, 404),
        ("API_KEY_INVALID", "API_KEY_EXPIRED"),
        r"API key (not valid|expired|not found)",
    ),
    Rule(
        "the key is restricted: allow {service} and this machine on "
        f"https://console.cloud.google.com/apis/credentials, or set another key: {SET_API_KEY}",
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
        "an open model is named `PUBLISHER/FAMILY@VERSION`, such as "
        "`google/gemma3@gemma-3-4b-it`: `google-tuning base-models` lists them",
        _only(400),
        pattern="open source publisher model resource name",
    ),
    Rule(
        "Google has closed the place that the request goes to for this project: set another "
        "location (google-tuning:location, or the resource's own)",
        range(400, 404),
        (LOCATION_CLOSED,),
    ),
    Rule(
        "a policy of the organisation forbids it, and no role changes that: ask the "
        "organisation's administrator, with Google's words",
        _only(403),
        (
            "SECURITY_POLICY_VIOLATED",
            "ORG_RESTRICTION_VIOLATION",
            "ORG_RESTRICTION_HEADER_INVALID",
            "RESOURCE_USAGE_RESTRICTION_VIOLATED",
        ),
    ),
    Rule(
        "this call takes no API key: pulumi config rm google-tuning:apiKey, "
        f"and log in instead: {LOGIN}",
        range(401, 404),
        ("CREDENTIALS_MISSING",),
        r"API keys are not supported",
        credential_types=("apiKey",),
    ),
    Rule(f"set a key that is valid: {SET_API_KEY}", _only(401), credential_types=("apiKey",)),
    Rule(
        f"google-tuning:accessToken is wrong or expired (a token lives an hour): {SET_TOKEN}",
        _only(401),
        credential_types=("accessToken",),
    ),
    Rule(
        "no credentials are sent while google-tuning:emulator is set: "
        "pulumi config rm google-tuning:emulator to talk to Google",
        range(401, 404),
        credential_types=("none",),
    ),
    Rule(
        "check in https://console.cloud.google.com/iam-admin/serviceaccounts that the account and "
        "its key are enabled, and name a key file that is good: "
        "pulumi config set --secret google-tuning:credentials",
        _only(401),
        credential_types=("serviceAccount",),
    ),
    Rule(f"log in again: {LOGIN}", _only(401)),
    Rule(
        "an API key reaches only what belongs to its own project: set that project's key "
        f"({SET_API_KEY}), or log in: {LOGIN}",
        _only(403),
        credential_types=("apiKey",),
    ),
    Rule("ask its owner for access, or use the credentials of an account that has it", _only(403)),
    Rule(
        "check the name, the project and the location: what was deleted, or belongs to somebody "
        "else, isn't found",
        _only(404),
    ),
    Rule(
        "{wait}; Google was changing the same at that moment",
        _only(409),
        statuses=("ABORTED",),
    ),
    Rule(
        "an object of that id exists already: choose another id, or take it over with adopt=True",
        _only(409),
    ),
    Rule(
        "{wait}, or ask for more quota: https://console.cloud.google.com/iam-admin/quotas",
        _only(429),
    ),
    Rule(
        "the Gemini API isn't offered from here: tune on Vertex AI in a region of your choice",
        _only(400),
        pattern=r"user location is not supported",
    ),
    Rule(
        "change what it names; nothing was done",
        _only(400),
    ),
    Rule(
        "nothing follows a redirect with credentials: set google-tuning:{api}Endpoint to the "
        "address that answers itself",
        range(300, 400),
    ),
    Rule(
        "that isn't Google's answer, a proxy or a sign-in page may stand in between: check "
        "google-tuning:{api}Endpoint and HTTPS_PROXY",
        range(200, 300),
    ),
    Rule("{wait}; the fault is on the server's side", _only(408)),
    Rule(
        "{wait}; the fault is on the server's side, https://status.cloud.google.com tells of "
        "outages",
        range(500, 600),
    ),
)


def advise(answer: Answer, rules: tuple[Rule, ...] = ()) -> str | None:
    """Return what to do about an answer, in one clause; None when there is none.

    rules: those of the request, read before the table.
    """
    matching = [rule for rule in (*rules, *TABLE) if rule.matches(answer)]
    first = [rule for rule in matching if not rule.adds][:1]
    added = [rule for rule in matching if rule.adds]
    return "; ".join(_filled(rule.words, answer) for rule in (*first, *added)) or None


def _filled(words: str, answer: Answer) -> str:
    """Return the words with their placeholders filled; any other braces stay as they are."""
    service = answer.service or SERVICES.get(answer.api, SERVICES["gemini"])
    return (
        words.replace("{api}", answer.api)
        .replace("{service}", service)
        .replace("{project_flag}", f" --project={answer.project}" if answer.project else "")
        .replace("{wait}", _wait(answer.retry_after_seconds))
    )


# What asks for more is a clock that is wrong, or a lie: nobody waits for decades.
_LONGEST_WAIT_TOLD_SECONDS = 86_400


def _wait(seconds: float | None) -> str:
    if seconds is None or seconds > _LONGEST_WAIT_TOLD_SECONDS:
        return "run again in a few minutes"
    return f"run again in {max(1, round(seconds))} s"
