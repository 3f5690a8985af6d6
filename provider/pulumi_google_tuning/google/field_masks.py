"""The system parameter `fields`: an answer with the named fields only.

Nothing is published on which of Google's methods take it, so a whole answer to it is used as well.
One that is refused for it is asked for again in full, once a session and mask.
Source: https://cloud.google.com/apis/docs/system-parameters.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Final, TypeVar

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.retry import RETRY_POLICY

_T = TypeVar("_T")
# They say nothing of what was asked for.
_NOT_THE_MASKS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
# An outage ends between two requests once; twice in a row it was the mask.
_TIMES_UNANSWERED: Final = 2


class FieldMasks:
    """The masks that Google refused, as far as a session has seen; threads share it."""

    def __init__(self) -> None:
        self._refused: set[str] = set()
        self._unanswered: dict[str, int] = {}
        self._doubted: set[str] = set()

    def ask(
        self, mask: str | None, query: Mapping[str, str], send: Callable[[Mapping[str, str]], _T]
    ) -> _T:
        """Return what `send` returns for a query with a mask; without it where it is refused.

        Whatever Google's code is: a proxy may refuse what it doesn't know by another one. So what
        isn't found with a mask was asked for without one too.
        """
        if not mask or mask in self._refused:
            return send(query)
        if mask in self._doubted:
            return self._ask_doubting(mask, query, send)
        try:
            answer = send({**query, "fields": mask})
        except GoogleTuningError as error:
            if isinstance(error, ApiError) and error.code in _NOT_THE_MASKS:
                raise
            if RETRY_POLICY.is_retryable(error):
                self._doubted.add(mask)
                raise
            if not isinstance(error, ApiError):
                raise
        else:
            self._unanswered.pop(mask, None)
            return answer
        answer = send(query)  # refused as well, it wasn't the mask
        self._refuse(mask)
        return answer

    def _ask_doubting(
        self, mask: str, query: Mapping[str, str], send: Callable[[Mapping[str, str]], _T]
    ) -> _T:
        """Ask without a mask after a failure that may pass; answered so twice, it was the mask."""
        answer = send(query)
        self._doubted.discard(mask)
        self._unanswered[mask] = self._unanswered.get(mask, 0) + 1
        if self._unanswered[mask] >= _TIMES_UNANSWERED:
            self._refuse(mask)
        return answer

    def _refuse(self, mask: str) -> None:
        self._refused.add(mask)
        logging.getLogger(__name__).debug("Google refused fields=%s; it is not asked again", mask)


def of_object(fields: Collection[str]) -> str | None:
    """Return the mask of an object; None for all fields."""
    return ",".join(fields) or None


def of_page(member: str, fields: Collection[str]) -> str | None:
    """Return the mask of a page of a list; None for all fields."""
    return f"nextPageToken,{member}({','.join(fields)})" if fields else None
