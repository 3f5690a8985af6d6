"""The emulator's own routes about Vertex AI, under ``/_emulator/``. README.md documents each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, jsonify

from google_tuning_emulator.routes.admin.bodies import (
    completed_steps,
    failure,
    read_body,
)
from google_tuning_emulator.state import emulator
from google_tuning_emulator.training.outcome import INTERNAL_ERROR, Outcome
from google_tuning_emulator.vertex import render
from google_tuning_emulator.vertex.life import CANCELLED, ENDS, WITH_MODEL
from google_tuning_emulator.vertex.names import Place
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from google_tuning_emulator.vertex.records import JobRecord

vertex_admin = Blueprint("vertex_admin", __name__, url_prefix="/_emulator")

_FAILED = "JOB_STATE_FAILED"
_MESSAGES = {
    _FAILED: INTERNAL_ERROR,
    "JOB_STATE_CANCELLED": CANCELLED,
    "JOB_STATE_EXPIRED": Outcome(4, "The tuning job took longer than it may."),
}


@vertex_admin.get("/jobs")
def jobs() -> Response:
    """Show every tuning job ever accepted."""
    world = emulator().vertex
    now_ns = world.settle()
    return jsonify(jobs=[_line(sequence, job, now_ns) for sequence, job in world.store.all_jobs()])


@vertex_admin.get("/vertex")
def vertex() -> Response:
    """Show what there is now: what costs money."""
    world = emulator().vertex
    now_ns = world.settle()
    running = [
        _place(job.location).of("tuningJobs", job.job_id)
        for _, job in world.store.all_jobs(only_open=True)
        if not job.life.ended(now_ns)
    ]
    models = [
        _place(each.location).of("models", each.model_id) for each in world.store.all_models()
    ]
    endpoints = [
        _place(each.location).of("endpoints", each.endpoint_id)
        for each in world.store.all_endpoints()
    ]
    counts = {"runningJobs": len(running), "models": len(models), "endpoints": len(endpoints)}
    return jsonify(counts=counts, runningJobs=running, models=models, endpoints=endpoints)


@vertex_admin.post("/jobs/<job_id>/complete")
def complete(job_id: str) -> Response:
    """End a job with success, now."""
    read_body(set())
    return _end(job_id, "JOB_STATE_SUCCEEDED", None)


@vertex_admin.post("/jobs/<job_id>/fail")
def fail(job_id: str) -> Response:
    """End a job with a failure, now."""
    return _end(job_id, _FAILED, failure())


@vertex_admin.post("/jobs/<job_id>/end")
def end(job_id: str) -> Response:
    """End a job in any state there is an end in, now."""
    state = read_body({"state"}).get("state")
    if state not in ENDS:
        raise ApiError(400, f"'state' must be one of {', '.join(ENDS)}.")
    return _end(job_id, str(state), None if state in WITH_MODEL else _MESSAGES[state])


@vertex_admin.post("/jobs/<job_id>/progress")
def progress(job_id: str) -> Response:
    """Let a job stand still at a step."""
    steps = completed_steps()
    now_ns = emulator().clock.now_ns()
    return _change(job_id, lambda job: job.life.pause_at(steps, now_ns))


def _end(job_id: str, state: str, ending: Outcome | None) -> Response:
    now_ns = emulator().clock.now_ns()
    return _change(job_id, lambda job: job.life.end(now_ns, state, ending))


def _change(job_id: str, change: Callable[[JobRecord], None]) -> Response:
    world = emulator().vertex
    now_ns = world.settle()
    found = next((job for _, job in world.store.all_jobs() if job.job_id == job_id), None)
    if found is None:
        raise ApiError(404, f"There is no tuning job {job_id}.")
    if found.life.ended(now_ns):
        raise ApiError(400, f"Tuning job {job_id} has ended: {found.life.state(now_ns)}.")
    world.change(found, change)
    now_ns = world.settle()
    changed = world.store.job(found.location, job_id) or found
    here = _place(changed.location)
    return jsonify(render.tuning_job(changed, here, changed.api_version, now_ns))


def _line(sequence: int, job: JobRecord, now_ns: int) -> dict[str, Any]:
    here = _place(job.location)
    there = _place(job.serving_location)
    model = there.of("models", f"{job.model_id}@{job.version_id}") if job.model_id else ""
    return {
        "sequence": sequence,
        "job": here.of("tuningJobs", job.job_id),
        "state": str(job.life.state(now_ns)),
        "model": model,
        "endpoint": there.of("endpoints", job.endpoint_id) if job.endpoint_id else "",
        "displayName": job.request.get("tunedModelDisplayName", ""),
        "baseModel": job.base_model,
        "apiVersion": job.api_version,
        "labels": job.request.get("labels", {}),
        "createdNanos": job.life.created_ns,
        "trainingDatasetUri": job.dataset_uri,
        "totalSteps": job.life.total_steps,
    }


def _place(location: str) -> Place:
    return Place(emulator().settings.project_number, location)
