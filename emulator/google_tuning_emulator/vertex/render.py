"""Jobs, models, endpoints and operations as proto3 JSON: unset and zero fields left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import rfc3339, to_micros
from google_tuning_emulator.vertex import evaluation, metrics
from google_tuning_emulator.vertex.life import CAPACITY_AT, WITH_MODEL
from google_tuning_emulator.vertex.messages import MESSAGES, PACKAGE
from google_tuning_emulator.vertex.names import Place

if TYPE_CHECKING:
    from google_tuning_emulator.vertex.records import (
        Deployment,
        EndpointRecord,
        JobRecord,
        ModelRecord,
        ModelVersion,
        OperationRecord,
    )
    from google_tuning_emulator.vertex.store import VertexStore

# Who tunes where a request names no service account: it shows half a minute late.
_TUNING_AGENT = "service-{}@gcp-sa-vertex-tune.iam.gserviceaccount.com"
_EMPTY = "type.googleapis.com/google.protobuf.Empty"


def tuning_job(job: JobRecord, here: Place, version: str, now_ns: int) -> dict[str, Any]:
    """Return the ``TuningJob`` resource as an API version shows it."""
    messages, life = MESSAGES[version], job.life
    state = life.state(now_ns)
    body: dict[str, Any] = {
        "name": here.of("tuningJobs", job.job_id),
        **messages.render_message("TuningJob", _with_chosen(job, now_ns)),
        "state": messages.state(state),
        "createTime": _time(life.created_ns),
        "updateTime": _time(life.update_ns(now_ns)),
    }
    if life.running_ns is not None and life.runs(now_ns):
        body["startTime"] = _time(life.running_ns)
        body["experiment"] = experiment_name(job, here)
    if life.ends_ns is not None and life.ended(now_ns):
        body["endTime"] = _time(life.ends_ns)
        if life.failure is not None:
            body["error"] = {"code": life.failure.code, "message": life.failure.message}
    body |= _results(job, here, now_ns)
    if "serviceAccount" not in body and life.is_settled(now_ns):
        body["serviceAccount"] = _TUNING_AGENT.format(here.number)
    if job.statistics and _data_is_read(job, now_ns) and messages.has("TuningJob", job.spec):
        body["tuningDataStats"] = job.statistics
    if messages.has("TuningJob", "tuningJobState"):
        phase = life.phase(now_ns)
        if phase:
            states = messages.enum("TuningJob", "tuningJobState")
            body["tuningJobState"] = states[f"TUNING_JOB_STATE_{phase}"]
        metadata = {
            "completedEpochCount": life.completed_epochs(now_ns),
            "completedStepCount": life.completed_steps(now_ns),
        }
        if any(metadata.values()):
            body["tuningJobMetadata"] = {n: str(count) for n, count in metadata.items() if count}
    return body


def _with_chosen(job: JobRecord, now_ns: int) -> dict[str, Any]:
    """Return the request with the hyperparameters that the server chose, once it is trained."""
    if not job.chosen or job.life.state(now_ns) not in WITH_MODEL:
        return job.request
    spec = job.request[job.spec]
    parameters = {**job.chosen, **spec.get("hyperParameters", {})}
    return {**job.request, job.spec: {**spec, "hyperParameters": parameters}}


def _results(job: JobRecord, here: Place, now_ns: int) -> dict[str, Any]:
    """Return what a job that has ended names, which may be a model that there isn't."""
    there = Place(here.number, job.serving_location)
    # Another request may have settled the job since this one asked what time it is.
    if not job.life.ended(now_ns):
        return {}
    if job.model_id:
        runs = evaluation.runs(job, here)
        return {
            "tunedModel": _tuned_model(job, there),
            "gcsMetricsUri": f"gs://{metrics.bucket(here.number)}/{job.job_id}",
            **({"evaluateDatasetRuns": runs} if runs else {}),
        }
    if job.names_missing_model and job.life.failure is not None:
        return {"tunedModel": {"model": there.of("models", f"{job.job_id}@1")}}
    return {}


def experiment_name(job: JobRecord, here: Place) -> str:
    """Return the name of the experiment that a job's metrics are kept in."""
    return f"{here.name}/metadataStores/default/contexts/tuning-experiment-{job.job_id}"


def _data_is_read(job: JobRecord, now_ns: int) -> bool:
    life = job.life
    if life.state(now_ns) in WITH_MODEL:
        return True
    read_ns = (life.started_ns or 0) + int(life.length_ns * CAPACITY_AT)
    return life.started_ns is not None and (now_ns >= read_ns or life.paused_at_step is not None)


def _tuned_model(job: JobRecord, here: Place) -> dict[str, Any]:
    body: dict[str, Any] = {"model": here.of("models", f"{job.model_id}@{job.version_id}")}
    if job.endpoint_id:
        body["endpoint"] = here.of("endpoints", job.endpoint_id)
    if job.checkpoints:
        body["checkpoints"] = [
            {
                "checkpointId": each.checkpoint_id,
                "epoch": str(each.epoch),
                "step": str(each.step),
                "endpoint": here.of("endpoints", each.endpoint_id),
            }
            for each in job.checkpoints
        ]
    return body


def model(
    record: ModelRecord, version: ModelVersion, here: Place, store: VertexStore, *, pinned: bool
) -> dict[str, Any]:
    """Return the ``Model`` resource of a version; ``pinned``: its name tells the version."""
    name = here.of("models", record.model_id)
    body: dict[str, Any] = {
        "name": f"{name}@{version.version_id}" if pinned else name,
        **_settable(record.display_name, record.description, record.labels),
        "versionId": version.version_id,
        "versionAliases": version.aliases,
        "versionCreateTime": _time(version.created_ns),
        "versionUpdateTime": _time(max(version.created_ns, record.updated_ns)),
        "createTime": _time(record.created_ns),
        "updateTime": _time(record.updated_ns),
        "modelSourceInfo": {"sourceType": "GENIE"},
        "baseModelSource": {"genieSource": {"baseModelUri": record.base_model}},
        "etag": str(record.updated_ns // 1000),
    }
    if version.description:
        body["versionDescription"] = version.description
    deployed = [
        {
            "endpoint": here.of("endpoints", endpoint.endpoint_id),
            "deployedModelId": each.deployed_id,
        }
        for _, endpoint in store.endpoints(here.location)
        for each in endpoint.deployments
        if (each.model_id, each.version_id) == (record.model_id, version.version_id)
    ]
    if deployed:
        body["deployedModels"] = deployed
    if not version.aliases:
        del body["versionAliases"]
    return body


def endpoint(record: EndpointRecord, here: Place) -> dict[str, Any]:
    """Return the ``Endpoint`` resource."""
    body: dict[str, Any] = {
        "name": here.of("endpoints", record.endpoint_id),
        **_settable(record.display_name, record.description, record.labels),
        "createTime": _time(record.created_ns),
        "updateTime": _time(record.updated_ns),
        "etag": str(record.updated_ns // 1000),
    }
    if record.deployments:
        body["deployedModels"] = [deployed_model(each, here) for each in record.deployments]
        last = record.deployments[-1].deployed_id
        body["trafficSplit"] = {last: 100}
    return body


def deployed_model(deployment: Deployment, here: Place) -> dict[str, Any]:
    """Return a ``DeployedModel``."""
    body: dict[str, Any] = {
        "id": deployment.deployed_id,
        "model": here.of("models", deployment.model_id),
        "modelVersionId": deployment.version_id,
        "displayName": deployment.display_name,
        "createTime": _time(deployment.created_ns),
    }
    if deployment.checkpoint_id:
        body["checkpointId"] = deployment.checkpoint_id
    return {name: value for name, value in body.items() if value}


def operation(record: OperationRecord, here: Place, store: VertexStore) -> dict[str, Any]:
    """Return the ``google.longrunning.Operation`` resource.

    The types carry the API version of the request that began it, whichever one asks.
    """
    prefix = f"type.googleapis.com/{PACKAGE}.{record.api_version}"
    kind = "Delete" if record.kind.startswith("Delete") else record.kind
    resource = here.of(record.collection, record.resource_id)
    body: dict[str, Any] = {
        "name": f"{resource}/operations/{record.operation_id}",
        "metadata": {
            "@type": f"{prefix}.{kind}OperationMetadata",
            "genericMetadata": {
                "createTime": _time(record.created_ns),
                "updateTime": _time(record.done_ns if record.applied else record.created_ns),
            },
        },
    }
    if not record.applied:
        return body
    body["done"] = True
    if record.error is not None:
        body["error"] = record.error
    elif kind == "Delete":
        body["response"] = {"@type": _EMPTY}
    elif kind == "CreateEndpoint":
        made = store.endpoint(here.location, record.resource_id)
        shown = endpoint(made, here) if made else {"name": resource}
        body["response"] = {"@type": f"{prefix}.Endpoint", **shown}
    else:
        body["response"] = {"@type": f"{prefix}.{kind}Response"}
        if kind == "DeployModel":
            given = record.arguments["deployment"]
            model_name = here.of("models", given["model_id"])
            deployed = {"id": given["deployed_id"], "model": model_name}
            body["response"]["deployedModel"] = deployed
    return body


def _settable(display_name: str, description: str, labels: dict[str, str]) -> dict[str, Any]:
    given = {"displayName": display_name, "description": description, "labels": labels}
    return {name: value for name, value in given.items() if value}


def _time(nanos: int) -> str:
    return rfc3339(to_micros(nanos), 6)
