"""From what is asked for to one object on the server: found again, or made, but never made twice.

The instants that matter, and what the next run does about each:

- killed before the POST: nothing is found, so it trains;
- killed after the POST, its answer lost or not: the identity finds the object, and the state (as
  it was before this run) doesn't have it, so it is adopted;
- a forced replacement: the identity finds an object that the state has, so the next attempt
  number is trained, and the old one stays for the engine to delete.

Here are the attempts; whether something found is ours is decided in matching.py, and what becomes
of a POST in sending.py.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.abilities import Breakable, FoundAgain, Trained
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.identity import (
    MOST_ATTEMPTS,
    Identity,
    identities,
    readable_part,
    same_training,
    trained_on,
    trained_on_before,
)
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.matching import UNREADABLE, Match
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
            return self._attempt_once(self._key(None), state)
        # What costs nothing to make again is made under a name of its own where nothing is known.
        unknown = "" if isinstance(kind, Trained) else uuid.uuid4().hex
        lineage = state.lineage if state else unknown
        keys = map(self._key, self._identities(lineage))
        first = next(keys)
        seen: Mapping[str, Json] | None = None
        if isinstance(kind, Trained):
            if state is not None:
                seen = self._look((first, self._blind_key()), state)
            found = self._match_earlier_runs(kind, seen)
            if found is not None:
                return Found(found, adopted=True)
        earlier = self._made_by_an_earlier_version(lineage, state)
        if earlier is not None:
            return earlier
        for key in itertools.chain((first,), keys):
            attempt = self._attempt(key, state, seen)
            seen = None
            if attempt:
                return attempt
        raise LifecycleError(
            f"{self._call.name}: {MOST_ATTEMPTS} {kind.noun}s with these inputs already exist. "
            f"To train another one, change `revision`"
        )

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

    def _identities(self, lineage: str) -> Iterator[Identity]:
        trained = trained_on(self._kind.schema, self._inputs)
        return identities(lineage, self._call.urn or "", trained)

    def _key(self, identity: Identity | None) -> str:
        return self._kind.id_for(self._inputs, self._call.name, identity)

    # -- the attempts --------------------------------------------------------------------------

    def _attempt_once(self, key: str, state: StackState | None) -> Found:
        """Find or make the object of the only key that it can have."""
        found = self._attempt(key, state)
        if found is None:
            raise LifecycleError(
                f"{key} can't be created: Google says that the id is taken, but shows no such "
                f"{self._kind.noun}. It may be someone else's, or deleted a moment ago. Choose "
                f"another id, or try again later"
            )
        return found

    def _attempt(
        self, key: str, state: StackState | None, seen: Mapping[str, Json] | None = None
    ) -> Found | None:
        """Find or make the object of this key; None asks for the next attempt number.

        `seen` is what a look of just now found.
        """
        found = (self._look((key,), state) if seen is None else seen).get(key)
        if found is None:
            self._newcomer.refuse(self._id_of)
            obj = self._sender.send(key)
            if obj is not None:
                return Found(obj, adopted=False)
            found = self._sender.find_taken(key)
            if found is None:
                return None  # the id of a model deleted a moment ago: taken, and nothing there
        if self._match.is_to_be_taken(key, found, state):
            return Found(found, adopted=True)
        return None

    def _look(self, keys: tuple[str, ...], state: StackState | None) -> Mapping[str, Json]:
        """Return what these keys find; what a run that was killed sent may be shown late.

        (The state may also be this run's own, read a moment too late; then it costs that time.)
        """
        found = self._sender.find_all(keys)
        return found or (self._sender.find_late(*keys) if self._was_cut_off(state) else {})

    def _id_of(self, key: str) -> str | None:
        """Return the id of what a key finds."""
        found = self._sender.find(key)
        return None if found is None else self._kind.object_id(found)

    def _made_by_an_earlier_version(self, lineage: str, state: StackState | None) -> Found | None:
        """Look for what has the identity that these inputs had in the first versions."""
        trained = trained_on_before(self._kind.schema, self._inputs)
        if trained is None:
            return None
        for identity in identities(lineage, self._call.urn or "", trained):
            key = self._key(identity)
            found = self._sender.find(key)
            if found is None:
                return None
            if self._match.is_to_be_taken(key, found, state):
                return Found(found, adopted=True)
        return None

    def _was_cut_off(self, state: StackState | None) -> bool:
        """Return whether a run was killed in the middle of this create."""
        return state is not None and self._call.urn in state.pending

    # -- what no identity of this run finds ------------------------------------------------------

    def _match_earlier_runs(self, kind: Trained, seen: Mapping[str, Json] | None) -> Json | None:
        """Judge trainings started while this run or the earlier one couldn't read the state.

        `seen` is what was found just now; None: this run has no state.
        """
        if seen is not None:
            return self._match_without_lineage(seen.get(self._blind_key()))
        return self._match_without_state(kind) if self._call.urn else None

    def _match_without_state(self, kind: Trained) -> Json | None:
        """Look for what an earlier run may have trained, where the state can't be read.

        That run knew the lineage, so its model has another id: anything of this name that was
        trained on the same is one that isn't known to be ours. It stops the create, unless the
        program says to take it over, or gives a revision: a server knows none, so by that a person
        says to train another one. What this run replaces is known, and stops nothing.
        """
        self._call.warn(
            "this stack's state can't be read (`pulumi stack export` failed), so a training that "
            "an earlier run started is not resumed automatically"
        )
        blind = self._blind_key()
        alike = {
            kind.key_of(found)
            for found in kind.list_all(self._session, self._inputs).values()
            if self._may_have_made(blind, kind.key_of(found))
            and not self._match.is_replaced(found)
            and not self._match.is_trained_otherwise(found)
        }
        # A list doesn't show whether anything is left of what it lists.
        read = (self._sender.find(key) for key in sorted(alike))
        usable = [found for found in read if found is not None and self._match.is_usable(found)]
        if not usable:
            return None
        newest = max(usable, key=lambda found: str(found.get("createTime", "")))
        return self._match.adopt_on_demand(newest, UNREADABLE)

    def _may_have_made(self, blind: str, key: str) -> bool:
        """Return whether an earlier run may have asked for this key; `blind`: without a state."""
        revised = bool(self._inputs.get("revision"))
        return key == blind or (not revised and readable_part(key) == readable_part(blind))

    def _blind_key(self) -> str:
        """Return the key of a run that can't read the state, and so has no lineage."""
        return self._key(next(self._identities("")))

    def _match_without_lineage(self, found: Json | None) -> Json | None:
        """Judge what a run made that couldn't read the state.

        The run after it may have stopped here, and left a state that is whole and has nothing
        pending: so every create looks for it, in the list that it needs anyway.
        """
        if (
            found is None
            or not self._match.is_usable(found)
            or self._match.is_in_state(found)
            or self._match.is_trained_otherwise(found)
        ):
            return None
        doubt = "the run that made it couldn't read this stack's state"
        return self._match.adopt_on_demand(found, doubt)
