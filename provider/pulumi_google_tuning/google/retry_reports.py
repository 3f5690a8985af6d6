"""Reports of waits: a call may take minutes, and a person must see that it is still running."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pulumi_google_tuning.errors import GoogleTuningError

# A shorter wait has ended before anybody has read about it.
_SHORTEST_REPORTED_SECONDS = 2.0

# One per context by nature: who watches a call is known where the work begins, a dozen frames above
# the session, and threads of one session work for different rows of the screen.
_LISTENER_OF_THIS_CONTEXT: ContextVar[Callable[[str | None], object] | None] = ContextVar(
    "_LISTENER_OF_THIS_CONTEXT", default=None
)


@contextlib.contextmanager
def report_retries_to(listener: Callable[[str | None], object]) -> Iterator[None]:
    """Pass the waits of the block's calls to `listener`: a message, then None once answered."""
    before = _LISTENER_OF_THIS_CONTEXT.set(listener)
    try:
        yield
    finally:
        _LISTENER_OF_THIS_CONTEXT.reset(before)


class _Reporter:
    """Reports waits of one call to the listener of the current context."""

    def __init__(self) -> None:
        self._listener = _LISTENER_OF_THIS_CONTEXT.get()
        self._reported = ""

    def _report(self, text: str) -> None:
        self._reported = text
        if self._listener:
            self._listener(text)

    def answered(self) -> None:
        """Take back what was reported, if anything: the answer has come."""
        if self._reported and self._listener:
            self._listener(None)


class RetryReporter(_Reporter):
    """Reports the retries of one call."""

    def __init__(self, began: float) -> None:
        """Start; `began` is a time of the clock whose times `waiting` is given."""
        super().__init__()
        self._began = began

    def waiting(self, now: float, delay: float, error: GoogleTuningError) -> None:
        """Report a failed attempt and the next one in `delay` seconds, unless that is soon."""
        if now + delay - self._began >= _SHORTEST_REPORTED_SECONDS:
            self._report(f"retrying in {max(1, round(delay))} s: {error.brief}")


class AnswerReporter(_Reporter):
    """Reports that one call's answer takes long: how far its body is, and that it is waited for."""

    def waiting(self, waited: float, text: str) -> None:
        """Report what is being done by now, unless it has only begun or was said already."""
        if waited >= _SHORTEST_REPORTED_SECONDS and text != self._reported:
            self._report(text)
