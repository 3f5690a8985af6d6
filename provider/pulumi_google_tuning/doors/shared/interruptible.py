"""Calls to Google that Ctrl-C ends: an answer that doesn't come can't hold the terminal.

A blocking read of a socket can't be interrupted from another thread, so each call has a thread to
itself, and its caller continues without it once the engine's Cancel is some seconds old.
Nothing is lost by that: the next run finds a create that arrived after all by its identity, and a
delete finds its own work done.
"""

from __future__ import annotations

import contextvars
import math
import threading
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial

from pulumi_google_tuning.doors.shared.cancellation import Cancellation
from pulumi_google_tuning.doors.shared.idle_threads import IdleThreads
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import TransportError
from pulumi_google_tuning.google.outgoing import Outgoing
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.google.retry_reports import AnswerReporter
from pulumi_google_tuning.google.session import Session

# A healthy answer comes within it, and the promise is to return within three seconds.
_GRACE_SECONDS = 1.5
# What a healthy call may take beyond twice its budget: a connection, a token.
_MORE_SECONDS = 30.0
# How often a row shows how far a body is.
_TICK_SECONDS = 1.0
# A read changes nothing, whatever command it was part of: an import, a refresh.
_AGAIN = "Run the same command again"
_WHAT_BECAME = "To find out what became of it, run `pulumi up` again"


class InterruptedCallError(GoogleTuningError):
    """Nobody waits for this answer any more; what was asked may or may not have been done."""


class InterruptibleSession(Session):
    """A session whose calls end soon after a cancel."""

    def __init__(self, config: Config, cancellation: Cancellation) -> None:
        super().__init__(config)
        self._cancellation = cancellation
        self._threads = IdleThreads()

    def _perform(self, request: RequestInfo) -> Json:
        """Perform a request in a thread of its own; raises InterruptedCallError as well."""
        answer: Future[Json] = Future()
        perform = super()._perform
        outgoing = Outgoing()
        cancellable = replace(
            request, cancel=request.cancel or self._cancellation.event, outgoing=outgoing
        )

        def ask() -> None:
            try:
                answer.set_result(perform(cancellable))
            except BaseException as error:  # noqa: BLE001 - it is the caller's
                answer.set_exception(error)

        name = f"{request.method} {request.path}"
        again = _AGAIN if request.method == "GET" else _WHAT_BECAME
        if self._left_seconds() <= 0:
            late = InterruptedCallError(f"interrupted before {name} was sent. {again}")
            raise request.attempts.uncertain or late
        # With this thread's context, which knows who is told of retries.
        run = contextvars.copy_context().run
        self._threads.run(partial(run, ask))
        # Of a call whose answer drips from its first byte on, no timeout of a read is ever over.
        left = time_limit.left_seconds(self._clock)
        most = 2 * min(request.budget_seconds, max(left, 0.0)) + _MORE_SECONDS
        if not self._answered(answer, most, None if request.method == "GET" else outgoing):
            if self._left_seconds() == math.inf:
                raise TransportError(
                    f"no complete answer to {name} after {most:.0f} s", maybe_applied=True
                )
            raise InterruptedCallError(f"interrupted while {name} waited for an answer. {again}")
        return answer.result()

    def _answered(
        self, answer: Future[Json], most_seconds: float, outgoing: Outgoing | None
    ) -> bool:
        """Wait for the answer, after a cancel for a moment only; tell how far a change is."""
        wake = threading.Event()
        answer.add_done_callback(lambda _: wake.set())
        reporter = AnswerReporter()
        began = self._clock()
        with self._cancellation.waking(wake):
            tick = most_seconds if outgoing is None else min(_TICK_SECONDS, most_seconds)
            while not wake.wait(tick):
                waited = self._clock() - began
                if waited >= most_seconds:
                    return False
                reporter.waiting(waited, str(outgoing))
        reporter.answered()
        if answer.done():
            return True
        # Once cancelled there may still be an answer: it is worth a moment.
        return bool(wait([answer], timeout=self._patience_seconds()).done)

    def _patience_seconds(self) -> float | None:
        left = self._left_seconds()
        return None if left == math.inf else max(left, 0.0)

    def _left_seconds(self) -> float:
        """Return what is left of the grace, counted from the cancel: successive calls share it."""
        cancelled = self._cancellation.cancelled_at
        return math.inf if cancelled is None else cancelled + _GRACE_SECONDS - self._clock()
