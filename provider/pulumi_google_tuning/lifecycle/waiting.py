"""Waiting for an object to be usable: until it is, it fails, or nobody wants to wait any more.

A wait never decides what becomes of the object: whatever ends it, the training continues on
Google's side, and the next run waits on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import joined
from pulumi_google_tuning.fields.durations import parse
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.retry import RETRY_POLICY
from pulumi_google_tuning.lifecycle import decoration
from pulumi_google_tuning.lifecycle.abilities.found import Recreatable
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.polling import Poller
from pulumi_google_tuning.lifecycle.presence import is_another
from pulumi_google_tuning.lifecycle.spans import span
from pulumi_google_tuning.lifecycle.standstill import Standstill
from pulumi_google_tuning.lifecycle.watch import Watch

if TYPE_CHECKING:
    from pulumi_google_tuning.errors import GoogleTuningError
    from pulumi_google_tuning.lifecycle.call import Call

# How often a waiter looks up from its poll to see whether it was cancelled.
_LOOK_UP_SECONDS = 0.5
# A poll's 404 may be a lie, and the next one doesn't repeat it.
_TIMES_GONE = 3
# A read right after a create may not find it yet.
LAG_SECONDS = 60.0
# A pipeline's log keeps every line: one is worth a percent of the training, or some minutes.
_WORTH_PERCENT = 1.0
_WORTH_SECONDS = 300.0


@dataclass(frozen=True)
class WaitResult:
    """How a wait ended: with a ready or failed object, gone, or given up for `reason`.

    `moved`: `obj` is another training of the same identity, to be waited for instead. `timed_out`
    says which of the resource's own timeouts ended the wait, in the words that `reason` begins by.
    """

    obj: Json
    phase: Phase
    gone: bool = False
    reason: str | None = None
    moved: bool = False
    timed_out: str | None = None


def deadline_seconds(inputs: Mapping[str, Any], call: Call) -> float | None:
    """Return how long to wait: `timeouts.create`, else customTimeouts, else (None) for ever."""
    said = (inputs.get("timeouts") or {}).get("create")
    if said is not None:
        return parse(said)
    return call.timeout_seconds or None


def _stall_seconds(inputs: Mapping[str, Any]) -> float | None:
    """Return after how long without a move to give up; None: never."""
    said = (inputs.get("timeouts") or {}).get("stall")
    return None if said is None else parse(said)


@dataclass(frozen=True)
class _Told:
    """What the row says, and since when."""

    text: str
    percent: float
    at: float
    stage: tuple[str, bool]


class Wait:
    """One wait for one object."""

    def __init__(
        self,
        kind: Kind,
        poller: Poller,
        call: Call,
        inputs: Mapping[str, Any],
        obj: Json,
        look_for_twins: Callable[[Json], Json | None] = lambda _: None,
        server_now: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._kind = kind
        self._poller = poller
        self._call = call
        self._inputs = inputs
        self._obj = obj
        self._look_for_twins = look_for_twins
        self._started = call.clock()
        self._still = Standstill(call.clock, server_now)
        self._stall_seconds = _stall_seconds(inputs)
        self._shown = ""
        self._told: _Told | None = None
        self._seen = 0
        self._times_gone = 0

    def run(self) -> WaitResult:
        """Wait until the object is ready or failed, or until the deadline or a cancel."""
        progress = self._progress()
        if progress.phase is not Phase.WORKING:
            return WaitResult(self._obj, progress.phase)
        deadline = self._call.deadline
        limit = deadline_seconds(self._inputs, self._call)
        if limit is not None:
            deadline = min(deadline, self._started + limit)
        self._note_movement()
        self._tell(progress)
        with self._poller.watch(self._kind.object_id(self._obj), self._obj) as watch:
            while True:
                ended = self._look(watch)
                if ended:
                    return ended
                other = self._look_for_twins(self._obj)
                if other is not None:
                    return WaitResult(other, Phase.WORKING, moved=True)
                waited = self._call.clock() - self._started
                if self._call.cancel.is_set():
                    return self._given_up("interrupted while it trains")
                if self._call.clock() >= deadline:
                    why = self._too_long(waited)
                    return replace(self._given_up(why), timed_out=why)

    def _look(self, watch: Watch) -> WaitResult | None:
        """Wait a moment for the next poll, and take what it found."""
        self._warn(watch)
        with watch.changed:
            watch.changed.wait_for(lambda: watch.seen != self._seen, timeout=_LOOK_UP_SECONDS)
            if watch.seen == self._seen:
                return None
            self._seen = watch.seen
            obj, gone, error, why_late = watch.obj, watch.gone, watch.error, watch.why_late
        had_trouble = why_late is not None or error is not None
        # An end is one, whatever else this poll had trouble with.
        is_over = had_trouble and self._is_over(obj)
        if why_late is not None and not is_over:
            self._show(why_late)
            return None
        if error is not None and not is_over:
            return self._poll_failed(error)
        return self._take(obj, gone=gone)

    def _take(self, obj: Json | None, *, gone: bool) -> WaitResult | None:
        if gone and not self._just_made():
            self._times_gone += 1
            if self._times_gone >= _TIMES_GONE:
                return WaitResult(self._obj, Phase.FAILED, gone=True)
        if obj is None:
            return None
        self._times_gone = 0
        if is_another(self._kind, self._obj, obj):
            return WaitResult(self._obj, Phase.FAILED, gone=True)
        self._obj = obj
        progress = self._progress()
        if progress.phase is not Phase.WORKING:
            return WaitResult(obj, progress.phase)
        self._note_movement()
        self._tell(progress)
        if self._stall_seconds is not None and self._still.seconds >= self._stall_seconds:
            return self._stalled(progress)
        return None

    def _is_over(self, obj: Json | None) -> bool:
        if obj is None or is_another(self._kind, self._obj, obj):
            return False
        return decoration.progress(self._kind, obj, self._inputs).phase is not Phase.WORKING

    def _warn(self, watch: Watch) -> None:
        warning = watch.take_warning()
        if warning is not None:
            self._call.warn(warning)

    def _note_movement(self) -> None:
        self._still.note(decoration.movement(self._kind, self._obj, self._inputs))

    def _just_made(self) -> bool:
        """Return whether a read may lag behind a create that nobody has seen the result of yet."""
        unseen = Recreatable.of(self._kind).created_at(self._obj) is None
        return unseen and self._call.clock() - self._started < LAG_SECONDS

    def _poll_failed(self, error: GoogleTuningError) -> WaitResult | None:
        if self._call.cancel.is_set():
            return None  # the cancel ended the poll as well, and run() says so
        if RETRY_POLICY.is_retryable(error):
            self._show(f"waiting: {error}{_asked_for_too_long(error)}")
            return None
        return self._given_up(f"could not read the training's status: {error}")

    def _progress(self) -> Progress:
        return decoration.progress(self._kind, self._obj, self._inputs)

    def _tell(self, progress: Progress) -> None:
        """Show how far it is, unless the status line says nearly the same already."""
        now, told = self._call.clock(), self._told
        text = f"{progress.text}{self._still.words}" if progress.text else ""
        stage = (_stage(progress), self._still.is_unusual)
        if told is not None and self._shown == told.text:
            moved = (progress.percent or 0.0) - told.percent
            worth = abs(moved) >= _WORTH_PERCENT or now - told.at >= _WORTH_SECONDS
            if not worth and stage == told.stage:
                return
        self._told = _Told(text, progress.percent or 0.0, now, stage)
        self._show(text)

    def _show(self, text: str) -> None:
        if text and text != self._shown:
            self._shown = text
            self._call.progress(text)

    def _too_long(self, waited: float) -> str:
        percent = self._progress().percent
        at = "" if percent is None else f" at {percent:.0f} %"
        return f"still training{at} after {span(waited)}"

    def _stalled(self, progress: Progress) -> WaitResult:
        """Say for how long nothing has moved, how far it is, since when, and what to do."""
        text = progress.text or "still training"
        why = f"no progress for {span(self._still.seconds)} at {text}{self._still.since_words}"
        ended = self._given_up(why)
        longer = f"{ended.reason}, with a longer `timeouts.stall` if it may take that long"
        # Where the host doesn't say which resource it is, there is no command to give.
        target = f". To cancel it, run `pulumi destroy --target '{self._call.urn}'`"
        return replace(ended, timed_out=why, reason=longer + (target if self._call.urn else ""))

    def _given_up(self, why: str) -> WaitResult:
        percent = self._progress().percent
        at = "" if percent is None or " at " in why else f" ({percent:.0f} %)"
        how = "The training continues. To keep waiting, run `pulumi up` again"
        return WaitResult(self._obj, Phase.WORKING, reason=joined(f"{why}{at}", how))


def _asked_for_too_long(error: GoogleTuningError) -> str:
    """Say that a wait which the server asks for is cut short."""
    asked = getattr(error, "retry_after_seconds", None)
    waited = RETRY_POLICY.asked_seconds(error)
    if asked is None or waited is None or asked <= waited:
        return ""
    return f"; it asks to wait longer than {span(waited)}, but is asked again after that"


def _stage(progress: Progress) -> str:
    """Return the words of a progress, without its numbers."""
    return re.sub(r"[0-9.]+", "", progress.text)
