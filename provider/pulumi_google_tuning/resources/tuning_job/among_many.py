"""Jobs that have nothing to do: job, model and endpoint of many, seen on pages of three lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.waited_for import AmongMany
from pulumi_google_tuning.resources.tuning_job import artifacts

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


class _NotListedError(Exception):
    """A list doesn't show it, which says nothing."""


class JobAmongMany(AmongMany):
    """What lists show of a job and of what it made."""

    def among_many(
        self, session: Session, object_id: str, values: Mapping[str, Any]
    ) -> Json | None:
        """Return the job with Model and Endpoint; None where one of them isn't on a page."""
        version = vertex.version_of(values)

        def listed(name: str) -> Json:
            found = vertex.among_many(session, version, name, object_id)
            if found is None:
                raise _NotListedError
            return found

        try:
            return artifacts.composed(session, listed(object_id), values, listed)
        except _NotListedError:
            return None
