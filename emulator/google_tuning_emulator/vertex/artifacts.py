"""What a job's success brings: a model or a new version of one, its endpoints, its checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_tuning_emulator.vertex.creation import MOST_CHECKPOINTS
from google_tuning_emulator.vertex.life import ENDPOINT_FAILED, WITH_MODEL
from google_tuning_emulator.vertex.names import random_number
from google_tuning_emulator.vertex.records import (
    Checkpoint,
    Deployment,
    EndpointRecord,
    ModelRecord,
    ModelVersion,
)

if TYPE_CHECKING:
    from google_tuning_emulator.settings import Settings
    from google_tuning_emulator.vertex.records import JobRecord
    from google_tuning_emulator.vertex.store import VertexStore


def makes_model(job: JobRecord) -> bool:
    """Return whether a job that has ended leaves a model: a success, or a lack of an endpoint.

    Of an open model the results are in the bucket alone, unless the settings say otherwise.
    """
    if job.life.planned_end in WITH_MODEL:
        return not job.weights_only
    return job.unserved and job.life.failure == ENDPOINT_FAILED


def bring(job: JobRecord, store: VertexStore, settings: Settings, at_ns: int) -> None:
    """Make what a successful job brings, once, at the instant of its end."""
    model = store.model(job.serving_location, job.parent_model_id) if job.parent_model_id else None
    if model is None:  # also when the parent was deleted while the job ran
        model = _new_model(job, settings, at_ns)
    version = ModelVersion(str(model.next_version), at_ns, job.job_id)
    model.next_version += 1
    if settings.new_version_is_default or not model.versions:
        for each in model.versions:
            each.aliases = [alias for alias in each.aliases if alias != "default"]
        version.aliases = ["default"]
    model.versions.append(version)
    model.updated_ns = at_ns
    store.put_model(model)
    job.model_id, job.version_id = model.model_id, version.version_id
    job.checkpoints = [] if job.unserved else _checkpoints(job)
    for checkpoint in job.checkpoints:
        checkpoint.endpoint_id = _new_endpoint(
            job, model, store, settings, at_ns, checkpoint.checkpoint_id
        )
    if job.unserved:
        return
    # The last checkpoint is the model's default one: they share the endpoint.
    job.endpoint_id = (
        job.checkpoints[-1].endpoint_id
        if job.checkpoints
        else _new_endpoint(job, model, store, settings, at_ns, "")
    )


def _new_model(job: JobRecord, settings: Settings, at_ns: int) -> ModelRecord:
    return ModelRecord(
        model_id=random_number(),
        location=job.serving_location,
        created_ns=at_ns,
        updated_ns=at_ns,
        base_model=job.base_model,
        display_name=job.request.get("tunedModelDisplayName") or f"tuned {job.job_id}",
        description=job.request.get("description", "") if settings.copy_to_model else "",
        labels=_labels(job, settings),
    )


def _new_endpoint(
    job: JobRecord,
    model: ModelRecord,
    store: VertexStore,
    settings: Settings,
    at_ns: int,
    checkpoint_id: str,
) -> str:
    endpoint = EndpointRecord(
        endpoint_id=random_number(),
        location=job.serving_location,
        created_ns=at_ns,
        updated_ns=at_ns,
        display_name=model.display_name,
        description=job.request.get("description", "") if settings.copy_to_model else "",
        labels=_labels(job, settings),
        deployments=[
            Deployment(
                deployed_id=random_number(),
                model_id=model.model_id,
                version_id=job.version_id,
                created_ns=at_ns,
                display_name=model.display_name,
                checkpoint_id=checkpoint_id,
            )
        ],
    )
    store.put_endpoint(endpoint)
    return endpoint.endpoint_id


def _labels(job: JobRecord, settings: Settings) -> dict[str, str]:
    labels = dict(job.request.get("labels", {})) if settings.copy_to_model else {}
    if settings.system_labels:
        # As models tuned by Vertex AI show them.
        labels["google-vertex-llm-tuning-base-model-id"] = (
            job.base_model.rpartition("/")[2].replace(".", "-").replace("@", "-")
        )
        labels["google-vertex-llm-tuning-job-id"] = job.job_id
    return labels


def _checkpoints(job: JobRecord) -> list[Checkpoint]:
    """Return one checkpoint an epoch, at most ten, evenly spaced and with the last."""
    if job.request[job.spec].get("exportLastCheckpointOnly"):
        return []
    epochs, steps = job.life.epoch_count, job.life.total_steps
    count = min(epochs, MOST_CHECKPOINTS)
    chosen = [epochs * number // count for number in range(1, count + 1)]
    return [
        Checkpoint(str(number), epoch, steps * epoch // epochs, "")
        for number, epoch in enumerate(chosen, 1)
    ]
