"""What to do next about an error of Google's: a table, read from the top, first match wins.

Sources: https://cloud.google.com/apis/design/errors, the reasons of
https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto, and the scopes
that https://ai.google.dev/palm_docs/oauth_quickstart logs in with.
"""

from __future__ import annotations

import re
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


@dataclass(frozen=True)
class Row:
    """Words for the answers that match every condition given; an empty condition matches all.

    codes: HTTP statuses, as a range. pattern: searched in Google's message. Either a reason or
    the pattern is enough. kinds: of credentials, as in `Authenticator.kind`.
    """

    words: str
    codes: range = range(600)
    reasons: tuple[str, ...] = ()
    pattern: str = ""
    kinds: tuple[str, ...] = ()

    def matches(self, code: int, reason: str | None, message: str, kind: str) -> bool:
        """Return whether these words are for that answer."""
        if code not in self.codes or (self.kinds and kind not in self.kinds):
            return False
        if not self.reasons and not self.pattern:
            return True
        if reason in self.reasons:
            return True
        return bool(self.pattern and re.search(self.pattern, message, re.IGNORECASE))


def _only(code: int) -> range:
    return range(code, code + 1)


_SCOPE_REASONS = ("ACCESS_TOKEN_SCOPE_INSUFFICIENT",)
_SCOPE_WORDS = r"insufficient authentication scopes"

TABLE = (
    Row(
        f"its token lacks a scope, make it with both: {LOGIN}; then {SET_TOKEN}",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        kinds=("accessToken",),
    ),
    Row(
        f"this machine's access scopes are too narrow, give it both ({' and '.join(SCOPES)}) with "
        "gcloud compute instances set-service-account, or name a key file: "
        "pulumi config set --secret google-tuning:credentials",
        _only(403),
        _SCOPE_REASONS,
        _SCOPE_WORDS,
        kinds=("metadata",),
    ),
    Row(f"log in again with both scopes: {LOGIN}", _only(403), _SCOPE_REASONS, _SCOPE_WORDS),
    Row(
        "enable the API, wait a few minutes and run again: "
        "gcloud services enable {service}{project_flag}",
        range(400, 404),
        ("SERVICE_DISABLED",),
        r"has not been used in project|API .*is disabled",
    ),
    Row(
        "enable billing of the project: https://console.cloud.google.com/billing",
        range(400, 404),
        ("BILLING_DISABLED",),
        r"billing to be enabled|billing account",
    ),
    Row(
        "name a project that you may use for quota: "
        "gcloud auth application-default set-quota-project PROJECT, "
        "or pulumi config set google-tuning:project PROJECT",
        range(400, 404),
        ("USER_PROJECT_DENIED",),
        r"requires a quota project|quota project .*not set|permission to use project",
    ),
    Row(
        f"set a key that is valid (https://aistudio.google.com/apikey makes one): {SET_API_KEY}",
        range(400, 404),
        ("API_KEY_INVALID", "API_KEY_EXPIRED"),
        r"API key (not valid|expired|not found)",
    ),
    Row(
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
    Row(
        "this call takes no API key: pulumi config rm google-tuning:apiKey, "
        f"and log in instead: {LOGIN}",
        range(401, 404),
        ("CREDENTIALS_MISSING",),
        r"API keys are not supported",
        kinds=("apiKey",),
    ),
    Row(f"set a key that is valid: {SET_API_KEY}", _only(401), kinds=("apiKey",)),
    Row(
        f"google-tuning:accessToken is wrong or expired (a token lives an hour): {SET_TOKEN}",
        _only(401),
        kinds=("accessToken",),
    ),
    Row(
        "no credentials are sent while google-tuning:emulator is set: "
        "pulumi config rm google-tuning:emulator to talk to Google",
        range(401, 404),
        kinds=("none",),
    ),
    Row(
        "check in https://console.cloud.google.com/iam-admin/serviceaccounts that the account and "
        "its key are enabled, and name a key file that is good: "
        "pulumi config set --secret google-tuning:credentials",
        _only(401),
        kinds=("serviceAccount",),
    ),
    Row(f"log in again: {LOGIN}", _only(401)),
    Row(
        "an API key reaches only what belongs to its own project: set that project's key "
        f"({SET_API_KEY}), or log in: {LOGIN}",
        _only(403),
        kinds=("apiKey",),
    ),
    Row("ask its owner for access, or use the credentials of an account that has it", _only(403)),
    Row(
        "check the name, the project and the location: what was deleted, or belongs to somebody "
        "else, isn't found",
        _only(404),
    ),
    Row(
        "an object of that id exists already: choose another id, or take it over with adopt=True",
        _only(409),
    ),
    Row(
        "{wait}, or ask for more quota: https://console.cloud.google.com/iam-admin/quotas",
        _only(429),
    ),
    Row(
        "the Gemini API isn't offered from here: tune on Vertex AI in a region of your choice",
        _only(400),
        pattern=r"user location is not supported",
    ),
    Row(
        "change what it names; nothing was done",
        _only(400),
        kinds=(),
    ),
    Row(
        "nothing follows a redirect with credentials: set google-tuning:{api}Endpoint to the "
        "address that answers itself",
        range(300, 400),
    ),
    Row(
        "that isn't Google's answer, a proxy or a sign-in page may stand in between: check "
        "google-tuning:{api}Endpoint and HTTPS_PROXY",
        range(200, 300),
    ),
    Row("{wait}; the fault is on the server's side", _only(408)),
    Row(
        "{wait}; the fault is on the server's side, https://status.cloud.google.com tells of "
        "outages",
        range(500, 600),
    ),
)


def advice(
    code: int,
    reason: str | None,
    message: str,
    *,
    kind: str,
    api: str,
    service: str | None = None,
    project: str | None = None,
    retry_after_seconds: float | None = None,
) -> str | None:
    """Return what to do about an answer, in one clause; None when there is nothing good to say.

    kind: of the credentials. api: "gemini", "vertex" or "storage". service and project: of the
    ErrorInfo. retry_after_seconds: how long Google asked to wait.
    """
    for row in TABLE:
        if row.matches(code, reason, message, kind):
            return row.words.format(
                api=api,
                service=service or SERVICES.get(api, SERVICES["gemini"]),
                project_flag=f" --project={project}" if project else "",
                wait=_wait(retry_after_seconds),
            )
    return None


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "run again in a few minutes"
    return f"run again in {max(1, round(seconds))} s"
