"""What calls to both of Google's tuning APIs share: pages, and a 404 that means none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError


def or_none(call: Callable[[], Json]) -> Json | None:
    """Make a call; None where Google says that there is no such object."""
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
    """Read a list to its end, item by item; `fetch` gets the query of each page."""
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
