"""What the resources of the Gemini API share: paths by version, pages, and a 404 that means none.

Source: https://ai.google.dev/api (v1beta) and the protos of v1beta3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google import calls
from pulumi_google_tuning.lifecycle.kind import Json, Kind

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call

NOT_FOUND = 404
PAGE_SIZE = 1000
"""The most that the API gives a page of; it clamps a higher number to this."""

_DEFAULT_VERSION: str = load_schema("tuned_model")["properties"]["apiVersion"]["default"]


def version_of(values: Mapping[str, Any]) -> str:
    """Give the API version that a resource speaks."""
    return str(values.get("apiVersion") or _DEFAULT_VERSION)


def path(values: Mapping[str, Any], name: str) -> str:
    """Give the path of a name in the resource's API version: `/v1beta/tunedModels/x`."""
    return f"/{version_of(values)}/{name}"


def pages(
    api: Session, url: str, member: str, params: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Read a list to its end, item by item."""
    return calls.pages(lambda query: api.call("GET", url, params=query), member, params, PAGE_SIZE)


class GeminiKind(Kind):
    """A resource of the Gemini API: what has a name is read, patched and deleted by it."""

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Give the object's resource name."""
        return str(obj["name"])

    def get(self, api: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """GET the object."""
        return calls.or_none(lambda: api.call("GET", path(values, object_id)))

    def patch(
        self,
        api: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """PATCH with the exact mask."""
        del old_inputs
        url = path(inputs, object_id)
        return api.call("PATCH", url, params={"updateMask": ",".join(mask)}, body=body)

    def delete(self, api: Session, object_id: str, outputs: Mapping[str, Any], call: Call) -> None:
        """DELETE the object; a training that runs ends with its model."""
        del call
        api.call("DELETE", path(outputs, object_id))
