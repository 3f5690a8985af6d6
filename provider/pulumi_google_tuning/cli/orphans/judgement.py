"""Objects on Google's side with this provider's identity that no given state holds.

Nothing here deletes. A model costs money and can't be had back, so the judgement errs on the side
of keeping. That an object carries our label says who made it, not that nobody needs it: its stack
may be one that wasn't given, or it was left on purpose (deletionPolicy RETAIN). Certain is only
what the identity proves: a key that is computed from a given stack's own lineage, urn and inputs.
A copy of the state in another backend has the same lineage, and what it makes the same keys. So
certain is only what is older than what the given state has: what came after its last write, or
after the object that it has, may be a copy's own. Everything else is kept unless a person names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.cli.orphans.states import GivenState, Owner
from pulumi_google_tuning.fields.instants import is_before
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase

if TYPE_CHECKING:
    from pulumi_google_tuning.resources.entry import Leftovers

# A state's moments are of the machine that wrote it, an object's are Google's.
_CLOCKS_DIFFER = timedelta(minutes=10)


class Sure(str, Enum):
    """How sure it is whose an object is."""

    OURS = "certain"
    """Its identity is computed from a given stack's own, whose state is newer than it."""
    SHARED = "stack or copy"
    """Its identity is a given stack's own, but so is that of any copy of its state."""
    LABELLED = "labelled"
    """It has this provider's label: some stack's, which one is not known."""
    MAYBE = "may be"
    """Its id has the form that this provider gives; others may give it, too."""


_WORDS = {
    Sure.LABELLED: "created by this provider for an unknown stack",
    Sure.MAYBE: "maybe created by this provider, judging by its id",
}


@dataclass(frozen=True)
class Orphan:
    """An object in no given state; `keep` says why it isn't deleted unless it is named."""

    name: str
    leftovers: Leftovers = field(repr=False)
    obj: Mapping[str, Any] = field(repr=False)
    sure: Sure
    owner: Owner | None
    keep: str | None

    @property
    def ownership(self) -> str:
        """Return whose it is, as far as that is known."""
        if self.owner is None:
            return _WORDS[self.sure]
        copy = " or of a copy of its state" if self.sure is Sure.SHARED else ""
        return f"created for {self.owner.resource} of {self.owner.stack}{copy}"


def orphans(
    found: Mapping[str, Mapping[str, Any]], leftovers: Leftovers, states: Sequence[GivenState]
) -> Iterator[Orphan]:
    """Yield the objects that no state holds, each with its owner."""
    kind = leftovers.kind
    owners: dict[str, Owner] = {}
    for state in states:
        owners |= state.owners(kind)
    for name, obj in found.items():
        if any(state.holds(part) for state in states for part in _ids(name, *leftovers.made(obj))):
            continue
        owner = owners.get(kind.key_of(obj))
        working = kind.progress(obj, {}).phase is Phase.WORKING
        sure = _sure(obj, owner, states)
        yield Orphan(name, leftovers, obj, sure, owner, _keep(obj, working, owner, sure, states))


def _ids(*names: str | None) -> Iterator[str]:
    """Yield the last part of each name, as a state may hold it, without a version."""
    for name in names:
        if name:
            yield name.rsplit("/", 1)[-1].split("@", 1)[0]


def _sure(obj: Mapping[str, Any], owner: Owner | None, states: Sequence[GivenState]) -> Sure:
    if owner is None:
        return Sure.LABELLED if obj.get("labels") else Sure.MAYBE
    # What the next run may adopt is in the state as its own.
    return (
        Sure.OURS
        if owner.interrupted or owner.keep or _is_older(obj, owner, states)
        else Sure.SHARED
    )


def _is_older(obj: Mapping[str, Any], owner: Owner, states: Sequence[GivenState]) -> bool:
    """Return whether it is older than what its owner's state has, as far as that can be known."""
    created = obj.get("createTime")
    if owner.held_since is not None:
        return not owner.beyond and is_before(created, owner.held_since)
    return not owner.beyond and all(
        is_before(created, state.written, _CLOCKS_DIFFER)
        for state in states
        if state.title == owner.stack
    )


def _keep(
    obj: Mapping[str, Any],
    working: bool,
    owner: Owner | None,
    sure: Sure,
    states: Sequence[GivenState],
) -> str | None:
    if working:
        return "still training; a running `pulumi up` may be waiting for it"
    if owner is None:
        return (
            "only its id looks like this provider's"
            if sure is Sure.MAYBE
            else "another stack may own it, or have kept it on purpose"
        )
    if owner.interrupted:
        return _who_adopts(obj, owner)
    if owner.keep:
        return owner.keep
    for state in states:
        if not state.live and not is_before(obj.get("createTime"), state.written, _CLOCKS_DIFFER):
            return f"newer than {state.title} ({str(state.written)[:16]}Z): export that stack again"
    if sure is Sure.SHARED:
        return (
            f"newer than what {owner.stack} owns: a copy of its state in another backend may "
            "need it. Also give the export of that copy with --stack, or delete the object by "
            "name"
        )
    return None


def _who_adopts(obj: Mapping[str, Any], owner: Owner) -> str:
    """Return when a run resumes what an interrupted one made: it has to ask for the same again.

    Only the program knows what it asks for now.
    """
    name, stack = owner.resource, owner.stack
    if not owner.managed:
        return (
            f"the next `pulumi up` of {stack} adopts it, if base model, data, hyperparameters and "
            f"revision of {name} are still the same. If not, delete it by name"
        )
    if owner.held_since is not None and is_before(obj.get("createTime"), owner.held_since):
        return (
            f"an interrupted run of {stack} made it, and {name} was trained again since. It is "
            f"only adopted if {name} gets its former inputs again. If not, delete it by name"
        )
    return (
        f"an interrupted replacement of {name} in {stack} made it. The next replacement with the "
        f"same inputs adopts it. If there is none, delete it by name"
    )
