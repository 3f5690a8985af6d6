"""Shared by the resources of the Gemini API: paths by API version, and lists.

Source: https://ai.google.dev/api (v1beta) and the protos of v1beta3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google import calls, field_masks, names

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

NOT_FOUND = 404
PAGE_SIZE = 1000
"""The API's largest page size; it reduces a higher number to this."""

_DEFAULT_VERSION: str = load_schema("tuned_model")["properties"]["apiVersion"]["default"]


def version_of(values: Mapping[str, Any]) -> str:
    """Return the API version of a resource."""
    return names.version(values.get("apiVersion") or _DEFAULT_VERSION)


def path(values: Mapping[str, Any], name: str) -> str:
    """Return the path of a name in the resource's API version: `/v1beta/tunedModels/x`.

    Raises ConfigError for what isn't a resource name: it could lead to another path.
    """
    return f"/{version_of(values)}/{names.gemini(name)}"


def pages(
    session: Session,
    url: str,
    member: str,
    params: Mapping[str, str] | None = None,
    fields: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the items of a list, page by page; `fields` are asked for, else all."""
    mask = field_masks.of_page(member, fields)

    def send(query: Mapping[str, str]) -> dict[str, Any]:
        return session.send("GET", url, params=query)

    def page(query: Mapping[str, str]) -> dict[str, Any]:
        return send(query) if mask is None else session.masks.ask(mask, query, send)

    return calls.pages(page, member, params, PAGE_SIZE)
