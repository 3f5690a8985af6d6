"""What a poll asks of each tuning job: its states, counters and time stamps, and not its data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.glance import Glance, Glanced
from pulumi_google_tuning.resources.tuning_job import lookup

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.values import Json
    from pulumi_google_tuning.google.session import Session

# All that movement.py and queue.py read, and the label, by which a filter is tried out.
_FIELDS: Final = ("name", "state", "createTime", "startTime", "endTime", "updateTime", "labels")
_DECISIVE: Final = ("state", "endTime")
_GLANCES: Final = {
    "v1": Glance(_FIELDS, _DECISIVE, shows_moves=True),
    "v1beta1": Glance(
        (*_FIELDS, "tuningJobState", "tuningJobMetadata"), _DECISIVE, shows_moves=True
    ),
}


class JobGlance(Glanced):
    """A tuning job in part."""

    def glance(self, values: Mapping[str, Any]) -> Glance | None:
        """Ask for what moves, in the fields of the job's API version."""
        return _GLANCES.get(vertex.version_of(values))

    def get_part(
        self, session: Session, object_id: str, values: Mapping[str, Any], fields: Collection[str]
    ) -> Json | None:
        """Read some fields of the job."""
        return vertex.read(session, vertex.version_of(values), object_id, fields)

    def list_parts(
        self,
        session: Session,
        values: Mapping[str, Any],
        wanted: Collection[str],
        fields: Collection[str],
    ) -> dict[str, Json]:
        """List some fields of jobs until the wanted ones were seen."""
        return lookup.watched(session, values, wanted, fields)
