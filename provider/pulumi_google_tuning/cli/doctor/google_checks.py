"""What Google says: who we are, which APIs answer, what can be tuned.

The scopes are judged by what they are for: a list that Google gives us proves them, and its refusal
names what is missing. Asking a token's own description would send the token to one more address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pulumi_google_tuning.cli.doctor.account_checks import account
from pulumi_google_tuning.cli.doctor.bucket_checks import bucket
from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.cli.shared.session import InteractiveSession
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import gemini as _gemini
from pulumi_google_tuning.google import vertex as _vertex
from pulumi_google_tuning.google.auth.credentials import Authenticator, resolve
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION

_CREDENTIAL_TYPES = {
    "none": "none needed by the emulator",
    "apiKey": "a Gemini API key",
    "accessToken": "an access token",
    "user": "a user's login",
    "serviceAccount": "a service account's key",
    "externalAccount": "workload identity federation",
    "impersonated": "an impersonated service account",
    "metadata": "this machine's service account",
    "other": "another type that google-auth supports",
}
_DISABLED = "SERVICE_DISABLED"
_TUNING_METHODS = {"createTunedModel", "createTunedTextModel"}
_NAMED = 5
_TUNE_ELSEWHERE = "tune on Vertex AI: TuningJob with gemini-3.5-flash"
_SET_PROJECT = "pulumi config set google-tuning:project PROJECT"


def google(
    config: Config, buckets: Sequence[str] = (), accounts: Sequence[str] = ()
) -> Iterator[Finding]:
    """Look at everything that a tuning needs of Google; at buckets and service accounts by name."""
    if config.emulator:
        yield Finding(
            Level.WARN,
            "emulator",
            f"{config.emulator}: nothing is trained or billed",
            "to use Google Cloud: pulumi config rm google-tuning:emulator",
        )
    credentials = resolve(config)
    try:
        credentials.headers()
    except GoogleTuningError as error:
        yield Finding(Level.FAIL, "credentials", str(error), "follow the error message")
        return
    yield Finding(
        Level.OK,
        "credentials",
        _CREDENTIAL_TYPES.get(credentials.credential_type, credentials.credential_type),
    )
    yield _quota(config, credentials)
    session = InteractiveSession(config)
    try:
        yield _base_models(session)
        yield from _apis(
            _gemini_answers(session, credentials), _vertex_answers(session, credentials)
        )
        yield _storage_answers(session, credentials)
        for name in buckets:
            yield from bucket(session, name)
        for email in accounts:
            yield from account(session, email)
    finally:
        session.close()


def _quota(config: Config, credentials: Authenticator) -> Finding:
    if credentials.credential_type in {"none", "apiKey"}:
        return Finding(Level.OK, "quota project", "not needed with these credentials")
    quota = credentials.quota_project("gemini") or config.project
    if quota:
        return Finding(Level.OK, "quota project", quota)
    own = credentials.credential_type in {
        "serviceAccount",
        "metadata",
        "impersonated",
        "externalAccount",
    }
    return Finding(Level.WARN if own else Level.FAIL, "quota project", "not set", _SET_PROJECT)


def _gemini_answers(session: Session, credentials: Authenticator) -> Finding:
    return _probe(
        "Gemini API",
        lambda: session.send("GET", _gemini.path({}, COLLECTION), params={"pageSize": 1}),
        "answers"
        if credentials.credential_type == "none"
        else "enabled, and the scopes are sufficient",
    )


def _vertex_answers(session: Session, credentials: Authenticator) -> Finding:
    what = f"Vertex AI in {session.location}"
    if credentials.credential_type == "apiKey":
        return Finding(
            Level.WARN,
            what,
            "does not accept API keys",
            "for a TuningJob, use a login instead of the API key",
        )
    try:
        url = f"/v1/{_vertex.parent_of(session, {})}/tuningJobs"
    except GoogleTuningError:
        return Finding(Level.WARN, what, "no project is set for a TuningJob", _SET_PROJECT)
    return _probe(
        what,
        lambda: session.send("GET", url, api="vertex", params={"pageSize": 1}),
        "answers"
        if credentials.credential_type == "none"
        else "enabled, and the scopes are sufficient",
    )


def _storage_answers(session: Session, credentials: Authenticator) -> Finding:
    what = "Cloud Storage"
    if credentials.credential_type == "apiKey":
        return Finding(
            Level.WARN,
            what,
            "does not accept API keys",
            "for a TuningDataset, use a login instead of the API key",
        )
    if not session.project:
        return Finding(
            Level.WARN, what, "no project is set, so buckets can't be listed", _SET_PROJECT
        )
    params = {"project": session.project, "maxResults": 1}
    finding = _probe(
        what,
        lambda: session.send("GET", "/storage/v1/b", api="storage", params=params),
        "answers",
    )
    if finding.level is Level.FAIL and finding.found.startswith("Google answered 403"):
        # Who may write to one bucket need not be allowed to list them all.
        return Finding(
            Level.WARN, what, finding.found, "not a problem if you name the bucket yourself"
        )
    return finding


def _probe(what: str, call: Callable[[], object], good: str) -> Finding:
    """Make a call; a failure's own sentence says what to do."""
    try:
        call()
    except GoogleTuningError as error:
        disabled = isinstance(error, ApiError) and error.reason == _DISABLED
        return Finding(
            Level.FAIL,
            what,
            str(error),
            "enable the API" if disabled else "follow the error message",
        )
    return Finding(Level.OK, what, good)


def _apis(gemini: Finding, vertex: Finding) -> Iterator[Finding]:
    """One of the two is enough to tune with: the other may be left disabled."""
    for one, other, alone in (
        (gemini, vertex, "needed only by TunedModel"),
        (vertex, gemini, "needed only by TuningJob"),
    ):
        if one.fix == "enable the API" and other.level is Level.OK:
            yield replace(one, level=Level.WARN, fix=alone)
        else:
            yield one


def _base_models(session: Session) -> Finding:
    what = "base models of the Gemini API"
    try:
        models = list(_gemini.pages(session, _gemini.path({}, "models"), "models"))
    except GoogleTuningError as error:
        return Finding(
            Level.WARN, what, f"could not list them: {error}", "follow the error message"
        )
    tunable = [
        str(model["name"])
        for model in models
        if _TUNING_METHODS & set(model.get("supportedGenerationMethods") or ())
    ]
    if tunable:
        more = f" and {len(tunable) - _NAMED} more" if len(tunable) > _NAMED else ""
        return Finding(Level.OK, what, f"can be tuned: {', '.join(tunable[:_NAMED])}{more}")
    # Since May 2025 this is what Google answers; catalogue.json has the dates.
    return Finding(Level.WARN, what, "none can be tuned", _TUNE_ELSEWHERE)
