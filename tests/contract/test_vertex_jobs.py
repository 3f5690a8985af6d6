"""Tuning jobs over HTTP: their life, their data, and the emulator's own routes about them."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server
from vertex_server import (
    NUMBER,
    PLACE,
    URI,
    act,
    chat,
    create,
    get,
    path,
    put_rows,
    rows,
    tuned,
)

V1BETA1 = "v1beta1"


@pytest.fixture(autouse=True)
def _data(server: Server) -> None:
    put_rows(server)


def advance(server: Server, seconds: float) -> None:
    """Let time pass; a job takes 3600 seconds here."""
    server.admin("POST", "clock", {"advanceSeconds": seconds})


def state(server: Server, job: dict[str, Any]) -> str:
    """Return a job's state without its prefix."""
    return str(get(server, job["name"])["state"]).removeprefix("JOB_STATE_")


def test_what_create_answers(server: Server) -> None:
    """Create answers with the job: a project number, what was asked for, and nothing more yet."""
    job = create(server, labels={"a": "b"}, description="d")
    assert job["name"].startswith(f"{PLACE}/tuningJobs/")
    assert job["createTime"] == job["updateTime"]
    assert set(job) == {
        "name",
        "baseModel",
        "supervisedTuningSpec",
        "tunedModelDisplayName",
        "description",
        "labels",
        "state",
        "createTime",
        "updateTime",
    }
    by_number = server.ok("GET", path(f"tuningJobs/{job['name'].rpartition('/')[2]}", "v1", NUMBER))
    assert by_number == get(server, job["name"]) == job


def test_the_stages_in_both_versions(server: Server) -> None:
    """v1 shows the state alone; v1beta1 the finer state and the progress, too."""
    job = create(server)
    seen = []
    for seconds in (0, 400, 400, 400, 900, 1200, 400):
        advance(server, seconds)
        shown = get(server, job["name"], V1BETA1)
        plain = get(server, job["name"])
        assert not {"tuningJobState", "tuningJobMetadata"} & set(plain)
        assert plain["state"] == shown["state"]
        phase = shown.get("tuningJobState", "").removeprefix("TUNING_JOB_STATE_")
        metadata = shown.get("tuningJobMetadata", {})
        seen.append((shown["state"][10:], phase, metadata.get("completedStepCount")))
    assert seen == [
        ("PENDING", "", None),
        ("RUNNING", "PROCESSING_DATASET", None),
        ("RUNNING", "WAITING_FOR_CAPACITY", None),
        ("RUNNING", "TUNING", None),
        ("RUNNING", "TUNING", "1"),
        ("RUNNING", "POST_PROCESSING", "3"),
        ("SUCCEEDED", "", "3"),
    ]


def test_what_a_success_brings(server: Server) -> None:
    """A success shows times, statistics and model, dated at its end, whenever one looks."""
    job = create(server)
    advance(server, 10**6)
    done = get(server, job["name"])
    assert done["state"] == "JOB_STATE_SUCCEEDED"
    assert done["createTime"] < done["startTime"] < done["endTime"] == done["updateTime"]
    assert done["experiment"].startswith(f"{PLACE}/metadataStores/default/contexts/")
    model = get(server, done["tunedModel"]["model"])
    assert model["createTime"] == model["versionCreateTime"] == done["endTime"]
    assert [each["epoch"] for each in done["tunedModel"]["checkpoints"]] == ["1", "2"]
    assert done["tunedModel"]["checkpoints"][-1]["endpoint"] == done["tunedModel"]["endpoint"]
    stats = done["tuningDataStats"]["supervisedTuningDataStats"]
    assert (stats["tuningDatasetExampleCount"], stats["tuningStepCount"]) == ("20", "3")
    assert get(server, job["name"]) == done, "looking again brings nothing anew"
    assert server.admin("GET", "vertex")["counts"] == {
        "runningJobs": 0,
        "models": 1,
        "endpoints": 2,
    }


def test_last_checkpoint_only(server: Server) -> None:
    """With exportLastCheckpointOnly there is one endpoint, and no checkpoint is listed."""
    spec = {"trainingDatasetUri": URI, "exportLastCheckpointOnly": True}
    done = tuned(server, supervisedTuningSpec=spec)
    assert set(done["tunedModel"]) == {"model", "endpoint"}
    assert server.admin("GET", "vertex")["counts"]["endpoints"] == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "does not exist"),
        (b"", "has no examples"),
        ([chat("a", "b"), {"contents": "x"}], "line 2: `contents` must be a list"),
        (b'{"contents": 1\n', "line 1: not valid JSON"),
    ],
)
def test_bad_data_fails_the_job(given: Any, message: str, server: Server) -> None:
    """A dataset that can't be read is no error of create: the job runs, and fails with code 3."""
    uri = "gs://data/bad.jsonl"
    if given is not None:
        put_rows(server, given, uri)
    job = create(server, supervisedTuningSpec={"trainingDatasetUri": uri})
    assert job["state"] == "JOB_STATE_PENDING"
    advance(server, 400)
    assert state(server, job) == "RUNNING"
    advance(server, 200)
    failed = get(server, job["name"])
    assert (failed["state"], failed["error"]["code"]) == ("JOB_STATE_FAILED", 3)
    assert message in failed["error"]["message"]
    assert uri in failed["error"]["message"]
    assert not {"tunedModel", "tuningDataStats"} & set(failed)
    assert server.admin("GET", "vertex")["counts"]["models"] == 0


def test_bad_validation_data_fails_the_job(server: Server) -> None:
    """A validation set is read as well, and counted."""
    put_rows(server, rows(5_001), "gs://data/validation.jsonl")
    spec = {"trainingDatasetUri": URI, "validationDatasetUri": "gs://data/validation.jsonl"}
    job = create(server, supervisedTuningSpec=spec)
    advance(server, 3600)
    assert "at most 5000" in get(server, job["name"])["error"]["message"]


def test_data_is_read_at_create(server: Server) -> None:
    """Deleting the object afterwards changes nothing: neither the job nor the answers."""
    job = create(server)
    server.call("DELETE", "/storage/v1/b/data/o/train.jsonl")
    made = act(server, job, "complete")["tunedModel"]
    asked = {"contents": [{"role": "user", "parts": [{"text": "Question  5"}]}]}
    answer = server.ok("POST", f"/v1/{made['endpoint']}:generateContent", asked)
    assert answer["candidates"][0]["content"]["parts"] == [{"text": "answer 5"}]


def test_a_multimodal_dataset(server: Server) -> None:
    """The name of a multimodal dataset is taken unread; the model says that it knows nothing."""
    name = f"{PLACE}/datasets/77"
    made = tuned(server, supervisedTuningSpec={"trainingDatasetUri": name})["tunedModel"]
    asked = {"contents": [{"parts": [{"text": "x"}]}]}
    answer = server.ok("POST", f"/v1/{made['endpoint']}:generateContent", asked)
    assert "was not read" in answer["candidates"][0]["content"]["parts"][0]["text"]


def test_failing_by_display_name(server: Server) -> None:
    """Jobs whose tuned model's display name matches a rule fail part of the way; others don't."""
    rule = {"displayName": "^bad", "message": "Loss is NaN.", "code": 13, "after": 0.5}
    server.admin("PUT", "settings", {"failTrainings": [rule]})
    bad, good = create(server, tunedModelDisplayName="bad one"), create(server)
    advance(server, 3600)
    assert get(server, bad["name"])["error"] == {"code": 13, "message": "Loss is NaN."}
    assert state(server, good) == "SUCCEEDED"


def test_cancel(server: Server) -> None:
    """Cancel answers {}; the job goes through CANCELLING, and its record stays with code 1."""
    job = create(server)
    assert server.ok("POST", f"/v1/{job['name']}:cancel", {}) == {}
    assert state(server, job) == "CANCELLING"
    assert server.ok("POST", f"/v1/{job['name']}:cancel") == {}, "again is no error"
    advance(server, 1)
    ended = get(server, job["name"])
    assert (ended["state"], ended["error"]["code"]) == ("JOB_STATE_CANCELLED", 1)
    refused = server.error("POST", f"/v1/{job['name']}:cancel")
    assert (refused["code"], refused["status"]) == (400, "FAILED_PRECONDITION")
    server.admin("PUT", "settings", {"cancelEnded": "ignore"})
    assert server.ok("POST", f"/v1/{job['name']}:cancel") == {}
    assert get(server, job["name"]) == ended
    missing = path("tuningJobs/1:cancel")
    assert server.error("POST", missing)["code"] == 404


@pytest.mark.parametrize(
    ("ended", "with_model", "code"),
    [("PARTIALLY_SUCCEEDED", True, None), ("EXPIRED", False, 4), ("CANCELLED", False, 1)],
)
def test_other_ends(ended: str, with_model: bool, code: int | None, server: Server) -> None:
    """A test can end a job in any state; partial success has a model."""
    job = act(server, create(server), "end", {"state": f"JOB_STATE_{ended}"})
    assert job["state"] == f"JOB_STATE_{ended}"
    assert ("tunedModel" in job) == with_model
    assert job.get("error", {}).get("code") == code
    job_id = job["name"].rpartition("/")[2]
    again = server.error("POST", f"/_emulator/jobs/{job_id}/complete", {})
    assert "has ended" in again["message"]


def test_the_ledger(server: Server) -> None:
    """Every accepted job is in the ledger with what it was asked for and what came of it."""
    server.error("POST", path("tuningJobs"), {})
    made = tuned(server, "v1beta1", labels={"a": "b"})
    create(server)
    first, second = server.admin("GET", "jobs")["jobs"]
    assert first["createdNanos"] < second["createdNanos"]
    assert first["sequence"] < second["sequence"]
    assert {name: first[name] for name in ("job", "state", "model", "endpoint", "labels")} == {
        "job": made["name"],
        "state": "JOB_STATE_SUCCEEDED",
        "model": made["tunedModel"]["model"],
        "endpoint": made["tunedModel"]["endpoint"],
        "labels": {"a": "b"},
    }
    assert (first["apiVersion"], second["apiVersion"]) == ("v1beta1", "v1")
    assert (first["displayName"], first["trainingDatasetUri"]) == ("numbers", URI)
    assert (second["model"], second["endpoint"]) == ("", "")
    server.admin("POST", "reset")
    assert server.admin("GET", "jobs") == {"jobs": []}
    assert server.admin("GET", "vertex")["models"] == []


def test_admin_routes_refuse_nonsense(server: Server) -> None:
    """The emulator's own routes say so when there is nothing to act on, or nothing is meant."""
    job_id = create(server)["name"].rpartition("/")[2]
    for route, body, code in (
        ("jobs/1/complete", {}, 404),
        (f"jobs/{job_id}/complete", {"x": 1}, 400),
        (f"jobs/{job_id}/fail", {"code": "3"}, 400),
        (f"jobs/{job_id}/end", {"state": "JOB_STATE_RUNNING"}, 400),
        (f"jobs/{job_id}/progress", {"completedSteps": -1}, 400),
    ):
        assert server.error("POST", f"/_emulator/{route}", body)["code"] == code, route
