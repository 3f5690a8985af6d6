"""The system parameter `fields`: an answer with the named fields only.

Nothing is published on which of Google's methods take it, so a whole answer to it is used as well.
One that is refused for it is asked for again in full, once a session and mask.
Source: https://cloud.google.com/apis/docs/system-parameters.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from pulumi_google_tuning.google.errors import ApiError

_T = TypeVar("_T")
_BAD_REQUEST = 400


class FieldMasks:
    """The masks that Google refused, as far as a session has seen."""

    def __init__(self) -> None:
        self._refused: set[str] = set()

    def ask(
        self, mask: str | None, query: Mapping[str, str], send: Callable[[Mapping[str, str]], _T]
    ) -> _T:
        """Return what `send` returns for a query with a mask; without it where it is refused."""
        if not mask or mask in self._refused:
            return send(query)
        try:
            return send({**query, "fields": mask})
        except ApiError as error:
            if error.code != _BAD_REQUEST:
                raise
        answer = send(query)  # refused as well, it wasn't the mask
        self._refused.add(mask)
        logging.getLogger(__name__).debug("Google refused fields=%s; it is not asked again", mask)
        return answer


def of_object(fields: Collection[str]) -> str | None:
    """Return the mask of an object; None for all fields."""
    return ",".join(fields) or None


def of_page(member: str, fields: Collection[str]) -> str | None:
    """Return the mask of a page of a list; None for all fields."""
    return f"nextPageToken,{member}({','.join(fields)})" if fields else None
