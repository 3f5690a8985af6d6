"""Where a job is: its name says the project's number and the location, the configuration an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.found import Located
from pulumi_google_tuning.lifecycle.place import Place

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config


class JobPlace(Located):
    """A job belongs to a server, a project and a location."""

    api = "vertex"
    id_has_project = True

    def place(
        self, config: Config, project: str | None, object_id: str, values: Mapping[str, Any]
    ) -> Place:
        """Return the server of the job's own location, and what is asked for beside."""
        return Place(
            config.endpoint(self.api, vertex.location_of(object_id)),
            values.get("project") or project,
            values.get("location") or config.location,
        )

    def is_in(self, object_id: str, place: Place) -> bool:
        """Return whether the job's name has the project as it is written in the place."""
        return place.project is not None and object_id.startswith(f"projects/{place.project}/")

    def id_in(self, object_id: str, place: Place) -> str:
        """Return the job's name with the place's project in it."""
        rest = object_id.split("/", 2)[-1]
        return object_id if place.project is None else f"projects/{place.project}/{rest}"
