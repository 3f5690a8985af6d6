"""A job's own service account: the roles without which Google fails a job with no reason.

A job with `serviceAccount` runs as that account, which needs a role on the project, and Vertex AI's
tuning service agent needs one on the account; without them Google only says "Internal error
occurred. Contact Vertex AI." a minute later. A role may come from a folder, a group or a role of
one's own, so one that isn't seen is a warning; what nobody may look at is said to be unchecked.
Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune_gemini/
preference-tuning, https://cloud.google.com/iam/docs/service-agents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.cli.doctor.finding import Finding, Level
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.google import names
from pulumi_google_tuning.google.errors import ApiError

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session

_AGENT_ROLE: Final = "roles/aiplatform.tuningServiceAgent"
_TOKEN_ROLE: Final = "roles/iam.serviceAccountTokenCreator"  # noqa: S105 - a role's name
_ACT_AS: Final = "iam.serviceAccounts.actAs"
_USER_ROLE: Final = "roles/iam.serviceAccountUser"
_EMAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,62}@[a-z0-9][a-z0-9.-]{0,100}")
_AGENT: Final = "service-{}@gcp-sa-vertex-tune.iam.gserviceaccount.com"


def account(session: Session, email: str) -> Iterator[Finding]:
    """Look at a service account that jobs are to run as."""
    what = f"service account {email}"
    if not _EMAIL.fullmatch(email):
        yield Finding(Level.FAIL, what, "is not the address of a service account")
        return
    if not session.project:
        yield Finding(Level.WARN, what, "no project is set", "set google-tuning:project")
        return
    project = names.project(session.project)
    there = _may_be_used(session, what, email)
    yield there
    if there.level is Level.FAIL:
        return
    agent = _agent(session, project)
    yield _has_role(
        session,
        f"{_AGENT_ROLE} of {email}",
        (("projects", f"/v1/projects/{project}"),),
        (_AGENT_ROLE, email),
        f"gcloud projects add-iam-policy-binding {project} --member=serviceAccount:{email} "
        f"--role={_AGENT_ROLE}",
    )
    yield _has_role(
        session,
        f"{_TOKEN_ROLE} on {email}",
        # Given on the project, it holds for every account in it.
        (("iam", _path(email)), ("projects", f"/v1/projects/{project}")),
        (_TOKEN_ROLE, agent),
        f"gcloud iam service-accounts add-iam-policy-binding {email} "
        f"--member=serviceAccount:{agent} --role={_TOKEN_ROLE}",
    )


def _path(email: str) -> str:
    return f"/v1/projects/-/serviceAccounts/{email}"


def _may_be_used(session: Session, what: str, email: str) -> Finding:
    """Tell whether it is there and whether the person who asks may have a job run as it."""
    try:
        answer = _post(session, "iam", f"{_path(email)}:testIamPermissions", [_ACT_AS])
    except ApiError as error:
        if error.gone:
            return Finding(Level.FAIL, what, "the account does not exist", "check the address")
        return Finding(Level.WARN, what, f"could not check it: {error}", "follow the error message")
    except GoogleTuningError as error:
        return Finding(Level.WARN, what, f"could not check it: {error}", "follow the error message")
    if _ACT_AS in tolerant.texts(answer.get("permissions")):
        return Finding(Level.OK, what, "exists, and you may run jobs as this account")
    fix = (
        f"gcloud iam service-accounts add-iam-policy-binding {email} --member=YOU "
        f"--role={_USER_ROLE}"
    )
    return Finding(Level.WARN, what, f"you don't seem to have {_ACT_AS} on this account", fix)


def _agent(session: Session, project: str) -> str:
    """Return Vertex AI's tuning service agent of the project, with PROJECT_NUMBER if unknown."""
    number: str | None = project if project.isdigit() else None
    if number is None:
        try:
            found = session.send("GET", f"/v1/projects/{project}", api="projects")
        except GoogleTuningError:
            found = {}
        number = tolerant.text(found.get("projectNumber"))
    return _AGENT.format(number or "PROJECT_NUMBER")


def _has_role(
    session: Session,
    what: str,
    resources: tuple[tuple[str, str], ...],
    wanted: tuple[str, str],
    fix: str,
) -> Finding:
    unread = ""
    for api, path in resources:
        try:
            policy = _post(session, api, f"{path}:getIamPolicy", None)
        except GoogleTuningError as error:
            unread = unread or str(error)
            continue
        if _binds(policy, *wanted):
            return Finding(Level.OK, what, "is granted")
    if unread:
        return Finding(
            Level.WARN, what, f"could not be checked: {unread}", f"if the role is missing: {fix}"
        )
    return Finding(
        Level.WARN,
        what,
        "not found. Without this role a job may fail with an internal error of Google",
        fix,
    )


def _binds(policy: Mapping[str, Any], role: str, email: str) -> bool:
    # Without the project's number any project's agent counts.
    pattern = re.escape(email).replace("PROJECT_NUMBER", "[0-9]+")
    member = re.compile(f"serviceAccount:{pattern}")
    return any(
        binding.get("role") == role
        and any(member.fullmatch(one) for one in tolerant.texts(binding.get("members")))
        for binding in tolerant.mappings(policy.get("bindings"))
    )


def _post(session: Session, api: str, path: str, permissions: list[str] | None) -> Json:
    body: Json = {} if permissions is None else {"permissions": permissions}
    return session.send("POST", path, api=api, body=body, idempotent=True)
