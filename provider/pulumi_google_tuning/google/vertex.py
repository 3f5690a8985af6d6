"""What the resources of Vertex AI share: names, calls at a name's own location, operations.

A resource name carries its project and location, so whatever has a name is asked for by it, also
where the configuration says another location by now.
Source: https://docs.cloud.google.com/vertex-ai/docs/reference/rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google import calls
from pulumi_google_tuning.google.errors import ApiError, ConfigError
from pulumi_google_tuning.google.errors.advice import vertex_permission
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.kind import Json

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

BAD_REQUEST = 400
_FORBIDDEN = 403
PAGE_SIZE = 100
_NOT_FOUND_RPC = 5  # google.rpc.Code
_FIRST_PAUSE_SECONDS = 0.2
_MAX_PAUSE_SECONDS = 10.0
_ROLE = "roles/aiplatform.user"
_DEFAULT_VERSION: str = load_schema("tuning_job")["properties"]["apiVersion"]["default"]


def version_of(values: Mapping[str, Any]) -> str:
    """Give the API version that a resource speaks: `v1` or `v1beta1`."""
    return str(values.get("apiVersion") or _DEFAULT_VERSION)


def parent_of(api: Session, values: Mapping[str, Any]) -> str:
    """Give `projects/P/locations/L` of new objects: what the program says, else the configuration.

    Raises ConfigError where nobody names a project.
    """
    project = values.get("project") or api.project
    if not project:
        raise ConfigError(
            "no project is known to tune in: pulumi config set google-tuning:project PROJECT, or "
            "set the resource's own project"
        )
    return f"projects/{project}/locations/{values.get('location') or api.location}"


def location_of(name: str) -> str | None:
    """Give the location in a resource name, or in a parent."""
    parts = name.split("/")
    return parts[3] if parts[2:3] == ["locations"] and len(parts) > 3 else None  # noqa: PLR2004 - projects/P/locations/L


def bare(name: str) -> str:
    """Give what two forms of one name share: without project and version.

    `projects/my-project/locations/l/models/1@2` and `projects/123/locations/l/models/1` are one
    model: `locations/l/models/1`.
    """
    rest = name.split("/", 2)[-1] if name.startswith("projects/") else name
    return rest.partition("@")[0]


def model_version(name: str) -> str | None:
    """Give the version in a model's name: `2` of `.../models/1@2`."""
    return name.partition("@")[2] or None


def unversioned(name: str) -> str:
    """Give a model's name without the version."""
    return name.partition("@")[0]


def ask(
    api: Session,
    method: str,
    version: str,
    name: str,
    *,
    params: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    idempotent: bool | None = None,
) -> Json:
    """Send a call to a resource's name (with a `:verb` or a collection after it).

    Where the caller may not, the error names the permission.
    """
    try:
        return api.call(
            method,
            f"/{version}/{name}",
            api="vertex",
            location=location_of(name),
            params=params,
            body=body,
            idempotent=idempotent,
        )
    except ApiError as error:
        permission = vertex_permission(method, name) if error.code == _FORBIDDEN else None
        if permission and permission not in str(error):
            error.args = (f"{error}; it takes the permission {permission}, which {_ROLE} has",)
        raise


def read(api: Session, version: str, name: str) -> Json | None:
    """GET a resource; None when there is none."""
    return calls.or_none(lambda: ask(api, "GET", version, name))


def pages(
    api: Session, version: str, url: str, member: str, params: Mapping[str, str] | None = None
) -> Iterator[Json]:
    """Read a list to its end, item by item."""
    return calls.pages(
        lambda query: ask(api, "GET", version, url, params=query), member, params, PAGE_SIZE
    )


def pauses() -> Iterator[float]:
    """Give the seconds between two looks: short at first, at most ten."""
    seconds = _FIRST_PAUSE_SECONDS
    while True:
        yield seconds
        seconds = min(seconds * 1.5, _MAX_PAUSE_SECONDS)


def finish(api: Session, version: str, operation: Json, call: Call, doing: str) -> None:
    """Wait for a long-running operation; `doing` says what it does: `undeploying …`.

    That the object is gone, or the operation itself, counts as done. Raises LifecycleError where
    the operation failed, or where the wait is cancelled: the operation goes on at Google's.
    """
    call.progress(doing)
    for seconds in pauses():
        if operation.get("done") or "name" not in operation:
            break
        if call.cancel.is_set() or call.cancel.wait(seconds):
            raise LifecycleError(f"interrupted while {doing}: run the same command again to finish")
        operation = read(api, version, str(operation["name"])) or {"done": True}
    failed = operation.get("error")
    if failed and failed.get("code") != _NOT_FOUND_RPC:
        raise LifecycleError(
            f'{doing} failed: Google said: "{failed.get("message", "")}" '
            f"(code {failed.get('code', 'unknown')}); run the same command again"
        )
