"""What a tuning job made, in its current form: the Model and the Endpoint behind the job.

A job is never changed once it is made; its name, description and labels live on, and are patched,
on the Model and the Endpoint. A model that the job only added a version to is its parent's: there
the Endpoint alone is read and patched.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.compare import same_on_server
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.kept import Referenced
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.resources.tuning_job.billing import priced
from pulumi_google_tuning.resources.tuning_job.lookup import LABEL, label_of
from pulumi_google_tuning.resources.tuning_job.progress import phase_of, trained_but_not_served
from pulumi_google_tuning.resources.tuning_job.spec import SCHEMA

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

# What is no name at all is no evidence: read by it, nothing would be found, and counted as deleted.
_NAMES: Final = "projects/"
# No field of Google's has a $.
MODEL: Final = "$model"
ENDPOINT: Final = "$endpoint"
# Set on what a create found again: a cancelled job is nothing to take up, but one that the state
# knows is told of and not made again by itself.
FOUND_AGAIN: Final = "$foundAgain"
FIELDS: Final[Mapping[str, str]] = {
    "tunedModelDisplayName": "displayName",
    "description": "description",
    "labels": "labels",
}
"""The job's fields that live on, and their names on Model and Endpoint."""


class JobAddresses(Referenced):
    """A job is named by what it made: another job tunes on its model."""

    def addresses(self, object_id: str, outputs: Mapping[str, Any]) -> set[str]:
        """Return the names of the job, its model and its endpoint."""
        return {name for name in (object_id, model_name(outputs), endpoint_name(outputs)) if name}


def model_name(job: Mapping[str, Any]) -> str | None:
    """Return the model that a job made, with its version."""
    return _named(tolerant.at(job, "tunedModel", "model"))


def endpoint_name(job: Mapping[str, Any]) -> str | None:
    """Return the endpoint that answers with the model."""
    return named_endpoint(tolerant.mapping(job.get("tunedModel")))


def named_endpoint(part: Mapping[str, Any]) -> str | None:
    """Return the endpoint that a checkpoint, a deployed model or a job's model names."""
    return _named(part.get("endpoint"))


def _named(value: Any) -> str | None:
    name = tolerant.text(value)
    return name if name and name.startswith(_NAMES) else None


def endpoint_names(job: Mapping[str, Any]) -> list[str]:
    """Return all endpoints of a job, those of its checkpoints too, each once."""
    checkpoints = tolerant.mappings(tolerant.at(job, "tunedModel", "checkpoints"))
    names = [endpoint_name(job), *map(named_endpoint, checkpoints)]
    return list({vertex.bare(name): name for name in names if name}.values())


def is_parents(job: Mapping[str, Any]) -> bool:
    """Return whether the job added a version to the model that it was tuned on from."""
    parent = tolerant.text_at(job, "preTunedModel", "tunedModelName")
    model = model_name(job)
    return bool(parent and model and vertex.bare(parent) == vertex.bare(model))


def composed(
    session: Session,
    job: Json,
    values: Mapping[str, Any],
    read: Callable[[str], Json | None] | None = None,
) -> Json:
    """Return the job with its Model and Endpoint as they are; None for one that is gone.

    `read` returns a resource by its name, another way than by a request for it.
    """
    version = vertex.version_of(values)
    read = read or (lambda name: vertex.read(session, version, name))
    job = priced(job, session.config)
    model, endpoint = model_name(job), endpoint_name(job)
    if model is None:
        return job
    found = {
        **job,
        MODEL: read(model),
        ENDPOINT: read(endpoint) if endpoint else None,
    }
    return found if found[ENDPOINT] is not None else _with_restored(read, found)


def _with_restored(read: Callable[[str], Json | None], job: Json) -> Json:
    """Return the job with the endpoint that an update made in place of the missing one, if any."""
    if job[MODEL] is None or not expects_endpoint(job):
        return job
    restored = restored_endpoint(read, job)
    if restored is None:
        return job
    made = {**tolerant.mapping(job.get("tunedModel")), "endpoint": restored["name"]}
    return {**job, "tunedModel": made, ENDPOINT: restored}


def restored_endpoint(read: Callable[[str], Json | None], job: Mapping[str, Any]) -> Json | None:
    """Return the endpoint that an update made for a job's model; not another one of its id."""
    found = read(restored_name(job))
    return None if found is None or not is_made_for(found, job) else found


def is_made_for(endpoint: Mapping[str, Any], job: Mapping[str, Any]) -> bool:
    """Return whether an endpoint of our id has the job's label, as far as the job has one."""
    return label_of(job) in ("", label_of(endpoint))


def expects_endpoint(job: Mapping[str, Any]) -> bool:
    """Return whether Google was to bring the model to an endpoint: it named one, or failed to."""
    ready = phase_of(job) is Phase.READY and model_name(job) is not None
    return ready and (endpoint_name(job) is not None or trained_but_not_served(job))


def is_served(job: Mapping[str, Any]) -> bool:
    """Return whether an endpoint answers with the model; `job` is composed.

    Google shows what is deployed on the endpoint and on the model: either is enough. What else an
    endpoint answers with is somebody's decision, as a later version of the model.
    """
    endpoint = job.get(ENDPOINT)
    if endpoint is None:
        return False
    name = vertex.bare(str(endpoint.get("name")))
    return bool(deployed_on(endpoint)) or any(
        vertex.bare(named_endpoint(one) or "") == name
        for one in deployed_on(tolerant.mapping(job.get(MODEL)))
    )


def deployed_on(holder: Mapping[str, Any]) -> list[Json]:
    """Return what is deployed: on an endpoint, or of a model."""
    return tolerant.mappings(holder.get("deployedModels"))


def answers_with(endpoint: Mapping[str, Any], model: str) -> bool:
    """Return whether this version of this model is deployed on an endpoint."""
    return any(is_version(one, model) for one in deployed_on(endpoint))


def is_version(deployed: Mapping[str, Any], model: str) -> bool:
    """Return whether a deployed model is this version of this model."""
    theirs = str(deployed.get("model", ""))
    if vertex.bare(theirs) != vertex.bare(model):
        return False
    version = served_version(deployed)
    return version is None or str(version) == (vertex.model_version(model) or str(version))


def served_version(deployed: Mapping[str, Any]) -> Any:
    """Return the version of a deployed model, where Google says it."""
    return deployed.get("modelVersionId") or vertex.model_version(str(deployed.get("model", "")))


def restored_name(job: Mapping[str, Any]) -> str:
    """Return the endpoint that an update makes for a job's model: beside the model, of our id.

    The id follows from the job's: who creates it twice is refused, and who was killed finds it.
    """
    place = "/".join(str(model_name(job)).split("/")[:4])
    number = re.sub(r"[^a-z0-9]+", "-", str(job["name"]).rpartition("/")[2].lower()).strip("-")
    return f"{place}/endpoints/tuning-job-{number[:40]}"


def deployed_id(job: Mapping[str, Any]) -> str:
    """Return the id of a job's model on that endpoint: up to ten digits, always the same."""
    return str(zlib.crc32(str(job["name"]).rpartition("/")[2].encode()) or 1)


def places(job: Mapping[str, Any]) -> list[Json]:
    """Return the resources whose name, description and labels count as the job's."""
    found = [None if is_parents(job) else job.get(MODEL), job.get(ENDPOINT)]
    return [place for place in found if place]


def has_no_place(job: Mapping[str, Any]) -> bool:
    """Return whether a job that is trained left nothing that could be patched.

    Of an open model there are only its weights, and where a version was added to the parent's model
    there is nothing without an endpoint. Stored outputs tell the first alone.
    """
    if phase_of(job) is not Phase.READY:
        return False
    return model_name(job) is None or (MODEL in job and not places(job))


def view(job: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
    """Return the current name, description and labels.

    Where Model and Endpoint differ, the one that isn't as `values` says: it was changed elsewhere,
    or never set. A job that isn't waited for is never patched by the run that made it, so what
    Google didn't copy from the job counts as it is there.
    """
    kept = job if values.get("wait") is False else {}
    return {
        name: _labels(job, values.get(name) or {}, _texts(kept.get(name)))
        if name == "labels"
        else _text(name, job, values.get(name), kept.get(name))
        for name in FIELDS
    }


def _text(name: str, job: Mapping[str, Any], mine: Any, kept: Any) -> Any:
    shown = [tolerant.text(place.get(FIELDS[name])) or kept for place in places(job)]
    field = SCHEMA.fields[name]
    others = [value for value in shown if not same_on_server(field, mine, value)]
    return next(iter([*others, *shown]), None)


def _labels(job: Mapping[str, Any], mine: Mapping[str, Any], kept: Mapping[str, Any]) -> Json:
    shown = [{**kept, **_texts(place.get("labels"))} for place in places(job)]
    merged: Json = {}
    for key in {key for labels in shown for key in labels}:
        values = [labels.get(key) for labels in shown]
        others = [value for value in values if value != mine.get(key)]
        value = next(iter([*others, *values]))
        if value is not None:
            merged[key] = value
    return merged


def patch(
    session: Session,
    job: Mapping[str, Any],
    inputs: Mapping[str, Any],
    names: list[str],
    old_inputs: Mapping[str, Any],
) -> None:
    """Set the named fields on Model and Endpoint; a dropped label goes, others' labels stay.

    Google accepts no empty display name: one that the program no longer declares stays.
    """
    named = [name for name in names if name != "tunedModelDisplayName" or inputs.get(name)]
    mask = ",".join(FIELDS[name] for name in named)
    for place in places(job) if named else []:
        body: Json = {
            FIELDS[name]: inputs.get(name, "")
            if name != "labels"
            else _merged(place, job, inputs.get(name) or {}, old_inputs.get(name) or {})
            for name in named
        }
        url = vertex.unversioned(str(place["name"]))
        version = vertex.version_of(inputs)
        vertex.ask(session, "PATCH", version, url, params={"updateMask": mask}, body=body)


def _merged(
    place: Mapping[str, Any],
    job: Mapping[str, Any],
    mine: Mapping[str, Any],
    before: Mapping[str, Any],
) -> Json:
    theirs = _texts(place.get("labels"))
    identity = {LABEL: label_of(job)} if label_of(job) else {}
    stays = {key: value for key, value in theirs.items() if key not in before or key in mine}
    return {**stays, **mine, **identity}


def _texts(labels: Any) -> dict[str, str]:
    return {key: value for key, value in tolerant.mapping(labels).items() if isinstance(value, str)}
