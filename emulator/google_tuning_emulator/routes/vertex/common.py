"""What the routes of Vertex AI have in common: where they are, pages, and masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.wire.errors import Violation, bad_request
from google_tuning_emulator.wire.fields import snake
from google_tuning_emulator.wire.paging import (
    invalid_token,
    page_size,
    read_token,
    take_page,
    write_token,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LOCATION = "/<any(v1, v1beta1):version>/projects/<project>/locations/<location>"
NEWEST = 2**62

Item = TypeVar("Item")


def page(
    key: str,
    parameters: dict[str, str],
    items: Callable[[int], Iterable[tuple[int, Item]]],
    show: Callable[[Item], dict[str, Any]],
) -> dict[str, Any]:
    """Return a page of a list, newest first; ``items`` yields those before a sequence number."""
    before, wanted = NEWEST, parameters.get("filter", "")
    if "pageToken" in parameters:
        before, its_filter = read_token(parameters["pageToken"], int, str)
        if its_filter != wanted:
            raise invalid_token()
    taken, more = take_page(items(before), page_size(parameters))
    body: dict[str, Any] = {}
    if taken:
        body[key] = [show(item) for _, item in taken]
    if more:
        body["nextPageToken"] = write_token(taken[-1][0], wanted)
    return body


def masked(
    message: str, mask: str | None, mutable: tuple[str, ...], version: str
) -> tuple[str, ...]:
    """Return the mutable fields that an ``updateMask`` names, in camelCase.

    Raises:
        ApiError: 400 for a mask that is missing, or names what can't be changed.

    """
    if not mask:
        raise bad_request(
            [Violation("update_mask", "update_mask is required and was not specified.")]
        )
    named: list[str] = []
    for path in (part.strip() for part in mask.split(",")):
        name = MESSAGES[version][message].canonical(path)
        if path == "*":
            named.extend(mutable)
        elif name in mutable:
            named.append(str(name))
        else:
            why = "no such field" if name is None else "the field can't be updated"
            raise bad_request(
                [Violation("update_mask", f"Invalid update_mask: '{snake(path)}': {why}.")]
            )
    return tuple(dict.fromkeys(named))
