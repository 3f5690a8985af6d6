"""What every resource says of itself; everything else is the life cycle's.

A kind knows its schema and its REST calls. It knows no state, no waiting, no identity and nothing
of Pulumi. The members below are all that a resource needs; what it can do beside them (be waited
for, be found again, be changed in place, say what it will cost) it inherits from abilities/.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.fields.resource_schema import ResourceSchema
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.identity import Identity


class Kind(ABC):
    """One kind of resource."""

    schema: ClassVar[ResourceSchema]
    noun: ClassVar[str]
    """What people call it: `tuned model`."""

    @abstractmethod
    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return the key that finds the object, before it exists: its id, or what it is known by.

        There is an identity where the kind is `FoundAgain` and the user chose no id.
        """

    @abstractmethod
    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look up what `id_for` names; None when there is nothing."""

    @abstractmethod
    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """Send the create, once, and return the object as far as the answer shows it."""

    @abstractmethod
    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """Read the object; None when there is none. `values` are inputs or stored outputs."""

    @abstractmethod
    def delete(
        self, session: Session, object_id: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        """Delete the object; ApiError 404 when it is gone."""

    @abstractmethod
    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return the id under which the state keeps the object."""
