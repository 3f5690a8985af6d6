"""Trainings that were started while a run couldn't read the state: this run, or an earlier one.

Such a run has no lineage (in a door that has it from the state alone), so no identity finds what it
made, or it finds nothing of what others made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.identity import identities, readable_part, trained_on
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.matching import UNREADABLE, Match
from pulumi_google_tuning.lifecycle.sending import Sender

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

NOT_RESUMED = (
    "this stack's state can't be read (`pulumi stack export` failed), so a training that an "
    "earlier run started is not resumed automatically"
)


class BlindRuns:
    """What runs without a lineage may have made of one create's inputs."""

    def __init__(
        self, kind: Kind, call: Call, inputs: Mapping[str, Any], sender: Sender, match: Match
    ) -> None:
        self._kind = kind
        self._call = call
        self._inputs = inputs
        self._sender = sender
        self._match = match

    @property
    def key(self) -> str:
        """The key of a run that can't read the state, and so has no lineage."""
        trained = trained_on(self._kind.schema, self._inputs)
        identity = next(identities("", self._call.urn or "", trained))
        return self._kind.id_for(self._inputs, self._call.name, identity)

    def match_without_state(self, kind: Trained, session: Session) -> Json | None:
        """Look for what an earlier run may have trained, where the state can't be read.

        That run knew the lineage, so its model has another id: anything of this name that was
        trained on the same is one that isn't known to be ours. It stops the create, unless the
        program says to take it over, or gives a revision: a server knows none, so by that a person
        says to train another one. What this run replaces is known, and stops nothing.
        """
        self._call.warn(NOT_RESUMED)
        blind = self.key
        alike = {
            kind.key_of(found)
            for found in kind.list_all(session, self._inputs).values()
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

    def match_without_lineage(self, found: Json | None) -> Json | None:
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
