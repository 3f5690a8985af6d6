"""The process: restarts, many clients at once, and where it may listen."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from contract_server import ROOT, Server, body
from support.waiting import in_background, until

PATH = "/v1beta/tunedModels"
Start = Callable[..., Server]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_restart_loses_nothing(number: int, start: Start, tmp_path: Path) -> None:
    """Models, progress, permissions, trainings, settings and clock survive, also kill -9."""
    running = start("--db", str(tmp_path / "folder" / "state.db"), "--training-seconds", "3600")
    operation = running.create("young", count=20, displayName="in training")["name"]
    running.trained("old")
    eva = {"granteeType": "USER", "emailAddress": "eva@example.com", "role": "READER"}
    running.ok("POST", f"{PATH}/old/permissions", eva)
    running.admin("PUT", "settings", {"requireAuth": False, "caller": "emulator-user@example.com"})
    running.admin("POST", "clock", {"advanceSeconds": 1800})
    routes = (f"{PATH}/old", f"{PATH}/old/permissions", "/_emulator/trainings")
    before = [running.ok("GET", route) for route in (*routes, "/_emulator/settings")]
    steps = running.ok("GET", f"/v1/{operation}")["metadata"]["completedSteps"]
    assert steps > 0

    code, out, err = running.stop(number)
    if number != signal.SIGKILL:
        assert (code, out, err) == (0, "", "")
    running.start()
    assert [running.ok("GET", route) for route in (*routes, "/_emulator/settings")] == before
    assert running.ok("GET", f"/v1/{operation}")["metadata"]["completedSteps"] >= steps
    assert running.error("POST", f"{PATH}?tunedModelId=young", body())["code"] == 409
    running.admin("POST", "clock", {"advanceSeconds": 3600})
    assert running.ok("GET", f"{PATH}/young")["state"] == "ACTIVE"
    answer = {"contents": [{"parts": [{"text": "7"}]}]}
    assert running.ok("POST", f"{PATH}/young:generateContent", answer)["candidates"]


def test_options_win_over_what_is_kept(start: Start, tmp_path: Path) -> None:
    """A setting on the command line replaces the kept one; the others stay."""
    kept = ("--db", str(tmp_path / "state.db"))
    first = start(*kept, "--training-seconds", "5", "--caller", "a@example.com")
    first.stop()
    settings = start(*kept, "--training-seconds", "7").admin("GET", "settings")
    assert (settings["trainingSeconds"], settings["caller"]) == (7, "a@example.com")


def test_two_hundred_creates_at_once(server: Server) -> None:
    """Creates that come together are all accepted, each once."""

    def create(number: int) -> int:
        url = f"{server.url}{PATH}?tunedModelId=m{number}"
        return requests.post(url, json=body()).status_code

    with ThreadPoolExecutor(200) as pool:
        assert [*pool.map(create, range(200))] == [200] * 200
    made = {training["model"] for training in server.admin("GET", "trainings")["trainings"]}
    assert made == {f"tunedModels/m{number}" for number in range(200)}


def test_one_id_many_clients(server: Server) -> None:
    """Of fifty creates with one id exactly one trains; the others are 409."""

    def create(_: int) -> int:
        url = f"{server.url}{PATH}?tunedModelId=numbers"
        return requests.post(url, json=body()).status_code

    with ThreadPoolExecutor(50) as pool:
        codes = sorted(pool.map(create, range(50)))
    assert codes == [200] + [409] * 49
    assert len(server.admin("GET", "trainings")["trainings"]) == 1


def test_a_thousand_models_in_a_page(server: Server) -> None:
    """A page holds a thousand models whatever is asked for, and the next page the rest."""
    for number in range(1005):
        server.create(f"m{number}")
    first = server.ok("GET", f"{PATH}?pageSize=5000")
    assert len(first["tunedModels"]) == 1000
    token = {"pageToken": first["nextPageToken"], "pageSize": "1000"}
    assert len(server.ok("GET", PATH, params=token)["tunedModels"]) == 5


def test_connections_are_kept(server: Server) -> None:
    """Request after request goes over one connection: bodies, errors and streams included."""
    server.trained("numbers")
    ask = {"contents": [{"parts": [{"text": "1"}]}]}
    used = set()
    with requests.Session() as session:
        for method, path, given in (
            ("GET", f"{PATH}/numbers", None),
            ("POST", PATH, {"foo": 1}),
            ("GET", "/nope", {"unread": "body"}),
            ("POST", f"{PATH}/numbers:streamGenerateContent", ask),
            ("HEAD", f"{PATH}/numbers", None),
            ("GET", f"{PATH}/numbers", None),
        ):
            answer = session.request(method, server.url + path, json=given, stream=True)
            used.add(answer.raw._connection.sock.getsockname())
            assert answer.content or method == "HEAD"
    assert len(used) == 1


def test_chunked_bodies(server: Server) -> None:
    """A body without a length is read as well as one with it."""
    pieces = iter([b'{"foo"', b": 1}"])
    answer = requests.post(server.url + PATH, data=pieces)
    assert 'Unknown name "foo"' in answer.json()["error"]["message"]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """Run an emulator that is expected to end by itself."""
    command = [sys.executable, "-m", "google_tuning_emulator", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.com", "192.168.1.1"])
def test_the_loopback_only(host: str) -> None:
    """Any address but the loopback's is refused with a sentence."""
    ended = run("--port", "0", "--host", host)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "loopback interface only" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_port_in_use() -> None:
    """A taken port is one sentence that says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("--port", str(port), "--db", ":memory:")
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_none(tmp_path: Path) -> None:
    """A file that isn't a database is one sentence, and isn't touched."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, and longer than its header " * 10)
    ended = run("--port", "0", "--db", str(file))
    assert ended.returncode == 2
    assert str(file) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert file.read_text().startswith("not a database")


def test_verbose_prints_requests_without_credentials(start: Start) -> None:
    """`--verbose` prints each request, and nothing of its credential."""
    running = start("--verbose")
    running.ok("GET", f"{PATH}?key=made-up-key", headers={"X-Goog-Api-Key": "made-up-key"})
    _, _, err = running.stop()
    assert err == f"GET {PATH}?key=REDACTED 200 (auth: api-key)\n"


def test_it_stops_while_requests_are_held(start: Start) -> None:
    """A held request doesn't keep the process from ending, nor its log from being quiet."""
    running = start()
    running.admin("POST", "faults", {"path": "tunedModels", "hold": True})
    held = in_background(requests.get, running.url + PATH)
    until(lambda: running.admin("GET", "faults")["faults"][0]["waiting"] == 1, "the held request")
    assert running.stop() == (0, "", "")
    assert isinstance(held.exception(), requests.ConnectionError)
