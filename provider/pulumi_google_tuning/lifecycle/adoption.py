"""From what is asked for to one object on the server: found again, or made, but never made twice.

The instants that matter, and what the next run does about each:

- killed before the POST: nothing is found, so it trains;
- killed after the POST, its answer lost or not: the identity finds the object, and the state (as
  it was before this run) doesn't have it, so it is adopted;
- a forced replacement: the identity finds an object that the state has, so the next attempt
  number is trained, and the old one stays for the engine to delete.

Which attempts there are is in attempts.py; whether something found is ours is decided in
matching.py, and what becomes of a POST in sending.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities.found import FoundAgain, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.attempts import Attempts
from pulumi_google_tuning.lifecycle.blind_runs import NOT_RESUMED, BlindRuns
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.identity import same_training
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.matching import Match
from pulumi_google_tuning.lifecycle.newcomer import Newcomer
from pulumi_google_tuning.lifecycle.presence import is_another
from pulumi_google_tuning.lifecycle.sending import Sender

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session


@dataclass(frozen=True)
class Found:
    """The resource's object now; `adopted` says that this call did not make it."""

    obj: Json
    adopted: bool


class FindOrCreate:
    """Finds or makes the object of one create."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        inputs: Mapping[str, Any],
        data: Callable[[], Data | None],
        config: Config | None = None,
    ) -> None:
        self._kind = kind
        self._session = session
        self._call = call
        self._inputs = inputs
        self._sender = Sender(kind, session, call, inputs, data)
        self._match = Match(kind, call, inputs)
        self._newcomer = Newcomer(kind, call, inputs, config or Config())

    def run(self) -> Found:
        """Return the object; raises LifecycleError or ApiError where there is none and can't be."""
        kind = self._kind
        back = self._taken_back()
        if back is not None:
            return Found(back, adopted=True)
        state = self._call.state()
        if not isinstance(kind, FoundAgain) or kind.explicit_id(self._inputs) is not None:
            return self._attempt_once(kind.id_for(self._inputs, self._call.name, None), state)
        if isinstance(kind, Trained):
            found = self._look_in_the_dark(kind, state)
            if found is not None:
                return Found(found, adopted=True)
        return self._attempt_all(self._lineage(state))

    def _look_in_the_dark(self, kind: Trained, state: StackState | None) -> Json | None:
        """Say what isn't known without a state, and look for what may be ours all the same."""
        if state is not None:
            if not state.read:
                self._call.warn(NOT_RESUMED)
            return None
        if not self._call.urn:
            return None
        blind = BlindRuns(kind, self._call, self._inputs, self._sender, self._match)
        return blind.match_without_state(kind, self._session)

    def _lineage(self, state: StackState | None) -> str:
        if state is not None:
            return state.lineage
        # What costs nothing to make again is made under a name of its own where nothing is known.
        return "" if isinstance(self._kind, Trained) else uuid.uuid4().hex

    def _taken_back(self) -> Json | None:
        """Return the object that a read of this run didn't find, where it is there after all.

        The state has dropped it, and the picture of the state that this run took still has it: it
        would be taken for the one that a forced replacement leaves to the engine to delete.
        """
        missing = self._call.run.lost(self._call.urn)
        if missing is None:
            return None
        obj = self._kind.get(self._session, missing.object_id, missing.outputs)
        unusable = Breakable.of(self._kind).unusable_reason(obj) if obj is not None else None
        if obj is None or unusable or is_another(self._kind, missing.outputs, obj):
            return None
        schema = self._kind.schema
        if not same_training(schema, missing.inputs, self._inputs, self._session):
            raise LifecycleError(
                f"{missing.object_id} was not found by this run's refresh, but exists now. To keep "
                f"it, undo the change of {self._call.name}, run `pulumi up`, and then make the "
                f"change again"
            )
        self._call.say(f"keeps {missing.object_id}, which exists after all")
        return obj

    # -- the attempts --------------------------------------------------------------------------

    def _attempt_all(self, lineage: str) -> Found:
        """Find what an earlier run made, or make the first attempt that isn't there."""
        attempts = Attempts(
            self._kind, self._call, self._inputs, self._sender, self._match, lineage
        )
        while True:
            found = attempts.find()
            if found is None:
                made = self._make(attempts.key)
                if made is not None:
                    return Found(made, adopted=False)
                found = attempts.pass_over(self._sender.find_taken(attempts.key))
            if found is not None:
                return Found(found, adopted=True)

    def _attempt_once(self, key: str, state: StackState | None) -> Found:
        """Find or make the object of the only key that it can have."""
        found = self._sender.find(key)
        if found is None:
            made = self._make(key)
            if made is not None:
                return Found(made, adopted=False)
            found = self._sender.find_taken(key)
        if found is None or not self._match.is_to_be_taken(key, found, state):
            raise LifecycleError(
                f"{key} can't be created: Google says that the id is taken, but shows no such "
                f"{self._kind.noun}. It may be someone else's, or deleted a moment ago. Choose "
                f"another id, or try again later"
            )
        return Found(found, adopted=True)

    def _make(self, key: str) -> Json | None:
        """Send the create; None: the id is taken."""
        self._newcomer.refuse(self._id_of)
        return self._sender.send(key)

    def _id_of(self, key: str) -> str | None:
        """Return the id of what a key finds."""
        found = self._sender.find(key)
        return None if found is None else self._kind.object_id(found)
