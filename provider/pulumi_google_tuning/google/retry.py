"""The retry policy: which HTTP codes and failures are retried, and after how long.

It is the only one, except that google-cloud-storage, which sends uploads, has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.google.errors import ApiError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class RetryPolicy:
    """Which failures may pass, and how long to wait for that.

    codes: the HTTP codes that are retried; of the two sorts of 409, ABORTED is, too (a change of
    the same came in between). idempotent_methods: the methods that may be sent twice
    unless the call says otherwise.
    """

    codes: frozenset[int]
    idempotent_methods: frozenset[str]
    first_delay_seconds: float
    longest_delay_seconds: float
    longest_asked_seconds: float

    def is_retryable(self, error: BaseException) -> bool:
        """Return whether the same call may succeed a little later.

        Whether it may be sent twice depends on the call: `RequestInfo.idempotent`.
        """
        if isinstance(error, ApiError):
            return error.code in self.codes or error.aborted
        return isinstance(error, TransportError) and error.retryable

    def may_be_done(self, error: ApiError | TransportError) -> bool:
        """Return whether the call may have been carried out; a 429 is rejected before that."""
        if isinstance(error, TransportError):
            return error.maybe_applied
        return error.code in self.codes and error.code != HTTPStatus.TOO_MANY_REQUESTS

    def asked_seconds(self, error: BaseException) -> float | None:
        """Return how long a server asks to wait, as far as it is waited for; None: it doesn't."""
        asked = getattr(error, "retry_after_seconds", None)
        return None if asked is None else min(float(asked), self.longest_asked_seconds)

    def delay_seconds(
        self, attempt: int, asked_seconds: float | None, random: Callable[[], float]
    ) -> float:
        """Return the wait after attempt number `attempt` (from 0).

        Exponential with full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-
        backoff-with-jitter), or what the server asked for and a moment more, so that the many who
        were asked at once don't come back at once.
        """
        if asked_seconds is not None:
            return asked_seconds + random() * self.first_delay_seconds
        longest = self.first_delay_seconds * float(2 ** min(attempt, 16))
        return random() * min(self.longest_delay_seconds, longest)


RETRY_POLICY: Final = RetryPolicy(
    # https://cloud.google.com/storage/docs/retry-strategy names the same ones for every JSON API.
    codes=frozenset({408, 429, 500, 502, 503, 504}),
    idempotent_methods=frozenset({"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
    first_delay_seconds=1.0,
    longest_delay_seconds=32.0,
    # A server that asks for a day, or for 1e12 s, is asked after some minutes all the same.
    longest_asked_seconds=300.0,
)
