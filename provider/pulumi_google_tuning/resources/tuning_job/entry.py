"""What the rest of the package needs to know of `TuningJob`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.resources.entry import Entry, Leftovers, Links, Watched
from pulumi_google_tuning.resources.tuning_job import artifacts, queries
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind
from pulumi_google_tuning.resources.tuning_job.progress import ended
from pulumi_google_tuning.resources.tuning_job.trainings import TuningJobTrainings

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


def _labelled(session: Session) -> dict[str, Json]:
    """List the jobs with our label, at the configured project and location."""
    return TuningJobKind().list_all(session, {})


def _place(session: Session) -> str:
    return vertex.parent_of(session, {})


def _made(job: Mapping[str, Any]) -> Iterable[str | None]:
    """Name a job's model and endpoints: a stack may use an endpoint alone."""
    return artifacts.model_name(job), *artifacts.endpoint_names(job)


def _remains(session: Session, name: str, job: Mapping[str, Any]) -> bool:
    """Return whether there is anything to delete: a job's record stays when its model is gone."""
    if not ended(job):
        return True
    now = TuningJobKind().get(session, name, {}) or {}
    return bool(now.get(artifacts.MODEL) or now.get(artifacts.ENDPOINT))


TUNING_JOB: Final = Entry(
    kind=TuningJobKind(),
    section="tuningJobs",
    section_description="Tuning jobs of Vertex AI, by name.",
    summary="a training on Vertex AI, with the model and endpoints that it makes",
    exported=("name", "state", "tunedModel"),
    public_modules=("typed.args", "functions"),
    functions=queries.FUNCTIONS,
    links=Links(
        makes=("tunedModel", "model"),
        answers=("tunedModel", "endpoint"),
        tuned_from=("preTunedModel", "tunedModelName"),
    ),
    watched=Watched("vertex", "Vertex AI", TuningJobTrainings),
    leftovers=Leftovers(TuningJobKind(), "tuning jobs", _labelled, _place, _made, _remains),
)
