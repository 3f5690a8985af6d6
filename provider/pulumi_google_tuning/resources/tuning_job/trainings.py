"""The trainings of Vertex AI at one location, read with few requests: one list a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.waited_for import Progress
from pulumi_google_tuning.resources.tuning_job.lookup import COLLECTION
from pulumi_google_tuning.resources.tuning_job.progress import JobProgress, failure

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

# It tells more of a job than v1, of the same jobs.
_VERSION = "v1beta1"


class TuningJobTrainings:
    """All jobs of a project and location. Raises ConfigError where no project is known."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._url = f"{vertex.parent_of(session, {})}/{COLLECTION}"

    def listed(self) -> dict[str, Json]:
        """List the jobs, those that ended long ago too: Google keeps them for ever."""
        listed = vertex.pages(self._session, _VERSION, self._url, COLLECTION)
        return {name: job for job in listed if (name := tolerant.text(job.get("name")))}

    def read(self, name: str) -> Json | None:
        """Read a job."""
        return vertex.read(self._session, _VERSION, name)

    def title(self, obj: Mapping[str, Any]) -> str:
        """Return the display name of the model that the job makes."""
        return tolerant.text(obj.get("tunedModelDisplayName")) or ""

    def progress(self, name: str, obj: Mapping[str, Any]) -> Progress:
        """Return how far a job is."""
        del name
        return JobProgress().progress(obj, {})

    def failure(self, name: str, obj: Mapping[str, Any]) -> str:
        """Return how a job ended that made no model."""
        del name
        return failure(obj)
