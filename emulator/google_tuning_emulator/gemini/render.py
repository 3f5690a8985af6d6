"""Tuned models, permissions and operations as proto3 JSON: unset and zero fields left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import rfc3339, to_micros
from google_tuning_emulator.gemini.messages import MESSAGES, PACKAGE
from google_tuning_emulator.wire.scalars import float32

if TYPE_CHECKING:
    from google_tuning_emulator.gemini.records import PermissionRecord, TunedModelRecord

_PERCENT = 100


def tuned_model(
    record: TunedModelRecord, api_version: str, now_ns: int, *, curve: bool = True
) -> dict[str, Any]:
    """Return the ``TunedModel`` resource; the training data is never part of it.

    ``curve``: with its snapshots.
    """
    body: dict[str, Any] = {"name": record.name}
    if record.source_model:
        # The two are one oneof: baseModel at the root would make this unreadable for protos.
        body["tunedModelSource"] = {
            "tunedModel": record.source_model,
            "baseModel": record.base_model,
        }
    else:
        body["baseModel"] = record.base_model
    if record.display_name:
        body["displayName"] = record.display_name
    if record.description:
        body["description"] = record.description
    # These three know presence: a zero that was set is shown.
    body["temperature"] = float32(record.temperature)
    body["topP"] = float32(record.top_p)
    body["topK"] = record.top_k
    body["state"] = MESSAGES[api_version].state[record.training.state(now_ns)]
    body["createTime"] = rfc3339(to_micros(record.training.created_ns), 6)
    body["updateTime"] = rfc3339(to_micros(record.update_ns(now_ns)), 6)
    body["tuningTask"] = _tuning_task(record, api_version, now_ns, curve=curve)
    if record.reader_project_numbers and api_version != "v1beta3":
        body["readerProjectNumbers"] = [str(number) for number in record.reader_project_numbers]
    return body


def _tuning_task(
    record: TunedModelRecord, api_version: str, now_ns: int, *, curve: bool
) -> dict[str, Any]:
    training = record.training
    task: dict[str, Any] = {}
    if now_ns >= training.starts_ns:
        task["startTime"] = rfc3339(training.starts_ns, 9)
    if training.ends_ns is not None and now_ns >= training.ends_ns:
        task["completeTime"] = rfc3339(to_micros(training.ends_ns), 6)
    snapshots = training.snapshots(record.name, now_ns) if curve else []
    if snapshots:
        task["snapshots"] = snapshots
    task["hyperparameters"] = {
        name: float32(value) if name.startswith("learningRate") else value
        for name, value in record.hyperparameters.items()
        if not (name == "learningRateMultiplier" and api_version == "v1beta3")
    }
    return task


def permission(record: PermissionRecord, api_version: str) -> dict[str, Any]:
    """Return the ``Permission`` resource."""
    messages = MESSAGES[api_version]
    body: dict[str, Any] = {
        "name": record.name,
        "granteeType": messages.grantee_type[record.grantee_type],
    }
    if record.email:
        body["emailAddress"] = record.email
    body["role"] = messages.role[record.role]
    return body


def operation(record: TunedModelRecord, now_ns: int, *, fresh: bool = False) -> dict[str, Any]:
    """Return the operation that creates a model.

    ``fresh`` is the answer to create itself, which names only the model and its steps. The types
    carry the API version that the model was created with, whichever one asks.
    """
    training = record.training
    prefix = f"type.googleapis.com/{PACKAGE}.{record.api_version}"
    metadata: dict[str, Any] = {
        "@type": f"{prefix}.CreateTunedModelMetadata",
        "totalSteps": training.total_steps,
        "tunedModel": record.name,
    }
    body: dict[str, Any] = {"name": record.operation_name, "metadata": metadata}
    if fresh:
        return body
    completed = training.completed_steps(now_ns)
    if completed:
        metadata["completedSteps"] = completed
        metadata["completedPercent"] = float32(_PERCENT * completed / training.total_steps)
        metadata["snapshots"] = training.snapshots(record.name, now_ns)
    state = training.state(now_ns)
    if state == "ACTIVE":
        body["done"] = True
        body["response"] = {
            "@type": f"{prefix}.TunedModel",
            **tuned_model(record, record.api_version, now_ns),
        }
    elif training.failure is not None and state == "FAILED":
        body["done"] = True
        body["error"] = {"code": training.failure.code, "message": training.failure.message}
    return body
