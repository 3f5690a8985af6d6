"""`models`, `operations`, `jobs` and `ask`: what is asked of Google, and what is shown."""

from __future__ import annotations

import json

import pytest
from support.cli_world import EMULATOR, Google, refused, run

MODELS = "GET /v1beta/tunedModels"
JOBS = "GET /v1/projects/p/locations/us-central1/tuningJobs"
READY = {
    "name": "tunedModels/numbers-3f9c1ab2",
    "state": "ACTIVE",
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "displayName": "numbers",
    "createTime": "2026-11-21T07:10:54.538337Z",
    "tuningTask": {"snapshots": [{"step": 1, "meanLoss": 2.0}, {"step": 38, "meanLoss": 0.12345}]},
}
YOUNG = {
    "name": "tunedModels/young-1",
    "state": "CREATING",
    "tunedModelSource": {"tunedModel": READY["name"], "baseModel": "models/x"},
}
JOB = {
    "name": "projects/1/locations/us-central1/tuningJobs/7",
    "state": "JOB_STATE_SUCCEEDED",
    "baseModel": "gemini-3.5-flash",
    "createTime": "2026-11-21T07:10:54Z",
    "endTime": "2026-11-21T08:10:54Z",
    "tunedModelDisplayName": "chat",
    "tunedModel": {"endpoint": "projects/1/locations/us-central1/endpoints/9"},
}
RUNNING = {**JOB, "name": JOB["name"][:-1] + "8", "state": "JOB_STATE_RUNNING"}


def cells(text: str) -> list[list[str]]:
    """Split aligned text into its cells."""
    return [[cell for cell in line.split("  ") if cell.strip()] for line in text.splitlines()]


def test_models(google: Google) -> None:
    """One line a model: its last step and loss, and what it was tuned from."""
    google.routes[MODELS] = {"tunedModels": [READY, YOUNG]}
    _, ready, young = cells(run("models", *EMULATOR).stdout)
    assert [one.strip() for one in ready] == [
        "tunedModels/numbers-3f9c1ab2",
        "ACTIVE",
        "38",
        "0.1235",
        "models/gemini-1.5-flash-001-tuning",
        "2026-11-21 07:10",
        "numbers",
    ]
    assert young[1].strip() == "CREATING"
    assert young[4].strip() == READY["name"]


def test_models_are_filtered_here_and_there(google: Google) -> None:
    """--state picks from the list; --filter is Google's to understand."""
    google.routes[MODELS] = {"tunedModels": [READY, YOUNG]}
    found = run("models", "--state", "creating", "--filter", "owner:me", "--json", *EMULATOR)
    assert [one["name"] for one in json.loads(found.stdout)] == ["tunedModels/young-1"]
    assert "filter=owner%3Ame" in google.queries[0]


def test_palm_models(google: Google) -> None:
    """--api-version v1beta3 lists there."""
    google.routes["GET /v1beta3/tunedModels"] = {"tunedModels": [READY]}
    assert "numbers" in run("models", "--api-version", "v1beta3", *EMULATOR).stdout


def operation(model: str, **more: object) -> dict[str, object]:
    """Make an operation of a model."""
    metadata = {"tunedModel": model, "totalSteps": 38, "completedSteps": 19, "completedPercent": 50}
    return {"name": f"{model}/operations/o", "metadata": metadata, **more}


@pytest.fixture
def trainings(google: Google) -> Google:
    """Return four models: one trains, one is ready, one has failed, one may not be read."""
    names = [f"tunedModels/{name}" for name in ("runs", "ready", "failed", "shared")]
    google.routes[MODELS] = {"tunedModels": [{"name": name} for name in names]}
    said = (
        operation(names[0]),
        operation(names[1], done=True, response={}),
        operation(names[2], done=True, error={"code": 13, "message": "No."}),
    )
    for name, one in zip(names, said, strict=False):
        google.routes[f"GET /v1/{name}/operations"] = {"operations": [one]}
    google.routes[f"GET /v1/{names[3]}/operations"] = refused(403, "PERMISSION_DENIED", "Not yours")
    return google


def test_operations(trainings: Google) -> None:
    """Each model's operation, how far it is, and why it failed; one that is refused is noted."""
    result = run("operations", *EMULATOR)
    assert result.exit_code == 0
    _, runs, ready, failed = cells(result.stdout)
    assert [one.strip() for one in runs[:4]] == [
        "tunedModels/runs/operations/o",
        "RUNNING",
        "19/38",
        "50%",
    ]
    assert ready[1].strip() == "DONE"
    assert failed[-1].strip() == "No. (code 13)"
    assert "could not read the operations of tunedModels/shared" in result.stderr


@pytest.mark.parametrize(
    ("option", "names"), [("--running", ["runs"]), ("--done", ["ready"]), ("--failed", ["failed"])]
)
def test_operations_are_filtered(trainings: Google, option: str, names: list[str]) -> None:
    """A filter leaves those alone; --json gives Google's own form."""
    found = json.loads(run("operations", option, "--json", *EMULATOR).stdout)
    assert [one["name"].split("/")[1] for one in found] == names


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["rows", "json"])
def test_an_operations_error_is_cleaned(google: Google, options: tuple[str, ...]) -> None:
    """A token or a training row in an operation's error is printed in no form of the list."""
    message = 'ya29.a0Ae4lvC1-not-a-real-one\x1b[2J JSON: {"textInput": "a secret question"}'
    failed = {"name": "tunedModels/m/operations/o", "done": True, "error": {"message": message}}
    google.routes["GET /v1/tunedModels/m/operations"] = {"operations": [failed]}
    said = run("operations", "m", *options, *EMULATOR).stdout
    assert "[secret]" in said
    assert "JSON: {…}" in said
    assert "ya29" not in said
    assert "question" not in said
    assert "\x1b" not in said


def test_operations_of_named_models(trainings: Google) -> None:
    """Named models alone are asked about; one that isn't there is an error."""
    found = run("operations", "runs", "tunedModels/failed", *EMULATOR)
    assert found.stdout.count("operations/o") == 2
    assert MODELS not in trainings.sent
    gone = run("operations", "nobody", *EMULATOR)
    assert gone.exit_code == 1
    assert "404" in gone.stderr


def test_jobs(google: Google) -> None:
    """One line a job, with its endpoint to ask; --state takes Google's name or the short one."""
    google.routes[JOBS] = {"tuningJobs": [JOB, RUNNING]}
    shown = run("jobs", "--project", "p", *EMULATOR).stdout
    assert "SUCCEEDED  gemini-3.5-flash" in shown
    assert JOB["tunedModel"]["endpoint"] in shown  # type: ignore[index]
    for state in ("running", "JOB_STATE_RUNNING"):
        found = run("jobs", "--project", "p", "--state", state, "--json", *EMULATOR)
        assert json.loads(found.stdout) == [RUNNING]


def test_jobs_need_a_project(google: Google) -> None:
    """Without a project there is nowhere to look, and nothing is sent."""
    result = run("jobs", *EMULATOR)
    assert result.exit_code == 1
    assert "google-tuning:project" in result.stderr
    assert google.sent == []


def test_ask_a_tuned_model(google: Google) -> None:
    """The answer's text alone is printed; what a model thought before is left out."""
    parts = [{"text": "hm", "thought": True}, {"text": "eight"}]
    answer = {"candidates": [{"content": {"parts": parts}}]}
    google.routes["POST /v1beta/tunedModels/x:generateContent"] = answer
    result = run("ask", "tunedModels/x", "seven", "--temperature", "0", *EMULATOR)
    assert result.stdout == "eight\n"
    assert google.bodies == [
        {
            "contents": [{"role": "user", "parts": [{"text": "seven"}]}],
            "generationConfig": {"temperature": 0.0},
        }
    ]
    assert json.loads(run("ask", "tunedModels/x", "seven", "--json", *EMULATOR).stdout) == answer


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("gemini-3.5-flash",), "/v1beta/models/gemini-3.5-flash:generateContent"),
        (
            ("projects/p/locations/l-x1/endpoints/9",),
            "/v1/projects/p/locations/l-x1/endpoints/9:generateContent",
        ),
        (("tunedModels/x", "--api-version", "v1beta3"), "/v1beta3/tunedModels/x:generateText"),
    ],
)
def test_ask_goes_where_the_model_is(google: Google, words: tuple[str, ...], path: str) -> None:
    """A base model, an endpoint of Vertex AI, a PaLM model: each by its own route."""
    google.routes[f"POST {path}"] = {"candidates": [{"output": "a"}]}
    assert run("ask", *words, "q", *EMULATOR).stdout == "a\n"


def test_ask_reads_standard_input(google: Google) -> None:
    """The prompt - is what is piped in."""
    google.routes["POST /v1beta/models/m:generateContent"] = {"candidates": [{"output": "a"}]}
    assert run("ask", "m", "-", *EMULATOR, given="from a pipe").exit_code == 0
    assert google.bodies[0]["contents"][0]["parts"] == [{"text": "from a pipe"}]


def test_ask_says_why_there_is_no_answer(google: Google) -> None:
    """A blocked or cut answer ends with 1 and Google's reason; a model's name with what to use."""
    google.routes["POST /v1beta/models/m:generateContent"] = {
        "candidates": [{"finishReason": "SAFETY"}]
    }
    blocked = run("ask", "m", "q", *EMULATOR)
    assert (blocked.exit_code, blocked.stdout) == (1, "")
    assert "no text (SAFETY)" in blocked.stderr
    model = run("ask", "projects/p/locations/l/models/7", "q", *EMULATOR)
    assert "at its endpoint" in model.stderr
    assert run("ask", "m", " ", *EMULATOR).exit_code == 1
