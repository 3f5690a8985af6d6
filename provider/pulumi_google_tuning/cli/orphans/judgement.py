"""What on Google's side carries this provider's identity and stands in no given state.

Nothing here deletes. A model costs money and can't be had back, so the judgement errs on the side
of keeping. That an object carries our label says who made it, not that nobody needs it: its stack
may be one that wasn't given, or it was left on purpose (deletionPolicy RETAIN). Certain is only
what the identity proves: a key that is computed from a given stack's own lineage, urn and inputs.
Everything else is kept unless a person names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.cli.orphans.states import GivenState, Owner
from pulumi_google_tuning.lifecycle.abilities import Phase

if TYPE_CHECKING:
    from pulumi_google_tuning.resources.entry import Leftovers

_FRACTION = re.compile(r"\.\d+")


class Sure(str, Enum):
    """How sure it is whose an object is."""

    OURS = "certain"
    """Its identity is computed from a given stack's own."""
    LABELLED = "labelled"
    """It has this provider's label: some stack's, which one is not known."""
    MAYBE = "may be"
    """Its id has the form that this provider gives; others may give it, too."""


_WORDS = {
    Sure.LABELLED: "made by this provider, for a stack that isn't known",
    Sure.MAYBE: "may be this provider's, by the form of its id",
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
        return f"made for {self.owner.resource} of {self.owner.stack}"


def orphans(
    found: Mapping[str, Mapping[str, Any]], leftovers: Leftovers, states: Sequence[GivenState]
) -> Iterator[Orphan]:
    """Yield those of the objects that stand in no state, each with whose it is."""
    kind = leftovers.kind
    owners: dict[str, Owner] = {}
    for state in states:
        owners |= state.owners(kind)
    for name, obj in found.items():
        if any(state.holds(part) for state in states for part in _ids(name, *leftovers.made(obj))):
            continue
        owner = owners.get(kind.key_of(obj))
        sure = Sure.OURS if owner else Sure.LABELLED if obj.get("labels") else Sure.MAYBE
        working = kind.progress(obj, {}).phase is Phase.WORKING
        yield Orphan(name, leftovers, obj, sure, owner, _keep(obj, working, owner, sure, states))


def _ids(*names: str | None) -> Iterator[str]:
    """Yield the last part of each name, as a state may hold it, without a version."""
    for name in names:
        if name:
            yield name.rsplit("/", 1)[-1].split("@", 1)[0]


def _keep(
    obj: Mapping[str, Any],
    working: bool,
    owner: Owner | None,
    sure: Sure,
    states: Sequence[GivenState],
) -> str | None:
    if working:
        return "is still training, and an `up` that runs now may wait for it"
    if owner is None:
        return (
            "only its id looks like this provider's"
            if sure is Sure.MAYBE
            else "another stack may have it, or have left it on purpose"
        )
    if owner.keep:
        return owner.keep
    created = _moment(obj.get("createTime"))
    for state in states:
        if state.as_of is not None and (created is None or created >= _moment_of(state)):
            return f"is newer than {state.title} ({state.as_of[:16]}Z): export that stack again"
    return None


def _moment_of(state: GivenState) -> datetime:
    # One that can't be read tells of no moment at all: then everything is newer.
    return _moment(state.as_of) or datetime.min.replace(tzinfo=timezone.utc)


def _moment(time: Any) -> datetime | None:
    """Read RFC 3339; the parser of Python 3.10 knows neither Z nor nine digits."""
    text = _FRACTION.sub("", str(time or "")).replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
