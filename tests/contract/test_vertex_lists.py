"""Tuning jobs over HTTP: the quota, and the lists."""

from __future__ import annotations

from typing import Any

import pytest
from contract_server import Server
from vertex_server import LOCATION, act, create, get, job_body, path, put_rows

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


def test_the_queue(server: Server) -> None:
    """Beyond the quota jobs wait QUEUED, over all locations, and start in turn."""
    server.admin("PUT", "settings", {"maxConcurrentTuningJobs": 1})
    first = create(server)
    elsewhere = path("tuningJobs").replace(LOCATION, "europe-west4")
    second = server.ok("POST", elsewhere, job_body())
    third = create(server)
    assert [state(server, job) for job in (first, second, third)] == ["PENDING", "QUEUED", "QUEUED"]
    finer = get(server, third["name"], V1BETA1)["tuningJobState"]
    assert finer == "TUNING_JOB_STATE_WAITING_FOR_QUOTA"
    act(server, first, "complete")
    assert [state(server, job) for job in (second, third)] == ["PENDING", "QUEUED"]
    server.ok("POST", f"/v1/{second['name']}:cancel")
    advance(server, 1)
    assert [state(server, job) for job in (second, third)] == ["CANCELLED", "PENDING"]
    fourth = create(server)
    advance(server, 3 * 3600)
    assert [state(server, job) for job in (third, fourth)] == ["SUCCEEDED", "SUCCEEDED"]
    third, fourth = get(server, third["name"]), get(server, fourth["name"])
    assert third["endTime"] < fourth["startTime"] < fourth["endTime"]


def test_the_quota_refuses(server: Server) -> None:
    """With excessTuningJobs refuse one more job is a 429, and isn't in the ledger."""
    settings = {"maxConcurrentTuningJobs": 1, "excessTuningJobs": "refuse"}
    server.admin("PUT", "settings", settings)
    first = create(server)
    refused = server.error("POST", path("tuningJobs"), job_body())
    assert (refused["code"], refused["status"]) == (429, "RESOURCE_EXHAUSTED")
    act(server, first, "complete")
    create(server)
    assert len(server.admin("GET", "jobs")["jobs"]) == 2


def test_lists(server: Server) -> None:
    """A list is of one location, newest first, by pages, and filters by label and state."""
    jobs = [create(server, labels={"n": str(n), "odd": str(n % 2)}) for n in range(5)]
    elsewhere = path("tuningJobs").replace(LOCATION, "europe-west4")
    other = server.ok("POST", elsewhere, job_body())
    act(server, jobs[1], "complete")

    def names(query: str) -> list[str]:
        found = server.ok("GET", path("tuningJobs") + query)
        return [job["name"] for job in found.get("tuningJobs", [])]

    assert names("") == [job["name"] for job in reversed(jobs)]
    assert names('?filter=labels.odd="1"') == [jobs[3]["name"], jobs[1]["name"]]
    done = "?filter=labels.odd=1 AND state=JOB_STATE_SUCCEEDED"
    assert names(done) == [jobs[1]["name"]]
    assert names("?filter=labels.none:*") == []
    assert server.ok("GET", elsewhere)["tuningJobs"] == [other]
    page = server.ok("GET", path("tuningJobs?pageSize=2&filter=labels.n:*"))
    token = page["nextPageToken"]
    rest = server.ok("GET", path(f"tuningJobs?pageSize=3&filter=labels.n:*&pageToken={token}"))
    assert "nextPageToken" not in rest
    assert len(page["tuningJobs"] + rest["tuningJobs"]) == 5
    assert server.error("GET", path(f"tuningJobs?pageToken={token}"))["code"] == 400
    assert server.error("GET", path("tuningJobs?filter=labels.n"))["code"] == 400
    assert server.error("GET", path("tuningJobs?orderBy=name"))["code"] == 400
    server.admin("PUT", "settings", {"jobFilter": "refuse"})
    assert server.error("GET", path("tuningJobs?filter=labels.n:*"))["code"] == 400
    assert len(names("")) == 5


def test_lists_that_lag(server: Server) -> None:
    """With a lag a new job can be read by name at once, and isn't in lists yet."""
    server.admin("PUT", "settings", {"listLagSeconds": 60})
    job = create(server)
    assert get(server, job["name"]) == job
    assert server.ok("GET", path("tuningJobs")) == {}
    advance(server, 61)
    assert len(server.ok("GET", path("tuningJobs"))["tuningJobs"]) == 1


def test_a_greater_quota(server: Server) -> None:
    """A queued job starts as soon as the quota is raised, without waiting for another one's end."""
    server.admin("PUT", "settings", {"maxConcurrentTuningJobs": 1})
    create(server)
    waiting = create(server)
    assert [state(server, waiting) for _ in range(2)] == ["QUEUED", "QUEUED"]
    server.admin("PUT", "settings", {"maxConcurrentTuningJobs": None})
    assert state(server, waiting) == "PENDING"
