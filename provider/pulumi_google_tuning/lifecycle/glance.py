"""The ability of a kind of which a poll can ask for a part: nobody downloads old loss curves.

A list carries everybody's objects, with all that was ever recorded of them. A glance has what tells
whether one of them is to be read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session


@dataclass(frozen=True)
class Glance:
    """The fields that a poll asks for, all of them at an object's root.

    A change of a `decisive` one means that the object is read at once. `shows_moves`: whether the
    fields show all that moves; else only a read tells whether a training stands still.
    """

    fields: tuple[str, ...]
    decisive: tuple[str, ...]
    shows_moves: bool = False

    def is_part(self, obj: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> bool:
        """Return whether an answer is no whole object: Google may ignore the mask.

        One that lacks what is `known` of the object isn't whole, whatever else it has.
        """
        if all(name in self.fields or name.startswith("$") for name in obj):
            return True
        return not all(name in obj or name.startswith("$") for name in known or ())

    def tells(self, part: Mapping[str, Any], known: Mapping[str, Any] | None) -> bool:
        """Return whether an answer shows the state, if it is known to have one."""
        state = self.decisive[0]
        return part.get(state) is not None or (known or {}).get(state) is None

    def of(self, obj: Mapping[str, Any]) -> Json:
        """Return what a glance at an object would have shown."""
        return {name: value for name, value in obj.items() if name in self.fields}

    def part_of(self, answer: Mapping[str, Any]) -> Json:
        """Return what was asked for of an answer, and what only a list tells (`$` names)."""
        kept = {name: value for name, value in answer.items() if name.startswith("$")}
        return {**self.of(answer), **kept}

    def decides(self, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        """Return whether the object has to be read, by two glances at it."""
        return any(before.get(name) != now.get(name) for name in self.decisive)

    def brought_up(
        self, obj: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]
    ) -> Json:
        """Return an object that was read at the glance `before`, as a later one shows it.

        What no glance has seen to change stays as it was read: a list may lag behind a read.
        """
        changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
        kept = {name: value for name, value in obj.items() if name not in changed}
        return {**kept, **{name: now[name] for name in changed if name in now}}


class Glanced(Ability):
    """An object of which a part can be read and listed."""

    def glance(self, values: Mapping[str, Any]) -> Glance | None:
        """Return what a poll asks for; None: for all."""
        del values
        return None

    def get_part(
        self, session: Session, object_id: str, values: Mapping[str, Any], fields: Collection[str]
    ) -> Json | None:
        """Read the fields of an object, or all of it where Google takes no mask."""
        raise NotImplementedError("a kind that has a glance reads it")

    def list_parts(
        self,
        session: Session,
        values: Mapping[str, Any],
        wanted: Collection[str],
        fields: Collection[str],
    ) -> dict[str, Json]:
        """List the fields of at least the wanted objects, or all of them, as `list_watched`."""
        raise NotImplementedError("a kind that has a glance lists it")
