"""When to send a call again: which answers, and after how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# https://cloud.google.com/storage/docs/retry-strategy names the same ones for every JSON API.
RETRYABLE_CODES = frozenset({408, 429, 500, 502, 503, 504})
IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"})
FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 32.0


def delay_seconds(attempt: int, asked_seconds: float | None, random: Callable[[], float]) -> float:
    """Return the wait after attempt number `attempt` (from 0).

    Exponential with full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-
    backoff-with-jitter), or what the server asked for and a moment more, so that the many who
    were asked at once don't come back at once.
    """
    if asked_seconds is not None:
        return asked_seconds + random() * FIRST_DELAY_SECONDS
    ceiling = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * float(2 ** min(attempt, 16)))
    return random() * ceiling
