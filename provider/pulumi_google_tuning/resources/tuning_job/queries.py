"""What the functions of every door read of tuning jobs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.resources.function import Function
from pulumi_google_tuning.resources.tuning_job import lookup
from pulumi_google_tuning.resources.tuning_job.outputs import JobOutputs

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_JOB = re.compile(r"projects/[^/]+/locations/[^/]+/tuningJobs/[^/]+")


def read_job(session: Session, name: str, values: Mapping[str, Any]) -> Json:
    """Read a job by its name, or by its id in the project and location of `values`.

    Raises GoogleTuningError where there is none.
    """
    full = name
    if "/" not in name:
        full = f"{vertex.parent_of(session, values)}/{lookup.COLLECTION}/{name}"
    if not _JOB.fullmatch(full):
        raise GoogleTuningError(
            f"{name!r} isn't a tuning job's name, projects/P/locations/L/tuningJobs/ID"
        )
    job = vertex.read(session, vertex.version_of(values), full)
    if job is None:
        raise GoogleTuningError(f"there is no {full} that these credentials can see")
    return _outputs(job)


def read_jobs(session: Session, values: Mapping[str, Any], wanted: str | None = None) -> list[Json]:
    """List the jobs of a project and location; `wanted` is Google's filter."""
    return [_outputs(job) for job in lookup.every(session, values, wanted)]


def _outputs(job: Mapping[str, Any]) -> Json:
    """Return the outputs without the sample rows that Google's statistics have."""
    kept = JobOutputs().derived(job, {})
    trimmed = {name: kept.get(name) for name in ("error", "tunedModel", "tuningDataStats")}
    return {"name": "", **job, **trimmed}


def _get(session: Session, given: Mapping[str, Any]) -> Json:
    return read_job(session, given["name"], given)


def _list(session: Session, given: Mapping[str, Any]) -> Json:
    return {lookup.COLLECTION: read_jobs(session, given, given.get("filter"))}


FUNCTIONS: Final = (Function("getTuningJob", _get), Function("listTuningJobs", _list))
