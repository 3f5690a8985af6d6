"""Scripted faults: what the promise of one training is tested with."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
import requests
from contract_server import Server, body
from support.waiting import in_background, until

PATH = "/v1beta/tunedModels"
CREATE = {"method": "POST", "path": "/tunedModels$"}


def fault(server: Server, **script: Any) -> Any:
    """Script a fault."""
    return server.admin("POST", "faults", script)


def trainings(server: Server) -> int:
    """Count the trainings ever accepted."""
    return len(server.admin("GET", "trainings")["trainings"])


def create_in_background(server: Server) -> Future[requests.Response]:
    """Post a create on a connection of its own."""
    url = f"{server.url}{PATH}?tunedModelId=numbers"
    return in_background(requests.post, url, json=body())


def test_a_status_instead_of_the_work(server: Server) -> None:
    """A status answers in Google's envelope and words, and the work isn't done."""
    fault(server, **CREATE, status=503)
    error = server.error("POST", f"{PATH}?tunedModelId=numbers", body())
    assert (error["code"], error["status"]) == (503, "UNAVAILABLE")
    assert error["message"] == "The model is overloaded. Please try again later."
    assert trainings(server) == 0
    server.create("numbers")  # a fault acts once unless told


def test_a_status_after_the_work(server: Server) -> None:
    """`work` does the work and loses the answer: the retried create meets its own model."""
    fault(server, **CREATE, status=503, work=True)
    assert server.error("POST", f"{PATH}?tunedModelId=numbers", body())["code"] == 503
    assert server.error("POST", f"{PATH}?tunedModelId=numbers", body())["code"] == 409
    assert trainings(server) == 1


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
def test_dropped_connections(when: str, accepted: int, server: Server) -> None:
    """A dropped connection gives the client no byte, before or after the work was done."""
    fault(server, **CREATE, drop=when)
    with pytest.raises(requests.ConnectionError):
        server.create("numbers")
    assert trainings(server) == accepted
    (entry,) = server.admin("GET", "requests")["requests"]
    assert entry["status"] == "dropped"
    server.ok("GET", PATH)  # a new connection works


def test_a_status_of_several_names(server: Server) -> None:
    """A 409 is ALREADY_EXISTS, unless the script says the other one."""
    fault(server, path="tunedModels", status=409)
    fault(server, path="tunedModels", status=409, statusName="ABORTED")
    assert server.error("GET", PATH)["status"] == "ALREADY_EXISTS"
    assert server.error("GET", PATH)["status"] == "ABORTED"


def test_words_reason_headers_and_details(server: Server) -> None:
    """A script says the message, the ErrorInfo's reason, more details, and headers."""
    retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s"}
    fault(
        server,
        path="tunedModels",
        status=429,
        message="Slow down.",
        reason="RATE_LIMIT_EXCEEDED",
        headers={"Retry-After": "7"},
        details=[retry],
    )
    answer = server.call("GET", PATH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    error = answer.json()["error"]
    assert (error["message"], error["status"]) == ("Slow down.", "RESOURCE_EXHAUSTED")
    assert error["details"][0] == retry
    assert error["details"][1]["reason"] == "RATE_LIMIT_EXCEEDED"


def test_after_and_count(server: Server) -> None:
    """`after` lets the first ones pass, `count` ends the fault, -1 never does."""
    fault(server, path="tunedModels", status=500, after=1, count=2)
    codes = [server.call("GET", PATH).status_code for _ in range(5)]
    assert codes == [200, 500, 500, 200, 200]
    server.admin("DELETE", "faults")
    fault(server, path="tunedModels", status=500, count=-1)
    assert {server.call("GET", PATH).status_code for _ in range(5)} == {500}


def test_method_and_path(server: Server) -> None:
    """A fault acts on its method and its path alone, and never on the emulator's own routes."""
    fault(server, method="PATCH", path="/tunedModels/a$", status=500, count=-1)
    server.create("a")
    server.create("ab")
    server.ok("GET", f"{PATH}/a")
    server.ok("PATCH", f"{PATH}/ab?updateMask=topK", {"topK": 1})
    assert server.error("PATCH", f"{PATH}/a?updateMask=topK", {"topK": 1})["code"] == 500
    fault(server, status=500, count=-1)
    assert server.admin("GET", "health")["ok"] is True


def test_held_before_the_work(server: Server) -> None:
    """A held request blocks nobody, has done nothing, and goes on when it is let go."""
    held = fault(server, **CREATE, hold=True)
    answer = create_in_background(server)
    until(lambda: server.admin("GET", "faults")["faults"][0]["waiting"] == 1, "the held create")
    assert server.ok("GET", PATH) == {}
    (entry,) = [e for e in server.admin("GET", "requests")["requests"] if e["method"] == "POST"]
    assert entry["status"] is None, "logged when it arrived, not answered yet"
    assert trainings(server) == 0
    server.admin("DELETE", f"faults/{held['id']}")
    assert answer.result().status_code == 200
    assert trainings(server) == 1


def test_held_after_the_work(server: Server) -> None:
    """A request held after its work: the training is accepted, its client doesn't know."""
    fault(server, **CREATE, hold=True, work=True)
    answer = create_in_background(server)
    until(lambda: trainings(server) == 1, "the accepted training")
    assert not answer.done()
    server.admin("DELETE", "faults")
    assert answer.result().json()["metadata"]["tunedModel"] == "tunedModels/numbers"


def test_a_delay_blocks_nobody(server: Server) -> None:
    """While a delayed request waits, others are answered; deleting the fault ends the delay."""
    fault(server, **CREATE, delaySeconds=3600)
    answer = create_in_background(server)
    until(lambda: server.admin("GET", "faults")["faults"][0]["waiting"] == 1, "the delayed create")
    server.ok("GET", PATH)
    server.admin("DELETE", "faults")
    assert answer.result().status_code == 200


def test_a_short_delay_ends_by_itself(server: Server) -> None:
    """A delay that nobody ends is over after its time, and the answer is the request's own."""
    fault(server, path="tunedModels", delaySeconds=0.01)
    assert server.ok("GET", PATH) == {}
    assert server.admin("GET", "faults")["faults"][0]["hits"] == 1


def test_faults_come_before_credentials(server: Server) -> None:
    """An overloaded front end answers before it looks at a credential."""
    server.admin("PUT", "settings", {"requireAuth": True})
    fault(server, status=503)
    assert server.error("GET", PATH)["code"] == 503


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ({}, "is required"),
        ({"status": 200}, "400 to 599"),
        ({"drop": "never"}, "'before' or 'after'"),
        ({"drop": "after", "status": 503}, "'drop' excludes 'status'"),
        ({"drop": "before", "work": True}, "'work' contradicts 'drop'"),
        ({"status": 503, "path": "("}, "regular expression"),
        ({"status": 503, "pth": "x"}, "Unknown key 'pth'"),
        ({"status": "503"}, "'503' is no value of a fault's 'status'"),
        ({"status": 503, "statusName": "ABORTED"}, "'statusName'"),
        ({"statusName": "ABORTED", "hold": True}, "'statusName'"),
        ({"delaySeconds": -1}, "'delaySeconds'"),
        ({"status": 503, "count": -2}, "'count'"),
        ({"delaySeconds": 1, "work": False}, "requires 'status' or 'drop'"),
        ([], "JSON object"),
    ],
)
def test_scripts_that_make_no_sense(script: Any, words: str, server: Server) -> None:
    """A script with a mistake is refused with a sentence, so that no test passes by a typo."""
    error = server.error("POST", "/_emulator/faults", script)
    assert error["code"] == 400
    assert words in error["message"]
    assert server.admin("GET", "faults")["faults"] == []
