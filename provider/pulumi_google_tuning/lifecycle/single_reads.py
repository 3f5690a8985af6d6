"""How many are read alone, where Google refuses the list that would show all at once.

A role may allow to read a model and not to list models. Reads count against a project's quota
(hundreds a minute), so they are spaced: two a second, the one that was asked for longest ago first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pulumi_google_tuning.google.errors import ApiError

_A_SECOND: Final = 2.0
# At the slowest pace, a poll in half a minute.
_MOST_A_POLL: Final = 60
# The list may be allowed meanwhile: then hundreds are shown by one request again.
_LIST_AGAIN_SECONDS: Final = 600.0


class SingleReads:
    """The pace of all who wait, while their list is refused."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._refused_at: float | None = None
        self._polled_at = 0.0
        self._is_told = False

    @property
    def is_needed(self) -> bool:
        """Whether the list was refused, a moment ago."""
        since = self._refused_at
        return since is not None and self._clock() - since < _LIST_AGAIN_SECONDS

    def begin(self, refused: ApiError) -> str | None:
        """Note that the list is refused; return what to tell of that, once."""
        is_news, self._is_told = not self._is_told, True
        self._refused_at = self._polled_at = self._clock()
        if not is_news:
            return None
        return (
            f"Google refuses the list that shows all trainings at once, so each is read by itself, "
            f"and its row changes less often: {refused}"
        )

    def allowed(self) -> int:
        """Return how many to read in this poll: as many as the time since the last one allows."""
        now = self._clock()
        count = min(max(1, int((now - self._polled_at) * _A_SECOND)), _MOST_A_POLL)
        self._polled_at = now
        return count
