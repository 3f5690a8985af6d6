"""Shared by both tuning APIs: lists read page by page, and a 404 read as None."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError


def or_none(call: Callable[[], Json]) -> Json | None:
    """Return what `call` returns; None if Google says that there is no such object."""
    try:
        return call()
    except ApiError as error:
        if error.gone:
            return None
        raise


def pages(
    fetch: Callable[[Mapping[str, str]], Json],
    member: str,
    params: Mapping[str, str] | None,
    page_size: int,
) -> Iterator[Json]:
    """Yield the items of a list; `fetch` is called with the query of each page."""
    token = ""
    while True:
        query = {**(params or {}), "pageSize": str(page_size)}
        if token:
            query["pageToken"] = token
        answer = fetch(query)
        yield from answer.get(member, [])
        token = answer.get("nextPageToken", "")
        if not token:
            return
