"""Whether the object of a resource is there: the one way of every step that gets it by its id.

A 404 is a claim. One that is believed at once trains a paid model again and leaves the first one to
nobody; so an object counts as gone only when it stays away for some seconds and no list shows it.
What is found counts as ours only if it was made when ours was: an id may have been used again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pulumi_google_tuning.fields.instants import is_instant, same_instant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.abilities.found import Recreatable, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.kind import Kind

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_T = TypeVar("_T")

PAUSES_SECONDS: Final = (0.5, 1.5, 3.0)
"""The pauses between the reads that a conclusion "it is gone" rests on."""
_FORBIDDEN: Final = 403


@dataclass(frozen=True)
class Here:
    """The object is there, and it is the one that the state knows."""

    obj: Json


@dataclass(frozen=True)
class Lost:
    """The object is gone: `why` says it after its id; `remade` is another one under that id."""

    why: str
    remade: Json | None = None


def is_another(kind: Kind, outputs: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
    """Return whether the server's object is a later one under the id of ours."""
    dated = Recreatable.of(kind)
    mine, theirs = dated.created_at(outputs), dated.created_at(obj)
    return is_instant(mine) and is_instant(theirs) and not same_instant(mine, theirs)


def remade_at(kind: Kind, obj: Mapping[str, Any]) -> str:
    """Return when a later object was made, for a message: as Google writes it, if it does."""
    return str(obj.get("createTime") or Recreatable.of(kind).created_at(obj))


def read_surely(call: Call, read: Callable[[], _T], name: str) -> _T:
    """Read until something is found; None where nothing was in several seconds.

    Raises LifecycleError where it is interrupted, since then nothing is known.
    """
    found = read()
    for pause in PAUSES_SECONDS:
        if found is not None:
            return found
        call.progress(f"Google does not find {name}; asking again")
        if call.cancel.wait(pause):
            raise LifecycleError(
                f"{name}: interrupted before it was certain that it is gone. Run the same command "
                f"again"
            )
        found = read()
    return found


class Presence:
    """Gets one object by its id."""

    def __init__(
        self,
        kind: Kind,
        session: Session,
        call: Call,
        object_id: str,
        values: Mapping[str, Any],
        outputs: Mapping[str, Any],
    ) -> None:
        """Remember what is sought: `values` say which version is asked, `outputs` when it was made.

        Both are inputs or stored outputs.
        """
        self._kind = kind
        self._session = session
        self._call = call
        self._object_id = object_id
        self._values = values
        self._outputs = outputs
        self._was_read = False
        self._last = Lost("")

    def look(self) -> Here | Lost:
        """Get the object; raises LifecycleError where Google contradicts itself."""
        seen = read_surely(self._call, self._unless_gone, self._object_id)
        if seen is not None:
            return seen
        if not self._was_read and self._is_listed():
            raise LifecycleError(
                f"{self._object_id}: Google answers 404 to a read but still lists it. Nothing was "
                f"changed. Run the same command again in a minute"
            )
        return self._last

    def _unless_gone(self) -> Here | Lost | None:
        """Return what a read finds, another one's object included; None for nothing usable."""
        obj = self._kind.get(self._session, self._object_id, self._values)
        self._was_read = obj is not None
        if obj is None:
            self._last = Lost(" was deleted outside this stack")
            return None
        if is_another(self._kind, self._outputs, obj):
            made = remade_at(self._kind, obj)
            recreated = f" was deleted outside this stack and recreated by someone else at {made}"
            return Lost(recreated, obj)
        reason = Breakable.of(self._kind).unusable_reason(obj)
        if reason is None:
            return Here(obj)
        # Of what an object is made of, a part may have answered with a 404.
        self._last = Lost(f": {reason}")
        return None

    def _is_listed(self) -> bool:
        """Return whether a list shows what reads don't find."""
        kind = self._kind
        if not isinstance(kind, Trained):
            return False
        try:
            listed = kind.list_all(self._session, self._values)
        except ApiError as error:
            if error.code == _FORBIDDEN:  # who may read a model may not be allowed to list them
                return False
            raise
        mine = kind.comparable_id(self._object_id)
        return mine in {kind.comparable_id(key) for key in listed}
