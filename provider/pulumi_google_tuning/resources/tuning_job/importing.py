"""Taking in a tuning job that was started elsewhere: with google-genai, vertexai, the console."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.projects import are_certainly_two
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.importable import Evidence, Importable
from pulumi_google_tuning.resources.tuning_job import dropped
from pulumi_google_tuning.resources.tuning_job.lines import data_of
from pulumi_google_tuning.resources.tuning_job.lookup import LABEL
from pulumi_google_tuning.resources.tuning_job.serving import lack_of

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call

# Google's own labels on a model, such as google-vertex-llm-tuning-job-id.
_GOOGLES = "goog"
# Who tunes where nobody is named; Google shows it some time after the job.
_AGENT = re.compile(r"service-[0-9]+@gcp-sa-[a-z-]+\.iam\.gserviceaccount\.com")


class JobImport(Importable):
    """A job is taken in by its name, no matter who started it: its label isn't needed."""

    import_id = re.compile(
        r"projects/[^/\s]+/locations/(?P<location>[^/\s]+)/tuningJobs/[A-Za-z0-9_-]+"
    )
    import_form = (
        "Write it as projects/PROJECT/locations/LOCATION/tuningJobs/ID, such as "
        "projects/my-project/locations/us-central1/tuningJobs/123"
    )
    lists_with = "google-tuning jobs"

    def inputs_of_id(self, session: Session, object_id: str) -> Json:
        """Return project and location, where the configuration doesn't say them already."""
        _, project, _, location, *_ = object_id.split("/")
        found: Json = {}
        if not _is_configured(session, project, object_id):
            found["project"] = project
        if location != session.location:
            found["location"] = location
        return found

    def inputs_of_object(self, session: Session, obj: Mapping[str, Any], inputs: Json) -> Json:
        """Leave out what is Google's own or ours, and keep a missing endpoint missing."""
        del session
        found = dict(inputs)
        labels = {
            key: value
            for key, value in found.pop("labels", {}).items()
            if key != LABEL and not key.startswith(_GOOGLES)
        }
        if labels:
            found["labels"] = labels
        if _AGENT.fullmatch(str(found.get("serviceAccount", ""))):
            del found["serviceAccount"]
        if lack_of(obj) is not None:
            found["restoreEndpoint"] = False
        return found

    def evidence(
        self,
        session: Session,
        object_id: str,
        old: Mapping[str, Any],
        told: Mapping[str, Any],
        data: Data | None,
        call: Call,
    ) -> Evidence:
        """Compare the rows at the job's address, which this run has seen, with Google's count.

        Google leaves rows out, and doesn't always tell how many.
        """
        del session, told, data
        uri = data_of(old)
        rows = call.run.sizes.rows_at(uri) if uri else None
        counted = _counted(old)
        if uri is None or rows is None or counted is None:
            return Evidence()
        left_out = dropped.count(old)
        most = counted + left_out if dropped.is_whole(old) else rows
        if counted <= rows <= most:
            return Evidence(agrees=f"Google counted {counted:,} of {rows:,} rows")
        more = f" and left out {left_out:,}" if left_out else ""
        return Evidence(
            against=f"{uri} isn't the data that {object_id} was trained on: it has {rows:,} rows, "
            f"and Google counted {counted:,}{more}. Nothing is trained. To train on it, change "
            f"`revision`"
        )


def _counted(job: Mapping[str, Any]) -> int | None:
    """Return how many examples Google counted in the training data; None where it doesn't say."""
    found = (tolerant.positive(one.get("tuningDatasetExampleCount")) for one in dropped.stats(job))
    return next((count for count in found if count), None)


def _is_configured(session: Session, project: str, object_id: str) -> bool:
    """Return whether a job's project is the configured one; an id and a number may be one's."""
    configured = session.project
    if configured is None or are_certainly_two(configured, project):
        return False
    if configured == project:
        return True
    rest = object_id.split("/", 2)[-1]
    try:
        found = vertex.read(session, vertex.version_of({}), f"projects/{configured}/{rest}")
    except GoogleTuningError:
        return False
    return found is not None
