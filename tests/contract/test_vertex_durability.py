"""What of the emulated Vertex AI survives kill -9, and scripted faults on its routes."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from contract_server import Server
from vertex_server import act, create, get, job_body, path, put_rows, tuned

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def test_kill_and_restart(start: Callable[..., Server], tmp_path: Path) -> None:
    """Jobs, models, endpoints, operations and answers are there again after kill -9."""
    server = start("--training-seconds", "3600", "--db", str(tmp_path / "e.db"))
    put_rows(server)
    server.admin("PUT", "settings", {"maxConcurrentTuningJobs": 1})
    done = tuned(server, labels={"a": "b"})
    running, queued = create(server), create(server)
    server.admin("PUT", "settings", {"operationSeconds": 60})
    (deployed,) = get(server, done["tunedModel"]["endpoint"])["deployedModels"]
    undeploy = f"/v1/{done['tunedModel']['endpoint']}:undeployModel"
    operation = server.ok("POST", undeploy, {"deployedModelId": deployed["id"]})
    names = (done["name"], running["name"], queued["name"], done["tunedModel"]["model"])
    before = [get(server, name, "v1beta1") for name in names]
    server.stop(signal.SIGKILL)
    server.start(server.port)
    assert [get(server, name, "v1beta1") for name in names] == before
    assert server.ok("GET", f"/v1/{operation['name']}") == operation
    server.admin("POST", "clock", {"advanceSeconds": 10**4})
    assert server.ok("GET", f"/v1/{operation['name']}")["done"]
    assert get(server, queued["name"])["state"] == "JOB_STATE_SUCCEEDED"
    other = done["tunedModel"]["checkpoints"][0]["endpoint"]
    asked = {"contents": [{"parts": [{"text": "question 3"}]}]}
    said = server.ok("POST", f"/v1/{other}:generateContent", asked)
    assert said["candidates"][0]["content"]["parts"][0]["text"] == "answer 3"


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        ({"status": 503}, 0),
        ({"status": 503, "work": True}, 1),
        ({"drop": "before"}, 0),
        ({"drop": "after"}, 1),
        ({"status": 429, "headers": {"Retry-After": "1"}}, 0),
    ],
)
def test_a_lost_create(fault: dict[str, Any], accepted: int, server: Server) -> None:
    """A create whose answer is lost after the work leaves exactly one job, before it none."""
    put_rows(server)
    server.admin("POST", "faults", {"method": "POST", "path": "/tuningJobs$", **fault})
    if "drop" in fault:
        with pytest.raises(requests.ConnectionError):
            server.call("POST", path("tuningJobs"), job_body())
    else:
        assert server.error("POST", path("tuningJobs"), job_body())["code"] == fault["status"]
    assert len(server.admin("GET", "jobs")["jobs"]) == accepted
    create(server)
    assert len(server.admin("GET", "jobs")["jobs"]) == accepted + 1


def test_a_lost_undeploy(server: Server) -> None:
    """An undeploy whose answer is lost has been done: the next one finds nothing to do."""
    put_rows(server)
    endpoint = tuned(server)["tunedModel"]["endpoint"]
    (deployed,) = get(server, endpoint)["deployedModels"]
    fault = {"path": ":undeployModel$", "status": 500, "work": True}
    server.admin("POST", "faults", fault)
    body = {"deployedModelId": deployed["id"]}
    assert server.error("POST", f"/v1/{endpoint}:undeployModel", body)["code"] == 500
    assert server.error("POST", f"/v1/{endpoint}:undeployModel", body)["code"] == 404
    assert server.ok("DELETE", f"/v1/{endpoint}")["done"]


def test_credentials(server: Server) -> None:
    """Vertex AI's routes ask for a credential when told to, as every other one."""
    put_rows(server)
    job = create(server)
    server.admin("PUT", "settings", {"requireAuth": True, "rejectedTokens": ["bad"]})
    url = f"/v1/{job['name']}"
    assert server.error("GET", url)["code"] == 401
    assert server.error("GET", url, headers={"Authorization": "Bearer bad"})["code"] == 401
    assert server.ok("GET", url, headers={"Authorization": "Bearer good"})["name"] == job["name"]


def test_fifty_jobs_settle_together(server: Server) -> None:
    """Many jobs that end at once bring one model each, however they are read."""
    put_rows(server)
    jobs = [create(server)["name"] for _ in range(50)]
    server.admin("POST", "clock", {"advanceSeconds": 3600})
    listed = server.ok("GET", path("tuningJobs?pageSize=100"))["tuningJobs"]
    assert {job["name"] for job in listed} == set(jobs)
    assert len({job["tunedModel"]["model"] for job in listed}) == 50
    assert server.admin("GET", "vertex")["counts"] == {
        "runningJobs": 0,
        "models": 50,
        "endpoints": 100,
    }
    assert act(server, create(server), "complete")["tunedModel"]
