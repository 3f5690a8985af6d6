"""A training that took too long is cancelled, where the program wants that (`onTimeout: cancel`).

The object is in the state, or will be by what this step returns, so a process that dies here loses
nothing: before the POST the next update waits on, and its timeouts decide again; after it the next
update, or create, finds a cancelled training, says so and trains nothing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError, joined
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import time_limit
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Recreatable
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, WaitedFor
from pulumi_google_tuning.lifecycle.holding import Holding
from pulumi_google_tuning.lifecycle.repeatable import Repeatable
from pulumi_google_tuning.lifecycle.waiting import WaitResult

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.kind import Kind
    from pulumi_google_tuning.lifecycle.polling import Poller

# CANCELLING was seen to last a minute.
_PATIENCE_SECONDS: Final = 180.0
_FIRST_PAUSE_SECONDS: Final = 0.2
_MOST_PAUSE_SECONDS: Final = 5.0


def is_wanted(kind: Kind, inputs: Mapping[str, Any]) -> bool:
    """Return whether a training is cancelled when its timeouts end the wait."""
    return isinstance(kind, Repeatable) and inputs.get("onTimeout") == "cancel"


class CallingOff:
    """One cancel of one training, after the step's own time has ended."""

    def __init__(
        self, kind: Kind, session: Session, poller: Poller, call: Call, inputs: Mapping[str, Any]
    ) -> None:
        self._kind = kind
        self._session = session
        self._poller = poller
        self._call = call
        self._inputs = inputs

    def run(self, ended: WaitResult) -> WaitResult:
        """Cancel what was waited for, see that Google did, and return how the wait ended then."""
        waits = self._who_waits(ended.obj)
        if waits is not None:
            kept = f"It was not cancelled because {waits}"
            return replace(ended, reason=joined(f"{ended.reason}", kept))
        # It comes after the deadline of the step, and has time of its own.
        with time_limit.until(time.monotonic() + _PATIENCE_SECONDS):
            return self._call_off(ended)

    def _who_waits(self, obj: Json) -> str | None:
        """Return who else needs the training; None: nobody that is known here."""
        other = Holding(self._kind, self._call).other_row(obj)
        if other is not None:
            return f"it also belongs to {other.name} in this stack"
        object_id = self._kind.object_id(obj)
        comparable = FoundAgain.of(self._kind).comparable_id(object_id)
        created = Recreatable.of(self._kind).created_at(obj)
        taken = self._call.run.held.taken_by(comparable, created)
        if taken not in (None, self._call.name):
            return f"this run took it over for {taken}"
        if self._poller.is_watched(object_id):
            return "another resource of this run is waiting for it"
        return None

    def _call_off(self, ended: WaitResult) -> WaitResult:
        object_id = self._kind.object_id(ended.obj)
        self._call.progress(f"{ended.timed_out}: cancelling the training")
        try:
            Repeatable.of(self._kind).call_off(self._session, object_id, self._inputs)
        except GoogleTuningError as error:
            failed = f"{ended.timed_out}, and it could not be cancelled: {error}"
            retry = "The training continues. To try once more, run `pulumi up` again"
            return replace(ended, reason=joined(failed, retry))
        # Where it had ended, or is gone, already: what is read says which.
        obj = self._last_seen(object_id, ended.obj)
        phase = WaitedFor.of(self._kind).phase(obj)
        if phase is Phase.WORKING:
            reason = (
                f"{ended.timed_out}, so a cancel was requested (onTimeout is cancel). Google has "
                f"not confirmed it yet. To see the result, run `pulumi up`"
            )
            return WaitResult(obj, phase, reason=reason)
        if not Repeatable.of(self._kind).is_called_off(obj):
            return WaitResult(obj, phase)  # it ended by itself meanwhile
        reason = (
            f"{ended.timed_out}, so the training was cancelled (onTimeout is cancel). Google may "
            f"bill what it used until then. It is not retrained automatically: to train again, "
            f"change `revision`"
        )
        return WaitResult(obj, phase, reason=reason)

    def _last_seen(self, object_id: str, obj: Json) -> Json:
        """Read until it has ended, nobody wants to wait any more, or for as long as is usual."""
        began, pause = self._call.clock(), _FIRST_PAUSE_SECONDS
        while True:
            with contextlib.suppress(GoogleTuningError):  # the next read may tell
                obj = self._kind.get(self._session, object_id, self._inputs) or obj
            over = self._call.clock() - began >= _PATIENCE_SECONDS
            if over or WaitedFor.of(self._kind).phase(obj) is not Phase.WORKING:
                return obj
            if self._call.cancel.wait(pause):
                return obj
            pause = min(pause * 1.5, _MOST_PAUSE_SECONDS)
