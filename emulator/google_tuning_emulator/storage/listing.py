"""A page of a bucket's objects: prefixes, delimiters, and where the next page begins.

See https://cloud.google.com/storage/docs/json_api/v1/objects/list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from google_tuning_emulator.storage.errors import invalid
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.paging import read_token, write_token

if TYPE_CHECKING:
    from google_tuning_emulator.storage.records import ObjectRecord
    from google_tuning_emulator.storage.store import ObjectStore

_MOST = 1000


@dataclass(frozen=True)
class Query:
    """What a list asks for. ``begin`` is the first name that can be on the page."""

    prefix: str
    delimiter: str
    begin: str
    end: str
    most: int
    trailing_delimiter: bool

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Query:
        """Read a request's query parameters.

        Raises:
            StorageError: 400 for a page token or a number that isn't one.

        """
        prefix = parameters.get("prefix", "")
        begin = max(prefix, parameters.get("startOffset", ""))
        token = parameters.get("pageToken")
        return cls(
            prefix=prefix,
            delimiter=parameters.get("delimiter", ""),
            begin=max(begin, _begin(token)) if token else begin,
            end=parameters.get("endOffset", ""),
            most=page_size(parameters),
            trailing_delimiter=parameters.get("includeTrailingDelimiter") == "true",
        )

    def common_prefix(self, name: str) -> str:
        """Return the prefix that a list shows for a name: up to the delimiter, or nothing."""
        if not self.delimiter:
            return ""
        at = name.find(self.delimiter, len(self.prefix))
        return name[: at + len(self.delimiter)] if at >= 0 else ""


@dataclass
class Page:
    """Objects, common prefixes, and the token of the next page if there is one."""

    items: list[ObjectRecord] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    next_token: str = ""


def take(store: ObjectStore, bucket: str, query: Query) -> Page:
    """Return a page of a bucket's objects."""
    page = Page()
    for record in store.since(bucket, query.begin):
        if not record.name.startswith(query.prefix):
            break
        if query.end and record.name >= query.end:
            break
        common = query.common_prefix(record.name)
        shown = not common or (query.trailing_delimiter and common == record.name)
        new_prefix = bool(common) and common not in page.prefixes[-1:]
        if not shown and not new_prefix:
            continue
        if len(page.items) + len(page.prefixes) >= query.most:
            page.next_token = write_token(record.name)
            break
        if new_prefix:
            page.prefixes.append(common)
        if shown:
            page.items.append(record)
    return page


def page_size(parameters: Mapping[str, str]) -> int:
    """Return how many entries a page has, 1000 at most and unless told.

    Raises:
        StorageError: 400 for anything but a number above 0.

    """
    text = parameters.get("maxResults", str(_MOST))
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise invalid(f"Invalid value for maxResults: '{text}'.", "maxResults")
    return min(int(text), _MOST)


def _begin(token: str) -> str:
    try:
        return str(read_token(token, str)[0])
    except ApiError as error:
        raise invalid("Invalid argument.", "pageToken") from error
