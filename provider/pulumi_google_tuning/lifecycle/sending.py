"""The create's POST, until it is certain what became of it.

It is sent once. Where its fate is unknown (a broken connection, a 5xx) what it would have made is
looked for before it is sent again; so it is after a 409 ABORTED (Google was changing the same). A
409 ALREADY_EXISTS says that the id is taken, perhaps by ourselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.data.pairs.examples import Examples
from pulumi_google_tuning.errors import GoogleTuningError, joined
from pulumi_google_tuning.fields.sizes import describe_size
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError, NotSentError, TransportError
from pulumi_google_tuning.google.outgoing import LARGE_BYTES
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Trained
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.spans import span
from pulumi_google_tuning.lifecycle.waiting import LAG_SECONDS, deadline_seconds

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session

_EXHAUSTED = 429
_MAX_POSTS = 8
_FIRST_PAUSE_SECONDS = 1.0
_MAX_PAUSE_SECONDS = 60.0
# A look may be a list of thousands, and a training found half a minute later has lost nothing.
_MAX_LOOK_PAUSE_SECONDS = 30.0
# How often a pause looks up to see whether it was cancelled.
_SLICE_SECONDS = 0.5


class Sender:
    """Sends the create of one call, and looks for what it made."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        inputs: Mapping[str, Any],
        data: Callable[[], Data | None],
    ) -> None:
        self._kind = kind
        self._session = session
        self._call = call
        self._inputs = inputs
        self._data = data
        self._list_lag_seconds = FoundAgain.of(kind).list_lag_seconds

    def find(self, key: str) -> Json | None:
        """Look for what has this key."""
        return self._kind.find(self._session, key, self._inputs)

    def find_all(self, keys: tuple[str, ...]) -> dict[str, Json]:
        """Look for what has one of these keys, of a kind that is trained."""
        if isinstance(self._kind, Trained):
            return self._kind.find_all(self._session, keys, self._inputs)
        return {key: found for key in keys if (found := self.find(key)) is not None}

    def find_late(self, *keys: str) -> dict[str, Json]:
        """Look for what a run that was killed may have sent, for as long as a list may lag."""
        lag = self._list_lag_seconds
        if not lag:
            return {}
        found = self._look_again(keys[0], 0.0, lag, self._deadline(), others=keys[1:])
        if not found and self._call.cancel.is_set():
            raise LifecycleError(self._interrupted(keys[0], sent=True))
        return found

    def find_taken(self, key: str) -> Json | None:
        """Look for what a 409 says is there.

        It may be our own training, accepted a moment ago and not shown yet: going on to the next
        attempt number at once would train a second time.
        """
        started = self._call.clock()
        pause = _FIRST_PAUSE_SECONDS
        while True:
            found = self.find(key)
            waited = self._call.clock() - started
            if found is not None or waited >= LAG_SECONDS or self._call.is_over:
                return found
            if self._call.cancel.is_set():
                raise LifecycleError(self._interrupted(key, sent=True))
            self._call.progress(f"waiting for Google to show {key}, which it says exists")
            self._call.cancel.wait(pause)
            pause = min(pause * 2, LAG_SECONDS / 4)

    def send(self, key: str) -> Json | None:
        """Send the create until it is certain what became of it; None: the id is taken."""
        data = self._data()
        pause = _FIRST_PAUSE_SECONDS
        uncertain = 0
        refused: ApiError | None = None
        deadline = self._deadline()
        while True:
            try:
                with self._room(data):
                    self._refuse_late(key, deadline, refused, sent=uncertain > 0)
                    self._tell_size(data)
                    return self._send_once(key, data)
            except NotSentError:
                self._refuse_late(key, deadline, refused, sent=uncertain > 0)
                raise
            except (ApiError, TransportError) as error:
                code = error.code if isinstance(error, ApiError) else None
                # Where Google chooses the id, no id is taken: then it is a refusal like others.
                if isinstance(error, ApiError) and error.taken and not self._list_lag_seconds:
                    return None
                if isinstance(error, ApiError) and code == _EXHAUSTED:
                    # Nothing was done, and a quota is worth waiting for.
                    refused = error
                    if self._call.clock() >= deadline:
                        raise
                    pause = max(pause, RETRY_POLICY.asked_seconds(error) or 0.0)
                    self._call.progress(f"waiting to be accepted: {error}")
                else:
                    uncertain += 1
                    if uncertain >= _MAX_POSTS or not _may_be_sent_again(error):
                        raise
            # Of what was only ever refused for want of quota, no list can lag behind.
            lag = self._list_lag_seconds if uncertain else 0.0
            found = self._look_again(key, pause, lag, deadline, sent=uncertain > 0)
            if found:
                return found[key]
            pause = min(pause * 2, _MAX_PAUSE_SECONDS)

    def _room(self, data: Data | None) -> AbstractContextManager[None]:
        """Wait for room for the body of a create, until the step has ended."""
        return self._call.run.in_flight.room(
            _size_of(data),
            give_up=lambda: self._call.cancel.is_set() or self._call.is_over,
            waits=lambda: self._call.progress("waiting until other examples are sent"),
        )

    def _tell_size(self, data: Data | None) -> None:
        """Show that a large body is being sent; how far it is, the session tells."""
        size = _size_of(data)
        if size < LARGE_BYTES:
            return
        of_data = {field.name for field in self._kind.schema.inputs if field.holds_data}
        is_secret = bool(of_data & self._call.secret_inputs)  # then no number is told
        much = "the" if is_secret else f"{describe_size(size)} of"
        self._call.progress(f"sending {much} examples")

    def _refuse_late(
        self, key: str, deadline: float, refused: ApiError | None, *, sent: bool
    ) -> None:
        """Raise where the step has ended: what it would send now, nobody waits for any more."""
        if self._call.cancel.is_set():
            raise LifecycleError(self._interrupted(key, sent=sent, refused=refused is not None))
        if self._call.clock() < deadline:
            return
        if sent:
            raise LifecycleError(self._out_of_time(key))
        if refused is not None:
            raise refused
        raise LifecycleError(
            f"{self._call.name}: `timeouts.create` ended before anything was sent. Allow more "
            f"time, and run `pulumi up` again"
        )

    def _send_once(self, key: str, data: Data | None) -> Json:
        """Send the create, once; say what to do where an interrupted one may be shown late."""
        try:
            return self._kind.create(self._session, key, self._inputs, data, self._call)
        except (ApiError, TransportError):
            raise
        except GoogleTuningError as error:
            if self._call.cancel.is_set() and self._list_lag_seconds:
                raise LifecycleError(self._interrupted(key, sent=True)) from error
            raise
        except Exception:
            # A mistake of ours in reading the answer: what it may have made is kept all the same.
            lag = self._list_lag_seconds
            found = self._look_again(key, _FIRST_PAUSE_SECONDS, lag, self._deadline())
            if not found:
                raise
            return found[key]

    def _interrupted(self, key: str, *, sent: bool, refused: bool = False) -> str:
        if refused and not sent:
            return (
                f"{self._call.name}: interrupted while it waited for Google's quota. Google "
                f"accepted nothing. Run `pulumi up` again"
            )
        if not sent:
            return f"{self._call.name}: interrupted before anything was sent"
        return (
            f"{key}: interrupted before Google's answer: it may have been accepted. "
            f"{self._patience}To resume it or train it, run `pulumi up` again"
        )

    def _out_of_time(self, key: str) -> str:
        return (
            f"{key}: `timeouts.create` ended before Google's answer: it may have been accepted. "
            f"{self._patience}To resume it or train it, run `pulumi up` again"
        )

    def _unseen(self, key: str, error: GoogleTuningError) -> str:
        return joined(
            f"{key}: it may have been accepted, and can't be looked for: {error}",
            f"{self._patience}To resume it or train it, run `pulumi up` again",
        )

    @property
    def _patience(self) -> str:
        """What only a person can do about a create that stores nothing: wait."""
        lag = self._list_lag_seconds
        return f"Wait {span(lag)}, until Google's list must show it. " if lag else ""

    def _deadline(self) -> float:
        """Return the instant on the call's clock at which it may look and wait no longer."""
        limit = deadline_seconds(self._inputs, self._call)
        mine = math.inf if limit is None else self._call.clock() + limit
        return min(mine, self._call.deadline)

    def _look_again(
        self,
        key: str,
        pause_seconds: float,
        lag_seconds: float,
        deadline: float,
        *,
        others: tuple[str, ...] = (),
        sent: bool = True,
    ) -> dict[str, Json]:
        """See whether Google did the work and the answer was lost: at once, and after a pause.

        Where only a list tells, it is looked for until the list can't lag any more, with `others`
        that it may have been sent as. Raises LifecycleError where the deadline comes first, or
        where what was sent can't be looked for: nobody knows then whether it is there.
        """
        began = self._call.clock()
        end = began + max(pause_seconds, lag_seconds)
        pause = max(pause_seconds, _FIRST_PAUSE_SECONDS)
        while True:
            found: dict[str, Json] = {}
            unseen: GoogleTuningError | None = None
            try:
                found = self.find_all((key, *others))
            except GoogleTuningError as error:
                if not sent:
                    raise
                unseen = error
            now = self._call.clock()
            if found or self._call.cancel.is_set():
                return found
            if unseen and (now >= end or not RETRY_POLICY.is_retryable(unseen)):
                raise LifecycleError(self._unseen(key, unseen)) from unseen
            if now >= end:
                return found
            if now >= deadline:
                if not sent:
                    return {}
                raise LifecycleError(self._out_of_time(key))
            if lag_seconds:
                self._call.progress(
                    f"looking {now - began:.0f} s of {lag_seconds:.0f} s for {key}, which Google "
                    "may have accepted: its list may lag"
                )
            until = min(now + pause, end)
            self._pause_until(min(until, deadline))
            pause = min(pause * 2, max(pause_seconds, _MAX_LOOK_PAUSE_SECONDS))

    def _pause_until(self, end: float) -> None:
        """Wait until an instant on the call's clock, or a cancel."""
        while not self._call.cancel.is_set() and (left := end - self._call.clock()) > 0:
            self._call.cancel.wait(min(left, _SLICE_SECONDS))


def _may_be_sent_again(error: ApiError | TransportError) -> bool:
    """Return whether Google may have accepted a create whose answer was lost."""
    if isinstance(error, TransportError):
        return error.retryable
    return error.maybe_applied or error.aborted


def _size_of(data: Data | None) -> int:
    """Return about how many bytes of data the create has in its body."""
    return len(data.canonical) if isinstance(data, Examples) else 0
