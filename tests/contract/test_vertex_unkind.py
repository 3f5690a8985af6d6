"""What Google was seen to do that no reference tells: the emulator does it too."""

from __future__ import annotations

import pytest
from contract_server import Server
from vertex_server import PLACE, act, create, get, job_body, path, put_rows, tuned

GEMINI_3 = "gemini-3.5-flash"
AGENT = "service-123456789012@gcp-sa-vertex-tune.iam.gserviceaccount.com"


@pytest.fixture(autouse=True)
def _rows(server: Server) -> None:
    put_rows(server)


def test_cancelling_takes_its_time(server: Server) -> None:
    """With `cancelSeconds` a job is CANCELLING for so long, and ends with Google's bare word."""
    server.admin("PUT", "settings", {"cancelSeconds": 60, "trainingSeconds": 20})
    job = create(server)
    server.ok("POST", f"/v1/{job['name']}:cancel", {})
    assert get(server, job["name"])["state"] == "JOB_STATE_CANCELLING"
    server.admin("POST", "clock", {"advanceSeconds": 59})
    assert get(server, job["name"])["state"] == "JOB_STATE_CANCELLING"
    server.admin("POST", "clock", {"advanceSeconds": 2})
    ended = get(server, job["name"])
    assert (ended["state"], ended["error"]) == (
        "JOB_STATE_CANCELLED",
        {"code": 1, "message": "CANCELED"},
    )
    refused = server.error("POST", f"/v1/{job['name']}:cancel")
    assert refused["message"] == (
        f'The TuningJob "{job["name"]}" is in state JOB_STATE_CANCELLED and cannot be canceled.'
    )


def test_what_is_cancelled_early_never_started(server: Server) -> None:
    """A job that was cancelled while PENDING has no startTime, however long ago that is."""
    server.admin("PUT", "settings", {"trainingSeconds": 100, "cancelSeconds": 0})
    job = create(server)
    server.ok("POST", f"/v1/{job['name']}:cancel", {})
    server.admin("POST", "clock", {"advanceSeconds": 1000})
    assert "startTime" not in get(server, job["name"])


def test_a_service_account_shows_late(server: Server) -> None:
    """One that wasn't sent is absent at first and Google's own later; one that was sent stays."""
    server.admin("PUT", "settings", {"trainingSeconds": 100})
    job = create(server)
    assert "serviceAccount" not in job
    server.admin("POST", "clock", {"advanceSeconds": 15})
    assert "serviceAccount" not in get(server, job["name"])
    server.admin("POST", "clock", {"advanceSeconds": 10})
    assert get(server, job["name"])["serviceAccount"] == AGENT
    mine = "tuner@test-project.iam.gserviceaccount.com"
    assert act(server, create(server, serviceAccount=mine), "complete")["serviceAccount"] == mine


@pytest.mark.parametrize("state", ["JOB_STATE_FAILED", "JOB_STATE_CANCELLED"])
def test_a_job_without_a_model_may_name_one(server: Server, state: str) -> None:
    """With `nameMissingModels` a job that made no model names one, which is 404."""
    server.admin("PUT", "settings", {"nameMissingModels": True})
    ended = act(server, create(server), "end", {"state": state})
    assert server.error("GET", f"/v1/{ended['tunedModel']['model']}")["code"] == 404
    assert "endpoint" not in ended["tunedModel"]


@pytest.mark.parametrize(
    ("location", "base", "there"),
    [
        ("us-central1", GEMINI_3, "us"),
        ("europe-west4", GEMINI_3, "eu"),
        ("us-central1", "gemini-2.5-flash", "us-central1"),
        ("us-central1", "publishers/google/models/gemini-3.1-flash-lite", "us"),
    ],
)
def test_gemini_3_is_served_in_a_multi_region(
    server: Server, location: str, base: str, there: str
) -> None:
    """What a Gemini 3 job makes is in `us` or `eu` alone; a tuning goes on from there."""
    url = path("tuningJobs").replace("us-central1", location)
    made = act(server, server.ok("POST", url, job_body(baseModel=base)), "complete")["tunedModel"]
    place = PLACE.replace("us-central1", there)
    assert made["model"].startswith(f"{place}/models/")
    assert made["endpoint"].startswith(f"{place}/endpoints/")
    asked = {"contents": [{"role": "user", "parts": [{"text": "question 7"}]}]}
    answered = server.ok("POST", f"/v1/{made['endpoint']}:generateContent", asked)
    assert answered["candidates"][0]["content"]["parts"][0]["text"] == "answer 7"
    if there != location:
        elsewhere = made["endpoint"].replace(f"/{there}/", f"/{location}/")
        assert server.error("GET", f"/v1/{elsewhere}")["code"] == 404
    on = job_body(
        baseModel=None,
        preTunedModel={"tunedModelName": made["model"]},
        tunedModelDisplayName=None,
    )
    later = act(server, server.ok("POST", url, on), "complete")["tunedModel"]
    assert later["model"] == made["model"].replace("@1", "@2")


def test_where_it_is_served_can_be_set(server: Server) -> None:
    """With `servedIn` on `job`, everything is in the job's own location."""
    server.admin("PUT", "settings", {"servedIn": "job"})
    assert tuned(server, baseModel=GEMINI_3)["tunedModel"]["model"].startswith(f"{PLACE}/models/")


def test_gemini_is_not_tuned_at_global(server: Server) -> None:
    """Google refuses it in a sentence."""
    url = path("tuningJobs").replace("us-central1", "global")
    refused = server.error("POST", url, job_body(baseModel=GEMINI_3))
    assert (refused["code"], refused["status"], refused["message"]) == (
        400,
        "FAILED_PRECONDITION",
        "The model does not support global endpoint tuning.",
    )


def test_an_open_model_has_a_quarter_to_validate_on(server: Server) -> None:
    """More than 25 % of the training set's examples end an open model's job."""
    talk = [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}]
    put_rows(server, [{"messages": talk}] * 8, "gs://data/open.jsonl")
    for count, state in ((2, "JOB_STATE_SUCCEEDED"), (3, "JOB_STATE_FAILED")):
        put_rows(server, [{"messages": talk}] * count, "gs://data/held.jsonl")
        spec = {
            "trainingDatasetUri": "gs://data/open.jsonl",
            "validationDatasetUri": "gs://data/held.jsonl",
        }
        job = create(
            server,
            "v1beta1",
            baseModel="google/gemma3@gemma-3-4b-it",
            outputUri="gs://out/x",
            supervisedTuningSpec=spec,
        )
        server.admin("POST", "clock", {"advanceSeconds": 10_000})
        assert get(server, job["name"], "v1beta1")["state"] == state
