"""The attempts at one training: those of every lineage that may have made it, looked for together.

An attempt's key is made of a lineage, the form in which a version hashed the inputs, and a number.
Of each such way of counting the numbers before the first free one are there. What an earlier run of
this stack made, and the state doesn't have, is to be taken; else the first free number of the own
way is the one to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.blind_runs import BlindRuns
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError, StackState
from pulumi_google_tuning.lifecycle.cut_off import was_cut_off
from pulumi_google_tuning.lifecycle.identity import (
    MOST_ATTEMPTS,
    identities,
    trained_in_every_version,
)
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.matching import Match
from pulumi_google_tuning.lifecycle.sending import Sender


class Way:
    """One way of counting; it is at the first number that isn't known to be there."""

    def __init__(self, keys: Iterator[str]) -> None:
        self._keys = keys
        self.key = next(keys)
        self.is_free = False
        """Whether a look has found nothing of this key."""

    def advance(self) -> bool:
        """Continue with the next number; return whether there is one."""
        following = next(self._keys, None)
        self.is_free = False
        self.key = following or ""
        return following is not None


class Attempts:
    """The attempts of one create."""

    def __init__(
        self,
        kind: Kind,
        call: Call,
        inputs: Mapping[str, Any],
        sender: Sender,
        match: Match,
        lineage: str,
    ) -> None:
        """Begin to count; `lineage` is the own one."""
        self._kind = kind
        self._call = call
        self._inputs = inputs
        self._sender = sender
        self._match = match
        self._state: StackState | None = call.state()
        self._blind = BlindRuns(kind, call, inputs, sender, match)
        self._ways = [Way(keys) for keys in self._keys_of_all(lineage)]
        self._own = self._ways[-1]
        may_be_blind = self._state is not None and self._state.blind
        self._blind_keys = (self._blind.key,) if may_be_blind else ()
        self._looked = False
        self._may_be_late = was_cut_off(kind.schema, call, inputs)

    @property
    def key(self) -> str:
        """The key of the attempt to make: nothing of it is there."""
        return self._own.key

    def find(self) -> Json | None:
        """Return what is to be taken; None: `key` is to be made."""
        while True:
            due = [way for way in self._ways if not way.is_free]
            if due:
                blind = () if self._looked else self._blind_keys
                self._looked = True
                found = self._sender.find_all((*(way.key for way in due), *blind))
            elif self._may_be_late:
                # (The state may also be this run's own, read a moment too late; then it costs that
                # time.)
                self._may_be_late = False
                due = list(reversed(self._ways))
                found = self._sender.find_late(*(way.key for way in due), *self._blind_keys)
            else:
                return None
            taken = self._take(found)
            if taken is not None:
                return taken

    def pass_over(self, there: Json | None) -> Json | None:
        """Judge what has the key that was to be made; None: it isn't to be taken, so continue."""
        if there is not None and self._match.is_to_be_taken(self.key, there, self._state):
            return there
        self._advance(self._own)
        return None

    def _take(self, found: Mapping[str, Json]) -> Json | None:
        """Return the object to be taken of those that a look has found."""
        for key in self._blind_keys:
            taken = self._blind.match_without_lineage(found.get(key))
            if taken is not None:
                return taken
        for way in self._ways:
            there = found.get(way.key)
            if there is None:
                way.is_free = True
            elif self._match.is_to_be_taken(way.key, there, self._state):
                return there
            else:
                self._advance(way)
        return None

    def _advance(self, way: Way) -> None:
        if not way.advance():
            raise LifecycleError(
                f"{self._call.name}: {MOST_ATTEMPTS} {self._kind.noun}s with these inputs already "
                f"exist. To train another one, change `revision`"
            )

    def _keys_of_all(self, lineage: str) -> Iterator[Iterator[str]]:
        """Yield the keys of each way; those of the own lineage, as they are made today, last."""
        earlier = self._state.earlier if self._state else ()
        *before, today = trained_in_every_version(self._kind.schema, self._inputs)
        for one in (*earlier, lineage):
            for trained in before:
                yield self._keys_of(one, trained)
        for one in (*earlier, lineage):
            yield self._keys_of(one, today)

    def _keys_of(self, lineage: str, trained: Mapping[str, Any]) -> Iterator[str]:
        for identity in identities(lineage, self._call.urn or "", trained):
            yield self._kind.id_for(self._inputs, self._call.name, identity)
