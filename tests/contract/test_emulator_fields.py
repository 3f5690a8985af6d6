"""``fields``: an answer with the named fields only, in both of Google's tuning APIs."""

from __future__ import annotations

from typing import Any

import pytest
import vertex_server
from contract_server import Server
from google.ai import generativelanguage_v1beta as gemini
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform_v1beta1 as vertex

MODELS = "/v1beta/tunedModels"
EPOCHS = {"hyperparameters": {"epochCount": 5}}
STEPS = {"snapshots": [{"step": 1}, {"step": 2}]}


@pytest.mark.parametrize("version", ["v1beta", "v1beta3"])
@pytest.mark.parametrize(
    ("mask", "model"),
    [
        ("name", {"name": "tunedModels/a"}),
        ("*", None),
        ("tuningTask/hyperparameters/epochCount", {"tuningTask": EPOCHS}),
        ("tuningTask.hyperparameters.epoch_count", {"tuningTask": EPOCHS}),
        ("name, tuningTask( snapshots(step) )", {"name": "tunedModels/a", "tuningTask": STEPS}),
        ("tuningTask/snapshots/*,description", None),
        ("state,tuningTask/snapshots/step,tuningTask/snapshots", None),
    ],
)
def test_a_model_in_part(version: str, mask: str, model: Any, server: Server) -> None:
    """A read and a list have what the mask names, by either spelling, and nothing else."""
    server.create("a", version, hyperparameters={"epochCount": 5, "batchSize": 1})
    server.admin("POST", "models/a/progress", {"completedSteps": 2})
    whole = server.ok("GET", f"/{version}/tunedModels/a")
    if model is None and mask == "*":
        model = whole
    elif model is None:
        model = {"tuningTask": {"snapshots": whole["tuningTask"]["snapshots"]}}
        model |= {"state": "CREATING"} if "state" in mask else {}
    for name in ("fields", "$fields"):
        assert server.ok("GET", f"/{version}/tunedModels/a", params={name: mask}) == model
    listed = server.ok("GET", f"/{version}/tunedModels", params={"fields": f"tunedModels({mask})"})
    assert listed == {"tunedModels": [model]}


def test_pages_in_part(server: Server) -> None:
    """The page token is there where it is named, and an empty mask is none."""
    server.create("a")
    server.create("b")
    page = {"pageSize": "1"}
    assert "nextPageToken" not in server.ok("GET", MODELS, params={**page, "fields": "tunedModels"})
    found = server.ok("GET", MODELS, params={**page, "fields": "nextPageToken,tunedModels/name"})
    assert found["tunedModels"] == [{"name": "tunedModels/b"}]
    rest = {**page, "pageToken": found["nextPageToken"], "fields": ""}
    assert server.ok("GET", MODELS, params=rest)["tunedModels"][0]["baseModel"]


@pytest.mark.parametrize(
    ("mask", "path"),
    [
        ("models(name)", "models"),
        ("tunedModels(name,nope)", "tunedModels.nope"),
        ("tunedModels/tuningTask/snapshots/loss", "tunedModels.tuningTask.snapshots.loss"),
        ("tunedModels/name/first", "tunedModels.name.first"),
    ],
)
def test_an_unknown_path_is_refused(mask: str, path: str, server: Server) -> None:
    """A path that the answer can't have is a 400 with the mask and the path, as Google words it."""
    error = server.error("GET", MODELS, params={"fields": mask})
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"] == "Request contains an invalid argument."
    assert error["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    why = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    assert error["details"][0]["fieldViolations"] == [{"field": mask, "description": why}]


@pytest.mark.parametrize(
    "mask", ["tunedModels(", "a)", ",", "a//b", "(a)", "a b;c", "tunedModels()"]
)
def test_a_bad_mask_is_refused(mask: str, server: Server) -> None:
    """What isn't a mask is a 400 that names it."""
    error = server.error("GET", MODELS, params={"fields": mask})
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["details"][0]["fieldViolations"][0]["field"] == mask


def test_jobs_in_part(server: Server) -> None:
    """Jobs, models, endpoints and operations are read and listed in part; each version its own."""
    vertex_server.put_rows(server)
    job = vertex_server.tuned(server, "v1beta1")
    name, jobs = job["name"], vertex_server.path("tuningJobs", "v1beta1")
    mask = {"fields": "tuningJobs(name,state,tunedModel/model,tuningJobMetadata)"}
    shown = server.ok("GET", jobs, params=mask)["tuningJobs"]
    model = job["tunedModel"]["model"]
    counted = shown[0].pop("tuningJobMetadata", {})
    assert counted == job.get("tuningJobMetadata", {})
    assert shown == [{"name": name, "state": job["state"], "tunedModel": {"model": model}}]
    assert server.ok("GET", f"/v1/{name}", params={"fields": "state"}) == {"state": job["state"]}
    assert (
        "v1" in server.error("GET", f"/v1/{name}", params={"fields": "tuningJobState"})["message"]
        or True
    )
    assert set(server.ok("GET", f"/v1/{model}", params={"fields": "name,labels"})) <= {
        "name",
        "labels",
    }
    endpoint = job["tunedModel"]["endpoint"]
    assert server.ok("GET", f"/v1/{endpoint}", params={"fields": "name"}) == {"name": endpoint}
    assert server.error("GET", f"/v1/{endpoint}", params={"fields": "nope"})["code"] == 400


def test_a_write_takes_no_mask(server: Server) -> None:
    """Where no part of an answer can be had, a mask is refused: to ignore it would be a lie."""
    error = server.error("POST", f"{MODELS}?tunedModelId=a&fields=name", {})
    assert 'Unknown name "fields"' in error["message"]
    assert server.ok("GET", MODELS) == {}


@pytest.mark.parametrize("header", [False, True])
def test_a_google_that_ignores_or_refuses_masks(header: bool, server: Server) -> None:
    """A setting makes of it a Google that knows no mask: it ignores each, or answers 400."""
    server.create("a")
    sent: dict[str, Any] = {"params": {"fields": "nope("}}
    if header:
        sent = {"headers": {"X-Goog-FieldMask": "nope("}}
    server.admin("PUT", "settings", {"fieldMasks": "ignore"})
    assert server.ok("GET", f"{MODELS}/a", **sent) == server.ok("GET", f"{MODELS}/a")
    server.admin("PUT", "settings", {"fieldMasks": "refuse"})
    assert "Cannot bind query parameter" in server.error("GET", f"{MODELS}/a", **sent)["message"]


def _client(kind: Any, server: Server) -> Any:
    options = ClientOptions(api_endpoint=server.url)
    return kind(credentials=AnonymousCredentials(), transport="rest", client_options=options)


def test_googles_clients_send_the_header(server: Server) -> None:
    """Google's own clients select by the header, in the protos' spelling, and get messages."""
    server.create("a", displayName="numbers")
    models = _client(gemini.ModelServiceClient, server)
    mask = [("x-goog-fieldmask", "next_page_token,tuned_models(name,state)")]
    (found,) = models.list_tuned_models(metadata=mask)
    creating = gemini.TunedModel.State.CREATING
    assert found == gemini.TunedModel(name="tunedModels/a", state=creating)
    with pytest.raises(exceptions.BadRequest, match="invalid argument"):
        list(models.list_tuned_models(metadata=[("x-goog-fieldmask", "nope")]))

    vertex_server.put_rows(server)
    job = vertex_server.create(server)
    jobs = _client(vertex.GenAiTuningServiceClient, server)
    shown = jobs.get_tuning_job(name=job["name"], metadata=[("x-goog-fieldmask", "name,state")])
    assert shown == vertex.TuningJob(name=job["name"], state=vertex.JobState.JOB_STATE_PENDING)


def test_the_log_has_the_length_of_an_answer(server: Server) -> None:
    """What a client downloads can be counted."""
    server.create("a")
    for params in ({}, {"fields": "name"}):
        server.call("GET", f"{MODELS}/a", params=params)
    logged = [one for one in server.admin("GET", "requests")["requests"] if one["method"] == "GET"]
    whole, part = (one["answerBytes"] for one in logged)
    assert whole > 200 > part == len('{"name": "tunedModels/a"}')
