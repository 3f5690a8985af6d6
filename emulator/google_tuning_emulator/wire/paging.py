"""``pageSize`` and ``pageToken``, the same for every list."""

from __future__ import annotations

import base64
import binascii
import json
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from google_tuning_emulator.wire.errors import Violation, bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

DEFAULT_PAGE = 10
LARGEST_PAGE = 1000


def page_size(parameters: dict[str, str]) -> int:
    """Return how many items a page has: 10 unless told, never more than 1000.

    Raises:
        ApiError: 400 for anything but a number that isn't negative.

    """
    text = parameters.get("pageSize", "0")
    try:
        size = int(text)
    except ValueError:
        message = f"Invalid value at 'page_size' (TYPE_INT32), \"{text}\""
        raise bad_request([Violation("page_size", message)]) from None
    if size < 0:
        raise bad_request([Violation("page_size", "page_size must not be negative.")])
    return min(size or DEFAULT_PAGE, LARGEST_PAGE)


def take_page(items: Iterable[T], size: int) -> tuple[list[T], bool]:
    """Return a page's items, and whether there are more."""
    taken = list(islice(items, size + 1))
    return taken[:size], len(taken) > size


def write_token(*parts: Any) -> str:
    """Return a page token of JSON values."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_token(token: str, *kinds: type) -> tuple[Any, ...]:
    """Return the values of a page token.

    Raises:
        ApiError: 400 for a token that ``write_token`` didn't write, or wrote for another list.

    """
    try:
        padded = token + "=" * (-len(token) % 4)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error):
        parts = None
    if (
        not isinstance(parts, list)
        or len(parts) != len(kinds)
        or not all(isinstance(part, kind) for part, kind in zip(parts, kinds, strict=True))
    ):
        raise invalid_token()
    return tuple(parts)


def invalid_token() -> Exception:
    """Return the 400 for a page token that isn't one, or belongs to another filter."""
    return bad_request([Violation("page_token", "page_token is invalid for this request.")])
