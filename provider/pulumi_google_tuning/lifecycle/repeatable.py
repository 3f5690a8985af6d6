"""The ability of a kind whose create may leave two objects of one identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session


class Repeatable(Ability):
    """An object that may be made twice: Google takes no id with a create that would stop it."""

    def twins(
        self, session: Session, obj: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> list[Json]:
        """List the objects of this one's identity that are made or usable, itself included."""
        del session, obj, inputs
        return []

    def call_off(self, session: Session, object_id: str, inputs: Mapping[str, Any]) -> bool:
        """Stop the making of an object; return False where it has ended already."""
        del session, object_id, inputs
        return False

    def is_called_off(self, obj: Mapping[str, Any]) -> bool:
        """Return whether the making of an object ended because it was stopped."""
        del obj
        return False
