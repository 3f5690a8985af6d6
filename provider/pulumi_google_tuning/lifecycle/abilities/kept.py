"""What is seen of an object that is there, and what is changed of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call


class Breakable(Ability):
    """An object that may be there and of no use, or lack a part, after changes made elsewhere."""

    def unusable_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return why nothing usable is left of an object that can be read, and never will be."""
        del obj
        return None

    def missing_part(self, obj: Mapping[str, Any]) -> str | None:
        """Return what an object lacks that is there: never made, or taken away."""
        del obj
        return None

    def mends(self, inputs: Mapping[str, Any]) -> bool:
        """Return whether an update makes what is missing; else it is only told of."""
        del inputs
        return False

    def mending(self, outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
        """Return what an update will make of what the state knows to be missing, for a preview."""
        del outputs, inputs
        return None

    def mend(self, session: Session, obj: Json, inputs: Mapping[str, Any], call: Call) -> Json:
        """Make what is missing and return the object with it.

        Killed at any instant and run again, it continues where it stopped, making nothing twice.
        """
        del session, inputs, call
        return obj


class Referenced(Ability):
    """An object that other resources' inputs name by something else than its id."""

    def addresses(self, object_id: str, outputs: Mapping[str, Any]) -> set[str]:
        """Return the names by which other resources' inputs may refer to the object."""
        del outputs
        return {object_id}


class Patched(Ability):
    """An object of which something can be changed in place: its schema has `x-change: patch`."""

    patch_after_create: ClassVar[bool] = False
    """Whether Google may leave out a part of what a create asked for, so that it is patched."""

    def unpatchable(self, obj: Mapping[str, Any]) -> str | None:
        """Return why there is nothing that could be patched; `obj` may be the stored outputs."""
        del obj
        return None

    def patch(
        self,
        session: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """Change the fields in `mask` and return the object."""
        raise NotImplementedError("a kind with fields that are patched inherits Patched")


class Normalised(Ability):
    """An object whose values Google shows in another place or another form than they were given."""

    def shown(self, obj: Mapping[str, Any], inputs: Mapping[str, Any], read: Json) -> Json:
        """Return what the object has of the inputs, in the program's form where both mean the same.

        `read` is what the object has at the paths that the schema names. Numbers, prefixes, orders
        and what is empty need nothing here: comparison.py knows their forms.
        """
        del obj, inputs
        return read

    def is_equivalent(
        self,
        field_name: str,
        object_id: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        config: Config,
    ) -> bool:
        """Return whether an input that is written otherwise asks for what the object is already."""
        del field_name, object_id, old, new, config
        return False


class Derived(Ability):
    """An object with outputs that are in none of its fields (`x-derived`)."""

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Compute those outputs."""
        del obj, values
        return {}
