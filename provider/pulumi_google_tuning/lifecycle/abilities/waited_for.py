"""What becomes of an object while it is waited for."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.lifecycle.abilities.ability import Ability

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session


class Phase(enum.Enum):
    """The phase of an object."""

    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """An object's phase, in words for the resource's status line: `step 19/38 50% loss 0.73`."""

    phase: Phase
    text: str = ""
    percent: float | None = None


class WaitedFor(Ability):
    """An object that is usable some time after its create."""

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Return the progress of the object.

        `obj` is the server's, or the stored outputs; `values` the inputs, or the outputs again.
        """
        del obj, values
        return Progress(Phase.READY)

    def phase(self, obj: Mapping[str, Any]) -> Phase:
        """Return the object's phase alone, from its state and nothing else."""
        del obj
        return Phase.READY

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return Google's words on why the object failed."""
        del session, object_id, values
        return "Google gave no reason"

    def warning_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return what to know of an object that is ready."""
        del obj
        return None

    def note_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return where to find what was made, where no output says it."""
        del obj
        return None

    def list_all(self, session: Session, values: Mapping[str, Any]) -> dict[str, Json]:
        """List every object that `get` could read, by id: one poll for many who wait.

        What no list shows is read one by one.
        """
        del session, values
        return {}

    def list_watched(
        self, session: Session, values: Mapping[str, Any], wanted: Collection[str]
    ) -> dict[str, Json]:
        """List at least the wanted ids, as far as a list shows them: no page more than that."""
        del wanted
        return self.list_all(session, values)

    def is_told_by_list(self, obj: Mapping[str, Any]) -> bool:
        """Return whether a list tells more of an object than a read: its place among others."""
        del obj
        return False

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """Name what one `list_all` covers."""
        del values
        return type(self).__name__

    def read_in_full(self, session: Session, obj: Json) -> Json:
        """Read what a list doesn't show of an object, once it is ready.

        A request, so it is no part of `Normalised.shown`, which compares and is asked in a preview.
        """
        del session
        return obj


class AmongMany(Ability):
    """An object that lists show as a read does: many are seen with one request."""

    def among_many(
        self, session: Session, object_id: str, values: Mapping[str, Any]
    ) -> Json | None:
        """Return the object as lists of this moment show it, where many are read at once.

        They may lag: what differs from the state has to be read. `values` are as those of `get`.
        """
        del session, object_id, values
        return None
