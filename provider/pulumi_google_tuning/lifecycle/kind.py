"""What one resource says of itself; everything else is the life cycle's.

A kind knows its schema, its REST calls, how to read an object's progress, and its words. It knows
no state, no waiting, no identity and nothing of Pulumi.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi_google_tuning.fields.compare import differing
from pulumi_google_tuning.fields.resource_schema import ResourceSchema, at_path
from pulumi_google_tuning.fields.values import Json

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.fields.messages import Failure
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.identity import Identity
    from pulumi_google_tuning.lifecycle.run import Run


class Phase(enum.Enum):
    """Where an object stands."""

    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """An object's phase, in words for the resource's row: `step 19/38 50% loss 0.73`."""

    phase: Phase
    text: str = ""
    percent: float | None = None


class Kind(ABC):
    """One kind of resource."""

    schema: ClassVar[ResourceSchema]
    noun: ClassVar[str]
    """What people call it: `tuned model`."""
    trains: ClassVar[bool] = False
    """Whether making one is a paid training."""
    identified: ClassVar[bool] = False
    """Whether a cut off run finds it again by identity: lineage, urn, inputs, attempt."""
    certain: ClassVar[bool] = False
    """Whether an identity is so long that nothing else can have it: no comparison is needed."""
    lag_seconds: ClassVar[float] = 0.0
    """How long `find` may not show what Google accepted: where it has only a list to look in."""
    mends_after_create: ClassVar[bool] = False
    """Whether Google may leave out a part of what a create asked for, so that it is patched."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Whatever trains is found again by its identity."""
        super().__init_subclass__(**kwargs)
        cls.identified = cls.identified or cls.trains

    # -- identity ------------------------------------------------------------------------------

    def explicit_id(self, inputs: Mapping[str, Any]) -> str | None:
        """Return the id that the user chose, if the user chose one."""
        del inputs
        return None

    @abstractmethod
    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return the id that the object will have (or a key that finds it) before it exists."""

    # -- calls ---------------------------------------------------------------------------------

    @abstractmethod
    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look up what `id_for` names; None when there is nothing."""

    @abstractmethod
    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """Send the create, once, and give the object as far as the answer shows it."""

    @abstractmethod
    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """Read the object; None when there is none. `values` are inputs or stored outputs."""

    def settled(self, session: Session, obj: Json) -> Json:
        """Read what a list doesn't show of an object, once it is ready."""
        del session
        return obj

    @abstractmethod
    def patch(
        self,
        session: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """Change the fields in `mask` and give the object."""

    @abstractmethod
    def delete(
        self, session: Session, object_id: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        """Delete the object; ApiError 404 when it is gone."""

    def list_all(self, session: Session, values: Mapping[str, Any]) -> dict[str, Json]:
        """List every object that `get` could read, by id: one poll for many who wait."""
        raise NotImplementedError

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """Name what one `list_all` covers."""
        del values
        return type(self).__name__

    # -- reading -------------------------------------------------------------------------------

    @abstractmethod
    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return the id under which the state keeps the object."""

    def addresses(self, object_id: str, outputs: Mapping[str, Any]) -> set[str]:
        """Return the names by which other resources' inputs may refer to the object."""
        del outputs
        return {object_id}

    def same_id(self, object_id: str) -> str:
        """Return an id in the form in which two forms of one id are equal."""
        return object_id

    def key_of(self, obj: Mapping[str, Any]) -> str:
        """Return the key of `id_for` that an object carries."""
        return self.object_id(obj)

    def void(self, obj: Mapping[str, Any]) -> str | None:
        """Return why nothing usable is left of an object that can be read, and never will be."""
        del obj
        return None

    def lost(self, obj: Mapping[str, Any]) -> str | None:
        """Return what was taken away elsewhere from an object that is there."""
        del obj
        return None

    def caveat(self, obj: Mapping[str, Any]) -> str | None:
        """Return what to know of an object that is ready."""
        del obj
        return None

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Return where the object stands; a resource that needs no waiting is ready at once.

        `obj` is the server's, or the stored outputs; `values` the inputs, or the outputs again.
        """
        del obj, values
        return Progress(Phase.READY)

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return Google's words on why the object failed."""
        del session, object_id, values
        return "Google gave no reason"

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Compute the outputs that stand in no field of the object (`x-derived`)."""
        del obj, values
        return {}

    def born(self, values: Mapping[str, Any]) -> str | None:
        """Tell an object from a later one of the same id: its creation time, if it has one."""
        del values
        return None

    # -- words ---------------------------------------------------------------------------------

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find what is wrong with the inputs under this configuration."""
        del inputs, config
        return []

    def training_problems(self, inputs: Mapping[str, Any], run: Run) -> list[Failure]:
        """Find what speaks against training on these inputs, not against what was trained on them.

        A limit that Google moves must not stop those who were within it.
        """
        del inputs, run
        return []

    def advice(self, inputs: Mapping[str, Any]) -> str | None:
        """Warn of something that the inputs ask for and that will not work."""
        del inputs
        return None

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what a create will cost: `trains 38 steps: …`."""
        del inputs, config, run
        return None

    # -- shared --------------------------------------------------------------------------------

    def on_server(self, field_name: str, obj: Mapping[str, Any]) -> Any:
        """Read an input's value from the server's object."""
        return at_path(obj, self.schema.fields[field_name].body_path)

    def asks_for_the_same(
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

    def differences(self, inputs: Mapping[str, Any], obj: Mapping[str, Any]) -> list[str]:
        """Name the declared fields that the server has otherwise.

        What the program doesn't declare is the server's to choose, and what the server never
        shows can't differ. A nested field is named by its path: `hyperparameters.epochCount`.
        """
        found: list[str] = []
        for field in self.schema.inputs:
            mine = inputs.get(field.name)
            if field.provider_only or field.server_silent or mine is None:
                continue
            theirs = self.on_server(field.name, obj)
            found += differing(field.schema, mine, theirs, field.name)
        return found
