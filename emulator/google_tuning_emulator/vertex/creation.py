"""From a valid request to a job's record: what the server fills in, and the plan of its life."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import NANOS, to_micros
from google_tuning_emulator.training.outcome import Outcome
from google_tuning_emulator.vertex import dataset
from google_tuning_emulator.vertex.data_stats import tuning_data_stats
from google_tuning_emulator.vertex.life import BAD_DATA_AT, ENDPOINT_FAILED, Life
from google_tuning_emulator.vertex.names import (
    Place,
    model_reference,
    random_number,
    serving_location,
)
from google_tuning_emulator.vertex.records import JobRecord
from google_tuning_emulator.vertex.validation import check_new_job, found_errors
from google_tuning_emulator.wire.errors import ApiError, Violation

if TYPE_CHECKING:
    from google_tuning_emulator.settings import Settings
    from google_tuning_emulator.training.inference import Examples
    from google_tuning_emulator.vertex.messages import Messages
    from google_tuning_emulator.vertex.records import ModelRecord
    from google_tuning_emulator.vertex.store import VertexStore

# Not published: what the server chooses where a request says nothing.
_EPOCHS = 3
_BATCH = 16
_FILLED = ("supervisedTuningSpec", "preferenceOptimizationSpec")
_CODE_INVALID_ARGUMENT = 3
# The emulator's own, as one checkpoint each has an endpoint.
MOST_CHECKPOINTS = 10


def new_job(
    request: dict[str, Any],
    *,
    messages: Messages,
    here: Place,
    store: VertexStore,
    open_object: dataset.OpenObject,
    settings: Settings,
    now_ns: int,
) -> tuple[JobRecord, Examples]:
    """Return a job that waits for its turn, and the examples that its model will answer from.

    Raises:
        ApiError: 400 for a request that isn't valid, 404 for a model to tune on that isn't there.

    """
    spec = check_new_job(request, messages, here.location)
    request = {**request, spec: {**request[spec]}}
    base_model, parent, inherited = _source(request, here, store)
    uri = request[spec].get("trainingDatasetUri") or request[spec]["promptDatasetUri"]
    training = dataset.read(uri, spec, open_object, base_model)
    validation_uri = request[spec].get("validationDatasetUri", "")
    validation = (
        dataset.read(validation_uri, spec, open_object, base_model) if validation_uri else None
    )
    fault = (training.fault if training else "") or dataset.validation_fault(
        validation_uri, training, validation, base_model
    )
    count = training.example_count if training else 1
    epochs = _epochs(request[spec].get("hyperParameters", {}))
    chosen = {}
    if settings.fill_hyperparameters and spec in _FILLED:
        chosen = _chosen(spec, epochs, is_open="outputUri" in request)
    steps = _steps(request[spec].get("hyperParameters", {}), count, epochs)
    life = Life(
        created_ns=to_micros(now_ns),
        length_ns=int(settings.training_seconds * NANOS),
        total_steps=steps,
        epoch_count=epochs,
    )
    _plan_failure(life, fault, request.get("tunedModelDisplayName", ""), settings)
    job = JobRecord(
        job_id=random_number(),
        location=here.location,
        api_version=messages.version,
        request=request,
        spec=spec,
        base_model=base_model,
        life=life,
        statistics=tuning_data_stats(spec, training, steps) if training and not fault else {},
        parent_model_id="" if parent is None else parent.model_id,
        chosen=chosen,
        names_missing_model=settings.name_missing_models,
    )
    if parent is not None:
        job.served_in = parent.location
    elif settings.served_in == "google":
        job.served_in = serving_location(base_model, here.location)
    name = request.get("tunedModelDisplayName", "")
    if "outputUri" in request:
        job.unserved = settings.open_models != "endpoint"
        job.weights_only = settings.open_models == "weights"
    elif life.failure is None and settings.endpoint_fails(name):
        life.planned_end, life.failure, job.unserved = "JOB_STATE_FAILED", ENDPOINT_FAILED, True
    own = training.examples if training else []
    return job, [*own, *inherited]


def _source(
    request: dict[str, Any], here: Place, store: VertexStore
) -> tuple[str, ModelRecord | None, Examples]:
    """Return the base model, the model that gets a new version, and the examples it knows."""
    pre_tuned = request.get("preTunedModel")
    if pre_tuned is None:
        return request["baseModel"], None, []
    name = pre_tuned["tunedModelName"]
    # A job tunes on what another one in its location made, wherever that is served.
    reference = model_reference(name, here, (serving_location("gemini-3", here.location),))
    if reference is None:
        raise found_errors(
            [
                Violation(
                    "tuning_job.pre_tuned_model.tuned_model_name",
                    f"Invalid model name {name}: it must be "
                    "projects/PROJECT/locations/LOCATION/models/MODEL[@VERSION], and its location "
                    f"the job's, {here.location}.",
                )
            ]
        )
    model = store.model(reference.location, reference.model_id)
    version = model.version(reference.version) if model else None
    if model is None or version is None:
        raise ApiError(404, f"The Model {name} does not exist.")
    _check_checkpoint(pre_tuned.get("checkpointId", ""), version.job_id, here, store)
    there = Place(here.number, model.location)
    shown = there.of("models", f"{model.model_id}@{version.version_id}")
    request["preTunedModel"] = {**pre_tuned, "tunedModelName": shown, "baseModel": model.base_model}
    separate = request.get("tunedModelDisplayName")
    return model.base_model, None if separate else model, store.examples(version.job_id)


def _check_checkpoint(wanted: str, job_id: str, here: Place, store: VertexStore) -> None:
    job = store.job(here.location, job_id)
    known = [each.checkpoint_id for each in job.checkpoints] if job else []
    if wanted and wanted not in known:
        raise found_errors(
            [
                Violation(
                    "tuning_job.pre_tuned_model.checkpoint_id",
                    f"Checkpoint {wanted} does not exist; there are: {', '.join(known) or 'none'}.",
                )
            ]
        )


def _plan_failure(life: Life, fault: str, display_name: str, settings: Settings) -> None:
    rule = settings.failure_for(display_name)
    if fault:
        life.failure = Outcome(_CODE_INVALID_ARGUMENT, fault)
        life.planned_share = BAD_DATA_AT
    elif rule is not None:
        life.failure, life.planned_share = rule.outcome, rule.after_share
    if life.failure is not None:
        life.planned_end = "JOB_STATE_FAILED"


def _chosen(spec: str, epochs: int, *, is_open: bool) -> dict[str, Any]:
    """Return the server's hyperparameters; open models have their own learning rate instead."""
    chosen: dict[str, Any] = {"epochCount": epochs}
    if not is_open:
        chosen |= {"learningRateMultiplier": 1.0, "adapterSize": "ADAPTER_SIZE_FOUR"}
    if spec == "preferenceOptimizationSpec":
        chosen["beta"] = 0.1
    return chosen


def _epochs(parameters: dict[str, Any]) -> int:
    value = parameters.get("epochCount", _EPOCHS)
    return value if isinstance(value, int) and value > 0 else _EPOCHS


def _steps(parameters: dict[str, Any], examples: int, epochs: int) -> int:
    given = parameters.get("stepCount")
    if isinstance(given, int) and given > 0:
        return given
    batch = parameters.get("batchSize", _BATCH)
    size = batch if isinstance(batch, int) and batch > 0 else _BATCH
    return max(epochs, math.ceil(examples * epochs / size))
