"""Two trainings of one identity: seen while one of them is waited for, and one is called off.

A plugin that is killed alone with its POST in flight leaves nothing in the state, and where the
list lags the next run finds nothing either and sends a second POST. The list shows both in time:
then one has cost seconds.

Each run keeps the same one: one that has succeeded, else the older one. An update
can't change the resource's id, so there the state's own stays. Nothing is called off that the state
has, that was trained on something else, or where the state can't be read: it may not be ours.

Where nobody waits (`wait: false`) a create and an update look once, and a refresh tells what a list
showed later, which the next update then calls off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError, joined
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, WaitedFor
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.matching import Match
from pulumi_google_tuning.lifecycle.repeatable import Repeatable

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


class Twins:
    """The looks of one wait for other trainings of its identity.

    Each look comes after twice the time of the one before: a twin that a list shows late has lived
    at most twice as long as the list lagged.
    """

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        inputs: Mapping[str, Any],
        *,
        fixed_id: bool,
        at_once: bool,
    ) -> None:
        self._kind = kind
        self._session = session
        self._call = call
        self._inputs = inputs
        self._fixed_id = fixed_id
        self._match = Match(kind, call, inputs)
        self._began = call.clock()
        self._next_seconds: float = 0.0 if at_once else 1.0
        self._told: set[str] = set()

    def look(self, obj: Json) -> Json | None:
        """Call off what is trained twice, where a look is due; return what to wait for instead."""
        if not isinstance(self._kind, Repeatable) or not self._is_due():
            return None
        try:
            return self._settle(self._kind, obj)
        except GoogleTuningError:
            return None  # the wait continues, and the next look asks again

    def to_call_off(self, obj: Json) -> list[str]:
        """Return the trainings that an update would call off beside this one; change nothing."""
        kind = self._kind
        if not isinstance(kind, Repeatable):
            return []
        try:
            found = kind.twins(self._session, obj, self._inputs)
            return [
                self._name(one)
                for one in found
                if self._id(one) != self._id(obj)
                and self._phase(one) is Phase.WORKING
                and self._is_ours(one)
            ]
        except GoogleTuningError:
            return []  # a refresh continues, and the next one asks again

    def _is_due(self) -> bool:
        age = self._call.clock() - self._began
        if age < self._next_seconds or self._call.cancel.is_set():
            return False
        lag = FoundAgain.of(self._kind).list_lag_seconds
        # The last look comes when nothing can be hidden any more.
        later = max(age * 2, 1.0)
        self._next_seconds = min(later, lag) if age < lag else float("inf")
        return True

    def _settle(self, kind: Repeatable, obj: Json) -> Json | None:
        mine = self._id(obj)
        found = kind.twins(self._session, obj, self._inputs)
        others = [one for one in found if self._id(one) != mine and self._is_ours(one)]
        if not others:
            return None
        kept = obj if self._fixed_id else min([obj, *others], key=self._rank)
        instead = None
        if kept is not obj:
            instead = self._kind.get(self._session, self._name(kept), self._inputs)
            if instead is None:
                return None
        for one in [obj, *others]:
            if self._id(one) != self._id(kept):
                self._call_off(kind, one, kept)
        return instead

    def _is_ours(self, other: Json) -> bool:
        """Return whether another training is this stack's own second one, and of any use."""
        state = self._call.state()
        if state is None or not state.read or not self._call.urn:
            self._tell(other, "it may be another stack's, because this stack's state can't be read")
            return False
        if self._match.is_in_state(other) or self._match.is_trained_otherwise(other):
            return False
        if self._phase(other) is not Phase.READY:
            return True
        read = self._kind.get(self._session, self._name(other), self._inputs)
        return read is not None and self._match.is_usable(read)

    def _call_off(self, kind: Repeatable, one: Json, kept: Json) -> None:
        if self._phase(one) is Phase.READY:
            self._tell(one, f"it also succeeded, and this resource manages {self._name(kept)}")
            return
        try:
            if kind.call_off(self._session, self._name(one), self._inputs) and self._is_news(one):
                self._call.say(
                    f"{self._name(one)} is cancelled: it trains the same as {self._name(kept)}. "
                    f"An interrupted run sent both"
                )
        except GoogleTuningError as error:
            self._tell(one, f"it could not be cancelled: {error}")

    def _tell(self, one: Json, why: str) -> None:
        if self._is_news(one):
            second = f"{self._name(one)} is a second training on the same inputs. It stays: {why}"
            self._call.warn(joined(second, "See `google-tuning orphans`"))

    def _is_news(self, one: Json) -> bool:
        told = self._id(one) in self._told
        self._told.add(self._id(one))
        return not told

    def _rank(self, one: Json) -> tuple[bool, str, str]:
        ready = self._phase(one) is Phase.READY
        return not ready, str(one.get("createTime", "")), self._id(one)

    def _phase(self, one: Json) -> Phase:
        return WaitedFor.of(self._kind).progress(one, self._inputs).phase

    def _name(self, one: Json) -> str:
        return self._kind.object_id(one)

    def _id(self, one: Json) -> str:
        return FoundAgain.of(self._kind).comparable_id(self._name(one))
