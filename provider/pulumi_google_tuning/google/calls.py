"""Shared by both tuning APIs: lists read page by page, and a 404 read as None."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError, TransportError

MOST_PAGES = 10_000
"""More than any project has objects for: a list that is longer has no end."""


def or_none(call: Callable[[], Json]) -> Json | None:
    """Return what `call` returns; None if Google says that there is no such object."""
    try:
        return call()
    except ApiError as error:
        if error.gone:
            return None
        raise


def name_of(obj: Mapping[str, Any], form: re.Pattern[str] | None = None) -> str:
    """Return the name that an answer gives its object; `form` is what it has to look like.

    Raises TransportError where it gives none: such an answer is as good as lost.
    """
    name = tolerant.text(obj.get("name"))
    if name is None or (form is not None and not form.fullmatch(name)):
        raise TransportError("Google's answer has no object name", maybe_applied=True)
    return name


def pages(
    fetch: Callable[[Mapping[str, str]], Json],
    member: str,
    params: Mapping[str, str] | None,
    page_size: int,
) -> Iterator[Json]:
    """Yield the items of a list; `fetch` is called with the query of each page.

    Raises TransportError for a list that can't be read to its end: to take it for a shorter one
    would mean that what it doesn't show isn't there.
    """
    token = ""
    seen = set[str]()
    for _ in range(MOST_PAGES):
        query = {**(params or {}), "pageSize": str(page_size)}
        if token:
            query["pageToken"] = token
        answer = fetch(query)
        listed = answer.get(member)
        if not isinstance(listed, list | None):
            raise _unreadable(member, "isn't a list")
        yield from tolerant.mappings(listed)
        following = answer.get("nextPageToken")
        if not following:
            return
        if not isinstance(following, str):
            raise _unreadable(member, "has a page token that isn't a string")
        if following in seen:
            raise _unreadable(member, "repeats a page token, so it would never end")
        seen.add(following)
        token = following
    raise _unreadable(member, f"has more than {MOST_PAGES:,} pages")


def until_seen(found: Iterable[Json], wanted: Collection[str]) -> dict[str, Json]:
    """Return the objects of a list by name, and read no page beyond the last wanted one."""
    by_name: dict[str, Json] = {}
    missing = set(wanted)
    for one in found:
        name = tolerant.text(one.get("name"))
        if name:
            by_name[name] = one
            missing.discard(name)
        if not missing:
            break
    return by_name


def _unreadable(member: str, why: str) -> TransportError:
    return TransportError(
        f"Google's list of {member} {why}", maybe_applied=False, advice="Try again later"
    )
