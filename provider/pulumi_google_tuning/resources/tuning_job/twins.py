"""Two jobs of one identity: Google takes no id with a create, so nothing stops the second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.repeatable import Repeatable
from pulumi_google_tuning.resources.tuning_job import lookup, operations, progress

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


class JobTwins(Repeatable):
    """The jobs that carry one label."""

    def twins(
        self, session: Session, obj: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> list[Json]:
        """List the jobs with this one's label that run, or that made a model."""
        label = lookup.label_of(obj)
        found = lookup.labelled(session, inputs, label) if label else []
        return [
            job
            for job in found
            if progress.phase_of(job) is not Phase.FAILED
            and job.get("state") != progress.CANCELLING
        ]

    def call_off(self, session: Session, object_id: str, inputs: Mapping[str, Any]) -> bool:
        """Cancel the job; return False where it has ended, or is gone, already."""
        return operations.cancel(session, vertex.version_of(inputs), object_id)

    def is_called_off(self, obj: Mapping[str, Any]) -> bool:
        """Return whether the job was cancelled."""
        return obj.get("state") == progress.CANCELLED
