"""A session for a person who waits: it gives up in seconds where a run of hours would continue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.google.session import Session

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config

BUDGET_SECONDS = 15.0
"""Enough to outlast a hiccup, for a list or a read with all its retries."""


class InteractiveSession(Session):
    """A session whose calls end, with their retries, after `budget_seconds`."""

    def __init__(
        self, config: Config, *, budget_seconds: float = BUDGET_SECONDS, **rest: Any
    ) -> None:
        super().__init__(config, budget_seconds=budget_seconds, **rest)
