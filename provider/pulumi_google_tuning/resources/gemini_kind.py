"""What the kinds of the Gemini API share: what has a name is read, patched and deleted by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls
from pulumi_google_tuning.google.gemini import path
from pulumi_google_tuning.lifecycle.abilities.found import Located
from pulumi_google_tuning.lifecycle.abilities.kept import Patched
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.lifecycle.place import Place

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call


class GeminiKind(Located, Patched, Kind):
    """A resource of the Gemini API: what has a name is read, patched and deleted by it."""

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return the object's resource name."""
        return calls.name_of(obj)

    def place(
        self, config: Config, project: str | None, object_id: str, values: Mapping[str, Any]
    ) -> Place:
        """Return the server and the project."""
        del object_id, values
        return Place(config.endpoint(self.api), project)

    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """GET the object; its name is the one that it was asked for by, whatever is answered."""
        found = calls.or_none(lambda: session.send("GET", path(values, object_id)))
        return None if found is None else {**found, "name": object_id}

    def patch(
        self,
        session: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """PATCH with the exact mask."""
        del old_inputs
        url = path(inputs, object_id)
        patched = session.send("PATCH", url, params={"updateMask": ",".join(mask)}, body=body)
        return {**patched, "name": object_id} if patched else {}

    def delete(
        self, session: Session, object_id: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        """DELETE the object; a training that runs ends with its model."""
        del call
        session.send("DELETE", path(outputs, object_id))
