"""Functions that a program calls on Vertex AI: tuning jobs, and the endpoints that answer.

Each has an `_output` twin that takes Outputs and gives one. A name carries its own project and
location, whatever the configuration says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import snake
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.resources.tuning_job import lookup, outputs

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_JOB = re.compile(r"projects/[^/]+/locations/[^/]+/tuningJobs/[^/]+")
_ENDPOINT = re.compile(r"projects/[^/]+/locations/[^/]+/endpoints/[^/]+")
_PUBLISHED = re.compile(r"projects/[^/]+/locations/[^/]+/publishers/[^/]+/models/[^/]+")
_MODEL = re.compile(r"projects/[^/]+/locations/[^/]+/models/[^/]+")


@dataclass(frozen=True)
class TuningJobResult:
    """A tuning job as the server has it; the fields are TuningJob's outputs and what it tunes."""

    name: str
    state: str | None = None
    base_model: str | None = None
    tuned_model_display_name: str | None = None
    description: str | None = None
    labels: dict[str, str] | None = None
    create_time: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    update_time: str | None = None
    error: dict[str, Any] | None = None
    experiment: str | None = None
    tuned_model: dict[str, Any] | None = None
    tuning_data_stats: dict[str, Any] | None = None


def read_job(api: Session, name: str, values: Mapping[str, Any]) -> TuningJobResult:
    """Read a job by its name, or by its id in the project and location of `values`."""
    full = name
    if "/" not in name:
        full = f"{vertex.parent_of(api, values)}/{lookup.COLLECTION}/{name}"
    if not _JOB.fullmatch(full):
        raise GoogleTuningError(
            f"{name!r} isn't a tuning job's name, projects/P/locations/L/tuningJobs/ID"
        )
    job = vertex.read(api, vertex.version_of(values), full)
    if job is None:
        raise GoogleTuningError(f"there is no {full} that these credentials can see")
    return _result(job)


def read_jobs(
    api: Session, values: Mapping[str, Any], wanted: str | None = None
) -> list[TuningJobResult]:
    """List the jobs of a project and location; `wanted` is Google's filter."""
    return [_result(job) for job in lookup.every(api, values, wanted)]


def is_on_vertex(model: str) -> bool:
    """Tell a name on Vertex AI from one of the Gemini API."""
    return model.startswith("projects/")


def ask_endpoint(api: Session, model: str, body: Mapping[str, Any]) -> Json:
    """Send a generateContent to an endpoint, or to a published model, at its own location."""
    if _MODEL.fullmatch(model):
        raise GoogleTuningError(
            f"{model} is a model, and on Vertex AI an endpoint answers: use the job's "
            f'tuned_model["endpoint"], projects/P/locations/L/endpoints/ID'
        )
    if not (_ENDPOINT.fullmatch(model) or _PUBLISHED.fullmatch(model)):
        raise GoogleTuningError(
            f"{model} isn't an endpoint's name, projects/P/locations/L/endpoints/ID"
        )
    # A question changes nothing, so it may be asked again.
    version = vertex.version_of({})
    url = f"{model}:generateContent"
    return vertex.ask(api, "POST", version, url, body=body, idempotent=True)


def _result(job: Mapping[str, Any]) -> TuningJobResult:
    known = TuningJobResult.__dataclass_fields__
    shown = {snake(name): value for name, value in {**job, **_trimmed(job)}.items()}
    return TuningJobResult(**{name: value for name, value in shown.items() if name in known})


def _trimmed(job: Mapping[str, Any]) -> Json:
    """Give the outputs without the sample rows that Google's statistics have."""
    kept = outputs.derived(job)
    return {name: kept.get(name) for name in ("error", "tunedModel", "tuningDataStats")}
