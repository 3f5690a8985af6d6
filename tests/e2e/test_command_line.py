"""The real `google-tuning`, a real stack and the emulator: what a person at a terminal sees."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from support.emulator import Emulator
from support.processes import cut_power
from support.project import OK, Project
from support.waiting import until

COMMAND = str(Path(sys.executable).with_name("google-tuning"))
MODEL = """
tuning.TunedModel(
    {name!r},
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[[str(n), str(n + {more})] for n in range(15)],
    hyperparameters={{"epoch_count": 10, "batch_size": 4}},
    display_name="numbers",
)
"""


@pytest.fixture
def tool(project: Project) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Yield a function that starts `google-tuning` in the project's folder."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **options: Any) -> subprocess.Popen[str]:
        given = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        }
        environment = {**project.environment, **given.pop("more", {})}
        started.append(
            subprocess.Popen(
                [COMMAND, *words], cwd=project.folder, env=environment, text=True, **given
            )
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


Tool = Callable[..., "subprocess.Popen[str]"]


def said(tool: Tool, *words: str, code: int = 0, **options: Any) -> str:
    """Run it to its end; give its stdout, or its stderr where it is to fail."""
    process = tool(*words, **options)
    out, err = process.communicate()
    assert process.returncode == code, f"{words}: {process.returncode}\n{out}\n{err}"
    assert "Traceback" not in err
    return err if code else out


def declare(project: Project, name: str = "numbers", more: int = 1) -> None:
    """Write a program with one model."""
    project.program(MODEL.format(name=name, more=more))


def test_what_a_stack_has_trained(project: Project, emulator: Emulator, tool: Tool) -> None:
    """The stack's own configuration leads to its emulator: lists, an answer, no orphan."""
    declare(project)
    project.up()
    (name,) = [one["name"] for one in emulator.models()]
    shown = said(tool, "models")
    assert name in shown
    assert "ACTIVE" in shown
    listed = json.loads(said(tool, "models", "--json"))
    assert listed == emulator.models()
    assert "38/38" in said(tool, "operations", "--done")
    assert said(tool, "operations", "--failed") == "No operations found.\n"
    assert said(tool, "ask", name, "7") == "8\n"
    # By its name in the program, too; a typo is told the nearest.
    assert said(tool, "ask", "numbers", "7") == "8\n"
    assert json.loads(said(tool, "models", "numbers", "--json")) == listed
    assert f"{name}  ready: " in said(tool, "watch", "numbers")
    assert 'did you mean "numbers"?' in said(tool, "ask", "nubmers", "7", code=1)
    assert said(tool, "orphans") == "No orphans found for 1 stack.\n"
    assert said(tool, "watch", "--interval", "0.1") == "No trainings are running.\n"


def test_an_unknown_model_is_one_sentence(project: Project, tool: Tool) -> None:
    """A refusal of Google's ends with 1 and one line."""
    error = said(tool, "ask", "tunedModels/nobody", "7", code=1)
    assert error.startswith("google-tuning: Google answered")
    assert len(error.splitlines()) == 1


def test_an_emulator_that_is_down_is_one_sentence(
    project: Project, emulator: Emulator, tool: Tool
) -> None:
    """An unreachable endpoint is named, with what to check."""
    emulator.stop()
    project.config("pollSeconds", "1")
    error = said(tool, "models", code=1)
    assert f"No answer from {emulator.url}" in error
    assert len(error.splitlines()) == 1


def test_watch_follows_to_the_end(project: Project, emulator: Emulator, tool: Tool) -> None:
    """In a pipe: a line a change, and the end when the training ends."""
    emulator.settings(trainingSeconds=3600)
    project.program(MODEL.format(name="numbers", more=1).replace("\n)", "\n    wait=False,\n)"))
    project.up()
    (name,) = [one["name"] for one in emulator.models()]
    emulator.progress(name, 19)
    process = tool("watch", "--interval", "0.1")
    assert process.stdout is not None
    assert re.search(rf"Z  {name}  step 19/38 50% loss \d", process.stdout.readline())
    emulator.complete(name)
    out, _ = process.communicate()
    assert re.search(rf"{name}  ready: loss [\d.]+, \d+ s\n$", out)
    assert process.returncode == 0


def test_ctrl_c_ends_the_watching_alone(project: Project, emulator: Emulator, tool: Tool) -> None:
    """Ctrl-C ends with 130, without a traceback, and the training goes on."""
    emulator.settings(trainingSeconds=3600)
    project.program(MODEL.format(name="numbers", more=1).replace("\n)", "\n    wait=False,\n)"))
    project.up()
    process = tool("watch", "--interval", "30")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    assert [one["state"] for one in emulator.models()] == ["CREATING"]


def test_a_terminal_gets_a_live_table(project: Project, emulator: Emulator, tool: Tool) -> None:
    """On a terminal `watch` draws bars, and leaves the last picture when all is ready."""
    emulator.settings(trainingSeconds=3600)
    project.program(MODEL.format(name="numbers", more=1).replace("\n)", "\n    wait=False,\n)"))
    project.up()
    (name,) = [one["name"] for one in emulator.models()]
    emulator.progress(name, 19)
    ours, theirs = pty.openpty()
    process = tool(
        "watch", "--interval", "0.1", stdout=theirs, stderr=theirs, more={"TERM": "xterm"}
    )
    os.close(theirs)
    seen: list[bytes] = []
    half = threading.Event()

    def read() -> None:
        while True:
            try:
                seen.append(os.read(ours, 4096))
            except OSError:  # the other end is closed
                half.set()
                return
            if b"50%" in b"".join(seen):
                half.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    assert half.wait()
    emulator.complete(name)
    assert process.wait() == 0
    reader.join()
    os.close(ours)
    text = b"".join(seen).decode()
    assert "━" in text
    assert "ready" in text
    assert "\x1b[?25h" in text, "the cursor is shown again"


def test_a_forgotten_model_is_found(project: Project, emulator: Emulator, tool: Tool) -> None:
    """What a state has lost may be ours; a name and a yes delete it, and only it."""
    declare(project)
    project.up()
    (lost,) = [one["name"] for one in emulator.models()]
    urn = project.resources()[0]["urn"]
    project.run("state", "delete", "--yes", urn, expect=OK)
    declare(project, "others", more=2)
    project.up()
    names = {one["name"] for one in emulator.models()}
    (found,) = json.loads(said(tool, "orphans", "--json"))
    assert found["name"] == lost
    assert found["orphan"]["certainty"] == "may be"
    assert "None of these is certain" in said(tool, "orphans", "--delete", "--yes")
    assert {one["name"] for one in emulator.models()} == names
    assert f"deleted {lost}" in said(tool, "orphans", lost, "--delete", "--yes")
    assert {one["name"] for one in emulator.models()} == names - {lost}


def test_an_exported_state_speaks_for_its_stack(
    project: Project, emulator: Emulator, tool: Tool
) -> None:
    """`pulumi stack export` as a file: what is in it is no orphan, from any folder."""
    declare(project)
    project.up()
    exported = project.folder / "kept.json"
    exported.write_text(json.dumps(project.export()))
    there = ("--stack", str(exported), "--emulator", emulator.url)
    assert said(tool, "orphans", *there) == "No orphans found for 1 stack.\n"


def test_a_killed_replacements_leftover_is_certain(
    project: Project, emulator: Emulator, tool: Tool
) -> None:
    """`up --replace`, killed while the new model trains: the state's own identity proves it."""
    declare(project)
    project.up()
    (kept,) = [one["name"] for one in emulator.models()]
    urn = project.resources()[0]["urn"]
    emulator.settings(trainingSeconds=3600)
    run = project.start("up", "--yes", "--skip-preview", "--replace", urn, forked=True)
    until(lambda: len(emulator.models()) == 2, "two models")
    cut_power(run.pid)
    run.communicate()
    (leftover,) = [one["name"] for one in emulator.models() if one["name"] != kept]
    project.run("cancel", "--yes", expect=OK)

    def listed() -> dict[str, Any]:
        (one,) = json.loads(said(tool, "orphans", "--json"))
        assert one["name"] == leftover
        return dict(one["orphan"])

    assert listed()["certainty"] == "certain"
    assert listed()["resource"] == "numbers"
    assert listed()["keepReason"] is not None, "it trains, and a run may wait for it"
    emulator.complete(leftover)
    said(tool, "orphans", "--delete", "--yes")
    assert kept in {one["name"] for one in emulator.models()}


@pytest.fixture
def job(emulator: Emulator) -> str:
    """Return the name of a tuning job with our label, which counts; the training has ended."""
    row = {
        "contents": [
            {"role": "user", "parts": [{"text": "seven"}]},
            {"role": "model", "parts": [{"text": "eight"}]},
        ]
    }
    requests.post(
        f"{emulator.url}/upload/storage/v1/b/data/o",
        params={"uploadType": "media", "name": "train.jsonl"},
        data="\n".join([json.dumps(row)] * 20),
    ).raise_for_status()
    made = emulator.api(
        "POST",
        "/v1/projects/my-project/locations/us-central1/tuningJobs",
        {
            "baseModel": "gemini-3.5-flash",
            "supervisedTuningSpec": {"trainingDatasetUri": "gs://data/train.jsonl"},
            "tunedModelDisplayName": "chat",
            "labels": {"pulumi-google-tuning": "chat-0123456789abcdef0123"},
        },
    )
    emulator.finish()
    return str(made["name"])


def test_the_jobs_of_vertex_ai(emulator: Emulator, job: str, tool: Tool) -> None:
    """A job is listed, its endpoint answers, and by name its leftovers are deleted."""
    where = ("--emulator", emulator.url, "--project", "my-project")
    (listed,) = json.loads(said(tool, "jobs", "--state", "SUCCEEDED", "--json", *where))
    assert listed["name"] == job
    endpoint = listed["tunedModel"]["endpoint"]
    assert endpoint in said(tool, "jobs", *where)
    assert said(tool, "watch", "--api", "vertex", *where) == "No trainings are running.\n"
    assert said(tool, "ask", endpoint, "seven", *where) == "eight\n"
    words = ("orphans", "--stack", "test", "--no-stack", *where)
    assert "created by this provider for an unknown stack" in said(tool, *words)
    assert f"deleted {job}" in said(tool, "orphans", job, *words[1:], "--delete", "--yes")
    assert said(tool, *words) == "No orphans found for 1 stack.\n"
    models = emulator.api("GET", "/v1/projects/my-project/locations/us-central1/models")
    assert models.get("models", []) == []


def test_doctor(project: Project, emulator: Emulator, tool: Tool) -> None:
    """On the emulator nothing fails; when it is down, the APIs do."""
    shown = said(tool, "doctor")
    assert re.search(r"^ok +pulumi command +3\.", shown, re.MULTILINE)
    assert re.search(r"^ok +Gemini API +answers$", shown, re.MULTILINE)
    assert not re.search(r"^fail", shown, re.MULTILINE)
    account = "tuner@my-project.iam.gserviceaccount.com"
    agent = "service-123456789012@gcp-sa-vertex-tune.iam.gserviceaccount.com"
    emulator.settings(
        iamPolicies={
            "project": {"roles/aiplatform.tuningServiceAgent": [f"serviceAccount:{account}"]},
            account: {"roles/iam.serviceAccountTokenCreator": [f"serviceAccount:{agent}"]},
        },
    )
    options = ("--bucket", "my-data", "--service-account", account, "--project", "my-project")
    shown = said(tool, "doctor", *options)
    assert re.search(r"^ok +bucket my-data +exists in US$", shown, re.MULTILINE)
    assert re.search(r"^ok +objects of bucket my-data +you may read", shown, re.MULTILINE)
    assert len(re.findall(r"^ok +roles/.* is granted$", shown, re.MULTILINE)) == 2


def test_count_tokens(project: Project, tool: Tool) -> None:
    """A file's rows are sent to be counted where the base model is served, and priced an epoch."""
    turns = [{"role": "user", "content": "8 chars."}, {"role": "model", "content": "8 chars."}]
    (project.folder / "rows.jsonl").write_text(json.dumps({"messages": turns}) + "\n")
    words = ("validate", "rows.jsonl", "--count-tokens", "--base-model", "gemini-3.5-flash")
    shown = said(tool, *words, "--project", "my-project")
    assert "4 for gemini-3.5-flash, counted by Google: under 0.01 USD per epoch" in shown


def test_secrets_stay_secret(project: Project, emulator: Emulator, tool: Tool) -> None:
    """An encrypted token of the stack is used, and stands in no output."""
    token = "ya29.nobody-may-see-this-one"
    project.run("config", "set", "--secret", "google-tuning:accessToken", token, expect=OK)
    project.run("config", "rm", "google-tuning:emulator", expect=OK)
    for api in ("gemini", "vertex", "storage"):
        project.config(f"{api}Endpoint", emulator.url)
    emulator.settings(requireAuth=True)
    assert said(tool, "models") == "No tuned models found.\n"
    assert emulator.requests()[-1]["auth"] == "bearer"
    shown = said(tool, "doctor", "--json", "--project", "my-project")
    assert token not in shown
    emulator.settings(rejectedTokens=[token])
    error = said(tool, "models", code=1)
    assert "401" in error
    assert token not in error


def test_validate_needs_no_project(tmp_path: Path) -> None:
    """Data is checked anywhere, with no stack, no login and no network; the exit code tells."""
    (tmp_path / "train.jsonl").write_text('{"text_input": "1", "output": "2"}\n{"x"\n')
    done = subprocess.run(
        [COMMAND, "validate", "train.jsonl"],
        cwd=tmp_path,
        env={"PATH": "", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "train.jsonl:2" in done.stdout
    assert "Traceback" not in done.stderr
