"""The emulator's own routes: the ledger, the log, the clock, the settings."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from contract_server import BASE, Server, body

PATH = "/v1beta/tunedModels"


def test_the_ledger_keeps_every_training(server: Server) -> None:
    """Each accepted training is listed for ever; a refused create never."""
    server.create("a", displayName="first", count=3)
    server.ok("DELETE", f"{PATH}/a")
    server.trained("a", "v1beta3", count=3)
    server.call("POST", f"{PATH}?tunedModelId=a", body())
    server.call("POST", PATH, body(baseModel="models/nope"))
    source: dict[str, Any] = {
        "tunedModelSource": {"tunedModel": "tunedModels/a"},
        "baseModel": None,
    }
    server.create("b", **source)
    first, second, third = server.admin("GET", "trainings")["trainings"]
    assert (first["model"], first["displayName"], first["baseModel"]) == (
        "tunedModels/a",
        "first",
        BASE,
    )
    assert (first["exampleCount"], first["totalSteps"], first["apiVersion"]) == (3, 4, "v1beta")
    assert first["examplesSha256"] == second["examplesSha256"] != third["examplesSha256"]
    assert second["apiVersion"] == "v1beta3"
    assert third["tunedModelSource"] == "tunedModels/a"
    assert first["createdNanos"] < second["createdNanos"] < third["createdNanos"]


def test_the_request_log(server: Server) -> None:
    """Each API request is logged with its answer; the emulator's own routes aren't."""
    server.create("a")
    server.call("GET", f"{PATH}/b?alt=json")
    server.call("POST", PATH, b"[" + b" " * 20_000 + b"]")
    post, get, big = server.admin("GET", "requests")["requests"]
    assert (post["method"], post["path"], post["query"]) == ("POST", PATH, "tunedModelId=a")
    assert (post["status"], post["body"], post["auth"]) == (200, body(), "none")
    assert (get["status"], get["query"], get["body"]) == (404, "alt=json", None)
    assert (big["bodyBytes"], big["body"]) == (20_002, None)
    assert [get["seq"], big["seq"]] == [post["seq"] + 1, post["seq"] + 2]
    server.admin("DELETE", "requests")
    assert server.admin("GET", "requests")["requests"] == []


def test_time_passes_when_told(server: Server) -> None:
    """A training's progress comes from its age alone: half the time, half the steps."""
    server.create("a", count=20, hyperparameters={"epochCount": 5, "batchSize": 4})
    server.admin("POST", "clock", {"advanceSeconds": 3600 * 0.525})
    name = f"{PATH}/a/operations"
    metadata = server.ok("GET", name)["operations"][0]["metadata"]
    assert (metadata["completedSteps"], metadata["completedPercent"]) == (12, 48)
    assert [s.get("epoch") for s in metadata["snapshots"]] == [None] * 4 + [1] * 5 + [2] * 3
    server.admin("POST", "clock", {"advanceSeconds": 3600})
    assert server.ok("GET", f"{PATH}/a")["state"] == "ACTIVE"
    for wrong in ({"advanceSeconds": -1}, {"advanceSeconds": "1"}, {"seconds": 1}, {}):
        assert server.error("POST", "/_emulator/clock", wrong)["code"] == 400


def test_standing_still(server: Server) -> None:
    """A paused training stays at its step however much time passes."""
    server.create("a", count=20)
    server.admin("POST", "models/a/progress", {"completedSteps": 12})
    before = server.ok("GET", f"{PATH}/a")
    server.admin("POST", "clock", {"advanceSeconds": 10**6})
    assert server.ok("GET", f"{PATH}/a") == before
    assert len(before["tuningTask"]["snapshots"]) == 12
    server.admin("POST", "models/a/fail", {"message": "Out of memory."})
    after = server.ok("GET", f"{PATH}/a")
    assert after["state"] == "FAILED"
    assert after["tuningTask"]["snapshots"] == before["tuningTask"]["snapshots"]


def test_ready_at_once(server: Server) -> None:
    """With no training time a model is ACTIVE as soon as it is created."""
    server.admin("PUT", "settings", {"trainingSeconds": 0})
    created = server.create("a")
    assert set(created) == {"name", "metadata"}, "the answer to create is the same as ever"
    assert set(created["metadata"]) == {"@type", "totalSteps", "tunedModel"}
    assert server.ok("GET", f"{PATH}/a")["state"] == "ACTIVE"


def test_failing_by_display_name(server: Server) -> None:
    """Trainings whose display name matches fail on their own, part of the way; others don't."""
    rule = {"displayName": "^bad", "message": "Loss is NaN.", "code": 3, "after": 0.5}
    server.admin("PUT", "settings", {"failTrainings": [rule]})
    operation = server.create("bad", displayName="bad data", count=20)["name"]
    server.create("good", displayName="not bad")
    server.admin("POST", "clock", {"advanceSeconds": 1000})
    assert server.ok("GET", f"{PATH}/bad")["state"] == "CREATING"
    server.admin("POST", "clock", {"advanceSeconds": 3600})
    failed = server.ok("GET", f"/v1/{operation}")
    assert failed["error"] == {"code": 3, "message": "Loss is NaN."}
    assert failed["metadata"]["completedSteps"] == 11
    assert server.ok("GET", f"{PATH}/good")["state"] == "ACTIVE"


@pytest.mark.parametrize(
    "wrong",
    [
        {"trainingTime": 1},
        {"trainingSeconds": "1"},
        {"trainingSeconds": -1},
        {"requireAuth": 1},
        {"caller": "me"},
        {"maxConcurrentTrainings": -1},
        {"failTrainings": [{"displayName": "("}]},
        {"failTrainings": [{"message": "x"}]},
        {"failTrainings": [{"displayName": "x", "mesage": "x"}]},
        {"rejectedTokens": "x"},
        [],
    ],
)
def test_wrong_settings(wrong: Any, server: Server) -> None:
    """A wrong setting is refused by name, and no other one is taken with it."""
    before = server.admin("GET", "settings")
    if isinstance(wrong, dict):
        wrong = {"trainingSeconds": 5} | wrong
    assert server.error("PUT", "/_emulator/settings", wrong)["code"] == 400
    assert server.admin("GET", "settings") == before


def test_settings_go_round(server: Server) -> None:
    """What GET shows can be PUT again and means the same, digests of tokens included."""
    server.admin("PUT", "settings", {"rejectedTokens": ["abc"], "caller": "a@example.com"})
    shown = server.admin("GET", "settings")
    assert server.admin("PUT", "settings", shown) == shown
    assert server.error("GET", PATH, headers={"Authorization": "Bearer abc"})["code"] == 401


def test_reset(server: Server) -> None:
    """A reset empties everything and brings back the settings it was started with."""
    server.create("a")
    server.admin("PUT", "settings", {"trainingSeconds": 1, "caller": "a@example.com"})
    server.admin("POST", "faults", {"status": 500})
    server.admin("POST", "reset")
    assert server.ok("GET", PATH) == {}
    assert server.admin("GET", "trainings")["trainings"] == []
    assert server.admin("GET", "faults")["faults"] == []
    settings = server.admin("GET", "settings")
    assert settings["trainingSeconds"] == 3600
    assert settings["caller"] == "emulator-user@example.com"


def test_models_and_faults_that_are_not_there(server: Server) -> None:
    """The emulator's own routes say so when there is nothing to act on."""
    assert server.error("POST", "/_emulator/models/nope/fail", {})["code"] == 404
    assert server.error("DELETE", "/_emulator/faults/99")["code"] == 404


@pytest.mark.parametrize("route", ["reset", "faults", "clock", "models/a/complete", "jobs/1/fail"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
    ],
    ids=str,
)
def test_no_form_of_another_site_changes_it(
    server: Server, route: str, headers: dict[str, str]
) -> None:
    """What a browser sends to any site unasked is refused, whatever stands in it."""
    server.create("a")
    answer = requests.post(f"{server.url}/_emulator/{route}", data="{}", headers=headers)
    assert answer.status_code == 400
    assert "Content-Type: application/json" in answer.json()["error"]["message"]
    assert server.admin("GET", "faults")["faults"] == []
    assert len(server.ok("GET", PATH)["tunedModels"]) == 1


@pytest.mark.parametrize("path", [PATH, "/_emulator/trainings", "/_emulator/health"])
@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example:80", "10.0.0.1"])
def test_another_name_for_this_machine_is_refused(server: Server, path: str, host: str) -> None:
    """A site whose name leads to 127.0.0.1 reads nothing."""
    answer = requests.get(f"{server.url}{path}", headers={"Host": host})
    assert answer.status_code == 403
    assert host in answer.json()["error"]["message"]


@pytest.mark.parametrize("host", ["localhost:8085", "LOCALHOST", "[::1]:8085", "127.0.0.2"])
def test_this_machines_own_names_are_answered(server: Server, host: str) -> None:
    """Whatever name of its own machine a program uses is answered."""
    assert requests.get(f"{server.url}{PATH}", headers={"Host": host}).ok
