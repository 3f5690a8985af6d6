"""``tuningJobs``: create, get, list, cancel. There is no patch and no delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.routes.vertex.common import LOCATION, page
from google_tuning_emulator.state import emulator
from google_tuning_emulator.vertex import render
from google_tuning_emulator.vertex.creation import new_job
from google_tuning_emulator.vertex.filters import parse_filter
from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import json_reply, query_parameters
from google_tuning_emulator.wire.shown import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from google_tuning_emulator.vertex.names import Place
    from google_tuning_emulator.vertex.records import JobRecord

vertex_jobs = Blueprint("vertex_jobs", __name__, url_prefix=LOCATION)


@vertex_jobs.post("/tuningJobs")
def create(version: str, project: str, location: str) -> Response:
    """Accept a tuning job; answer with the job itself."""
    query_parameters(request)
    messages = MESSAGES[version]
    body = messages.parse("TuningJob", loads(request.get_data()), "tuning_job")
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    job, examples = new_job(
        body,
        messages=messages,
        here=here,
        store=world.store,
        open_object=emulator().objects.open,
        settings=world.settings,
        now_ns=now_ns,
    )
    world.accept(job, examples)
    return json_reply(_render_job(job.job_id, here, version, world.settle()), request)


@vertex_jobs.get("/tuningJobs/<job_id>")
def get(version: str, project: str, location: str, job_id: str) -> Response:
    """Show one job."""
    query_parameters(request, shows=MESSAGES[version].shown("TuningJob"))
    here, now_ns = emulator().vertex.enter(project, location)
    return json_reply(_render_job(job_id, here, version, now_ns), request)


@vertex_jobs.get("/tuningJobs")
def list_jobs(version: str, project: str, location: str) -> Response:
    """Show a page of the jobs, newest first."""
    shows = page_of("tuningJobs", MESSAGES[version].shown("TuningJob"))
    parameters = query_parameters(request, "filter", "pageSize", "pageToken", shows=shows)
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    if parameters.get("filter") and world.settings.job_filter == "refuse":
        raise ApiError(400, "Invalid filter: filtering is not supported.")
    wanted = parse_filter(parameters.get("filter", ""), ("state",))
    newest_ns = now_ns - int(world.settings.list_lag_seconds * NANOS)

    def items(before: int) -> Iterator[tuple[int, JobRecord]]:
        for sequence, job in world.store.jobs(here.location, before):
            values = {"state": job.life.state(now_ns)}
            labels = job.request.get("labels", {})
            if job.life.created_ns <= newest_ns and wanted.matches(values, labels):
                yield sequence, job

    def show(job: JobRecord) -> dict[str, Any]:
        return render.tuning_job(job, here, version, now_ns)

    return json_reply(page("tuningJobs", parameters, items, show), request)


@vertex_jobs.post("/tuningJobs/<job_id>:cancel")
def cancel(version: str, project: str, location: str, job_id: str) -> Response:  # noqa: ARG001 - same in both
    """Ask a job to stop; it goes through CANCELLING."""
    query_parameters(request)
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    name = here.of("tuningJobs", job_id)
    given = loads(request.get_data())
    if not isinstance(given, dict) or set(given) - {"name"}:
        raise ApiError(400, "Invalid JSON payload received. CancelTuningJob takes an empty body.")
    job = world.store.job(here.location, job_id)
    if job is None:
        raise _no_job(name)
    world.cancel(job, now_ns)
    return json_reply({}, request)


@vertex_jobs.get("/metadataStores/default/contexts/<context_id>")
def experiment(version: str, project: str, location: str, context_id: str) -> Response:
    """Show the experiment that a job names: the SDK looks it up when it refreshes a job."""
    query_parameters(request)
    world = emulator().vertex
    here, now_ns = world.enter(project, location)
    job = world.store.job(here.location, context_id.removeprefix("tuning-experiment-"))
    if job is None or not job.life.runs(now_ns):
        raise ApiError(404, f"Context {here.of('metadataStores/default/contexts', context_id)}.")
    shown = render.tuning_job(job, here, version, now_ns)
    body = {
        "name": shown["experiment"],
        "displayName": context_id,
        "schemaTitle": "system.Experiment",
        "schemaVersion": "0.0.1",
        "createTime": shown["startTime"],
        "updateTime": shown["updateTime"],
        "metadata": {"experiment_deleted": False},
    }
    return json_reply(body, request)


def _render_job(job_id: str, here: Place, version: str, now_ns: int) -> dict[str, Any]:
    job = emulator().vertex.store.job(here.location, job_id)
    if job is None:
        raise _no_job(here.of("tuningJobs", job_id))
    return render.tuning_job(job, here, version, now_ns)


def _no_job(name: str) -> ApiError:
    return ApiError(404, f"The TuningJob does not exist: {name}.")
