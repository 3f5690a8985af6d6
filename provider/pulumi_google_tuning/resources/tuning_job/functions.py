"""Functions that a program calls on Vertex AI: tuning jobs, and the endpoints that answer.

Each has an `_output` twin that takes Outputs and gives one. A name carries its own project and
location, whatever the configuration says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.program.functions import (
    callable_in_programs,
    output_twin,
    result_of,
    session,
)
from pulumi_google_tuning.resources.tuning_job import lookup, queries
from pulumi_google_tuning.resources.tuning_job.typed.outputs import (
    TuningJobError,
    TuningJobTunedModel,
    TuningJobTuningDataStats,
)

__all__ = [
    "TuningJobResult",
    "get_tuning_job",
    "get_tuning_job_output",
    "list_tuning_jobs",
    "list_tuning_jobs_output",
]


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
    error: TuningJobError | None = None
    experiment: str | None = None
    tuned_model: TuningJobTunedModel | None = None
    tuning_data_stats: TuningJobTuningDataStats | None = None


def _result(values: Mapping[str, Any]) -> TuningJobResult:
    """Return the result of values in either spelling."""
    return result_of(TuningJobResult, "getTuningJob", values)


def _results(answer: Mapping[str, Any]) -> list[TuningJobResult]:
    return [_result(job) for job in answer.get(lookup.COLLECTION, ())]


@callable_in_programs(_result)
def get_tuning_job(
    name: str,
    project: str | None = None,
    location: str | None = None,
    api_version: str | None = None,
) -> TuningJobResult:
    """Read a tuning job of Vertex AI by its resource name, or by its id.

    Raises FunctionError where there is none. Source:
    https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.tuningJobs.
    """
    values = {"project": project, "location": location, "apiVersion": api_version}
    return _result(queries.read_job(session(), name, values))


@callable_in_programs(_results)
def list_tuning_jobs(
    filter: str | None = None,  # noqa: A002 - the API's own word
    project: str | None = None,
    location: str | None = None,
    api_version: str | None = None,
) -> list[TuningJobResult]:
    """List the tuning jobs of a project and location; `filter` is the API's: `labels.team=nlp`."""
    values = {"project": project, "location": location, "apiVersion": api_version}
    return [_result(job) for job in queries.read_jobs(session(), values, filter)]


get_tuning_job_output = output_twin(get_tuning_job)


list_tuning_jobs_output = output_twin(list_tuning_jobs)
