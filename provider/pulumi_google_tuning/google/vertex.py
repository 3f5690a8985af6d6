"""Shared by the resources of Vertex AI: names, requests by name, lists, permissions.

A resource name carries its project and location, so a request for it goes to that location, even
if the configuration now has another one.
Source: https://docs.cloud.google.com/vertex-ai/docs/reference/rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, field_masks, names
from pulumi_google_tuning.google.advice import LOCATION_CLOSED, Rule
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.google.recent_lists import Page

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

BAD_REQUEST = 400
_FORBIDDEN = 403
PAGE_SIZE = 100
# Where a list is only a shorter way, its failure isn't waited for.
_GLANCE_SECONDS = 10.0
_ROLE = "roles/aiplatform.user"
_DEFAULT_VERSION: str = load_schema("tuning_job")["properties"]["apiVersion"]["default"]


def version_of(values: Mapping[str, Any]) -> str:
    """Return the API version of a resource: `v1` or `v1beta1`."""
    return names.version(values.get("apiVersion") or _DEFAULT_VERSION)


def parent_of(session: Session, values: Mapping[str, Any]) -> str:
    """Return `projects/P/locations/L` of new objects: the program's, else the configured one.

    Raises ConfigError if no project is known, or where one of them isn't a name.
    """
    project = values.get("project") or session.project
    if not project:
        raise ConfigError(
            "No project is configured. Set one for the resource (`project`), or for the stack: "
            "`pulumi config set google-tuning:project PROJECT`"
        )
    location = names.location(values.get("location") or session.location)
    return f"projects/{names.project(project)}/locations/{location}"


def location_of(name: str) -> str | None:
    """Return the location in a resource name, or in a parent."""
    parts = name.split("/")
    return parts[3] if parts[2:3] == ["locations"] and len(parts) > 3 else None  # noqa: PLR2004 - projects/P/locations/L


def bare(name: str) -> str:
    """Return a name without project and version, which two spellings of one name may differ in.

    `projects/my-project/locations/l/models/1@2` and `projects/123/locations/l/models/1` are one
    model: `locations/l/models/1`.
    """
    rest = name.split("/", 2)[-1] if name.startswith("projects/") else name
    return rest.partition("@")[0]


def model_version(name: str) -> str | None:
    """Return the version in a model's name: `2` of `.../models/1@2`."""
    return name.partition("@")[2] or None


def unversioned(name: str) -> str:
    """Return a model's name without the version."""
    return name.partition("@")[0]


def ask(
    session: Session,
    method: str,
    version: str,
    name: str,
    *,
    params: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    idempotent: bool | None = None,
    budget_seconds: float | None = None,
) -> Json:
    """Send a request to a resource name (followed by a `:verb` or a collection, if any).

    A 403 names the missing permission. Raises ConfigError for what isn't a resource name: it would
    say where the request goes.
    """
    names.vertex(name)
    return session.send(
        method,
        f"/{version}/{name}",
        api="vertex",
        location=location_of(name),
        params=params,
        body=body,
        idempotent=idempotent,
        budget_seconds=budget_seconds,
        rules=_rules(method, name),
    )


def read(session: Session, version: str, name: str, fields: Collection[str] = ()) -> Json | None:
    """Return a resource (GET); None if there is none. `fields` are asked for, else all.

    Its name is the one that it was asked for by, where the answer has another one or none.
    """
    mask = field_masks.of_object(fields)

    def get(query: Mapping[str, str]) -> Json:
        return ask(session, "GET", version, name, params=query or None)

    found = calls.or_none(lambda: session.masks.ask(mask, {}, get))
    if found is None or bare(tolerant.text(found.get("name")) or "") == bare(name):
        return found
    return {**found, "name": name}


def pages(
    session: Session,
    version: str,
    url: str,
    member: str,
    params: Mapping[str, str] | None = None,
    fields: Collection[str] = (),
) -> Iterator[Json]:
    """Yield the items of a list, page by page; `fields` are asked for, else all."""
    mask = field_masks.of_page(member, fields)

    def page(query: Mapping[str, str]) -> Json:
        return session.masks.ask(
            mask, query, lambda sent: ask(session, "GET", version, url, params=sent)
        )

    return calls.pages(page, member, params, PAGE_SIZE)


def among_many(session: Session, version: str, name: str, asker: str) -> Json | None:
    """Return a resource as a list of this moment shows it, where many ask; else None.

    `asker` is the object whose read it is for: those of one place count together, though what they
    made may be elsewhere (`us`). A list may lag, and has only the default version of a model.
    """
    moment = session.filters.recent.moment((version, asker.rpartition("/")[0]))
    if not moment.enter(asker):
        return None
    url = name.rpartition("/")[0]
    collection = url.rpartition("/")[2]

    def page(token: str) -> Page:
        query = {"pageSize": str(PAGE_SIZE), **({"pageToken": token} if token else {})}
        answer = ask(session, "GET", version, url, params=query, budget_seconds=_GLANCE_SECONDS)
        shown = tolerant.mappings(answer.get(collection))
        named = ((bare(tolerant.text(one.get("name")) or ""), one) for one in shown)
        return named, tolerant.text(answer.get("nextPageToken")) or ""

    try:
        found = moment.take(url, bare(name), page)
    except GoogleTuningError:  # a read of the object itself has better words for it
        return None
    wanted = model_version(name)
    if found is None or wanted not in (None, found.get("versionId")):
        return None
    return found


_VERBS = {
    "cancel": "cancel",
    "deleteVersion": "delete",
    "deployModel": "deploy",
    "generateContent": "predict",
    "listVersions": "list",
    "mergeVersionAliases": "update",
    "undeployModel": "undeploy",
}

_METHODS = {"DELETE": "delete", "GET": "get", "PATCH": "update", "POST": "create"}

_VERTEX_NAME = re.compile(
    r"projects/[^/]+/locations/[^/]+/(?P<collection>[A-Za-z]+)(?P<one>/[^/:]+)?(:(?P<verb>[A-Za-z]+))?"
)


def _rules(method: str, name: str) -> tuple[Rule, ...]:
    """Return the advice on a 403: the permission that is needed, unless Google names it.

    Only where it may be one that is missing: other reasons have advice of their own. A place that
    is closed to a project has others beside it.
    """
    closed = Rule(_other_places(location_of(name)), range(400, 404), (LOCATION_CLOSED,))
    permission = _permission(method, name)
    if permission is None:
        return (closed,)
    words = f"You need the permission {permission}, which the role {_ROLE} has"
    unless = f"{re.escape(permission)}|authentication scopes"
    missing = (None, "IAM_PERMISSION_DENIED")
    return (closed, Rule(words, (_FORBIDDEN,), missing, unless=unless, adds=True))


def _other_places(location: str | None) -> str:
    """Return where to go from a place that is closed: the catalogue's places for tuning."""
    places = catalogue().places()
    others = [place for place in places if place != location]
    return (
        f"{location} is closed to this project, and no role opens it. Set another location "
        f"(google-tuning:location, or the resource's own `location`), such as "
        f"{' or '.join(others)}, where Google tunes Gemini 3. A job in another location is another "
        f"training"
    )


def _permission(method: str, name: str) -> str | None:
    """Return the permission that a request needs: `aiplatform.endpoints.undeploy`.

    None if it isn't known. Source: https://docs.cloud.google.com/vertex-ai/docs/general/
    iam-permissions.
    """
    found = _VERTEX_NAME.fullmatch(name)
    if not found:
        return None
    collection, verb = found["collection"], found["verb"]
    if verb:
        action = _VERBS.get(verb)
    elif method == "GET" and not found["one"]:
        action = "list"
    else:
        action = _METHODS.get(method)
    return f"aiplatform.{collection}.{action}" if action else None
