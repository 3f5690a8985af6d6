"""Names of resources on the command line: found in the selected stack, and turned into Google's."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from support import report_state as state
from support.cli_world import NOWHERE, Google, run
from typer.testing import CliRunner

from pulumi_google_tuning.cli.app import app
from pulumi_google_tuning.cli.shared.completion import complete_row, complete_stack

PLACE = state.PLACE
JOB = f"{PLACE}/tuningJobs/1"
ENDPOINT = f"{PLACE}/endpoints/9"
ANSWER = {"candidates": [{"content": {"parts": [{"text": "positive"}]}}]}
NUMBERS = "tunedModels/numbers-3f9c1ab2"
Pulumi = Callable[[str], Path]


@pytest.fixture
def stack(pulumi: Pulumi, tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes the folder of a project whose selected stack has resources."""

    def make(*resources: Mapping[str, Any]) -> Path:
        (tmp_path / "work" / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
        config = {
            "google-tuning:emulator": {"value": NOWHERE, "secret": False},
            "google-tuning:project": {"value": "p", "secret": False},
        }
        exported = json.dumps(state.state(*map(dict, resources)))
        return pulumi(
            f'case "$1" in config) echo {shlex.quote(json.dumps(config))};; '
            f"stack) echo {shlex.quote(exported)};; esac"
        )

    return make


Stack = Callable[..., Path]


def test_ask_takes_a_jobs_name(google: Google, stack: Stack) -> None:
    """The endpoint that the job made answers, by its name in the program, or with its section."""
    stack(state.job("sentiment"), state.model("numbers"))
    google.routes[f"POST /v1/{ENDPOINT}:generateContent"] = ANSWER
    for name in ("sentiment", "tuningJobs.sentiment"):
        assert run("ask", name, "I love it").stdout == "positive\n"


def test_ask_takes_a_models_name(google: Google, stack: Stack) -> None:
    """A tuned model answers by its name in the program, in the API version of the resource."""
    stack(state.model("numbers", apiVersion="v1beta3"))
    google.routes[f"POST /v1beta3/{NUMBERS}:generateText"] = {"candidates": [{"output": "8"}]}
    assert run("ask", "numbers", "7").stdout == "8\n"


def test_googles_names_read_no_state(google: Google, stack: Stack) -> None:
    """Where the name can only be Google's, no state is exported for it."""
    log = stack(state.model("numbers"))
    google.routes["POST /v1beta/tunedModels/x:generateContent"] = ANSWER
    assert run("ask", "tunedModels/x", "7").stdout == "positive\n"
    assert "export" not in log.read_text()


def test_a_base_model_still_answers(google: Google, stack: Stack) -> None:
    """An id alone of a base model is that one's, unless a resource has this name, too."""
    stack(state.model("numbers"))
    google.routes["POST /v1beta/models/gemini-9-flash:generateContent"] = ANSWER
    assert run("ask", "gemini-9-flash", "7").stdout == "positive\n"


def test_two_meanings_are_an_error(google: Google, stack: Stack) -> None:
    """Two resources of a name, or a resource and a base model: both are listed, nothing is sent."""
    stack(state.model("numbers"), state.job("numbers"), state.model("gemini-3.5-flash"))
    two = run("ask", "numbers", "7")
    assert two.exit_code == 1
    assert f"tunedModels.numbers ({NUMBERS})" in two.stderr
    assert f"tuningJobs.numbers ({JOB})" in two.stderr
    base = run("ask", "gemini-3.5-flash", "7")
    assert "models/gemini-3.5-flash" in base.stderr
    assert "tunedModels.gemini-3.5-flash" in base.stderr
    assert google.sent == []


@pytest.mark.parametrize(
    "words", [("ask", "sentimnet", "q"), ("jobs", "sentimnet"), ("watch", "sentimnet")]
)
def test_a_name_of_no_row_says_the_nearest(
    google: Google, stack: Stack, words: tuple[str, ...]
) -> None:
    """A typo is told with what was probably meant, before anything is asked of Google."""
    stack(state.job("sentiment"))
    found = run(*words)
    assert found.exit_code == 1
    assert 'no resource "sentimnet"; did you mean "sentiment"?' in found.stderr
    assert google.sent == []


def test_what_is_left_to_delete_is_not_meant(google: Google, stack: Stack) -> None:
    """Of a replacement in two halves the new model answers."""
    old = state.model("numbers", name="tunedModels/numbers-old")
    stack({**old, "delete": True}, state.model("numbers"))
    google.routes[f"POST /v1beta/{NUMBERS}:generateContent"] = ANSWER
    assert run("ask", "numbers", "7").stdout == "positive\n"


def test_a_job_that_still_trains(google: Google, stack: Stack) -> None:
    """Without an endpoint in the state Google is asked, and where it has none it is said."""
    stack(state.job("sentiment", tunedModel=None, state="JOB_STATE_RUNNING"))
    running = {"name": JOB, "state": "JOB_STATE_RUNNING"}
    google.routes[f"GET /v1/{JOB}"] = running
    early = run("ask", "sentiment", "q")
    assert early.exit_code == 1
    assert "`google-tuning watch sentiment`" in early.stderr
    made = {"model": f"{PLACE}/models/7@1", "endpoint": ENDPOINT}
    google.routes[f"GET /v1/{JOB}"] = {
        **running,
        "state": "JOB_STATE_SUCCEEDED",
        "tunedModel": made,
    }
    google.routes[f"POST /v1/{ENDPOINT}:generateContent"] = ANSWER
    assert run("ask", "sentiment", "q").stdout == "positive\n"


def test_lists_of_named_ones(google: Google, stack: Stack) -> None:
    """`models`, `jobs` and `operations` show those alone, and tell which command shows others."""
    stack(state.job("sentiment"), state.model("numbers"))
    google.routes[f"GET /v1beta/{NUMBERS}"] = {"name": NUMBERS, "state": "ACTIVE"}
    google.routes[f"GET /v1/{JOB}"] = {"name": JOB, "state": "JOB_STATE_RUNNING"}
    operation = {"name": f"{NUMBERS}/operations/o", "done": True}
    google.routes[f"GET /v1/{NUMBERS}/operations"] = {"operations": [operation]}
    for name in ("numbers", "numbers-3f9c1ab2", NUMBERS):
        assert NUMBERS in run("models", name).stdout
        assert "DONE" in run("operations", name).stdout
    assert f"{JOB}  RUNNING" in run("jobs", "sentiment").stdout
    other = run("models", "sentiment")
    assert "tuningJobs.sentiment is a TuningJob: `google-tuning jobs sentiment`" in other.stderr
    assert run("models", "numbers", "--filter", "x").exit_code == 2


def test_watch_follows_named_ones(google: Google, stack: Stack) -> None:
    """Named trainings alone are followed, each with its end, one that had ended before as well."""
    stack(state.job("sentiment"), state.model("numbers"))
    job = {"name": "projects/p/locations/us-central1/tuningJobs/1", "state": "JOB_STATE_FAILED"}
    other = {"name": f"{JOB[:-1]}2", "state": "JOB_STATE_RUNNING"}
    google.routes["GET /v1beta1/projects/p/locations/us-central1/tuningJobs"] = {
        "tuningJobs": [job, other]
    }
    google.routes[f"GET /v1beta1/{job['name']}"] = job
    found = run("watch", "sentiment")
    assert found.exit_code == 1
    assert [line.split("  ")[1] for line in found.stdout.splitlines()] == [JOB]
    assert not any("tunedModels" in sent for sent in google.sent)
    gone = run("watch", f"{JOB[:-1]}3")
    assert f"{JOB[:-1]}3 isn't there" in gone.stderr


def test_without_a_stack_a_bare_id_is_googles(google: Google) -> None:
    """With --emulator no stack is read: an id is a tuned model's, and a job's name is refused."""
    google.routes["GET /v1beta/tunedModels/x"] = {"name": "tunedModels/x", "state": "ACTIVE"}
    there = ("--emulator", NOWHERE)
    assert "tunedModels/x" in run("models", "x", *there).stdout
    assert "no stack is in use" in run("jobs", "x", "--project", "p", *there).stderr


def test_a_shell_completes_names_from_the_files(tmp_path: Path) -> None:
    """Rows and stacks are read from the stacks' files alone: no pulumi is on PATH here."""
    work = tmp_path / "work"
    assert (complete_row(""), complete_stack("")) == ([], [])
    (work / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    (work / "Pulumi.dev.yaml").write_text(
        "config:\n  google-tuning:resources:\n"
        "    datasets: {train: {}}\n"
        "    tuningJobs: {sentiment: {}, summary: {}}\n"
        "    tunedModels: {numbers: {}}\n"
    )
    (work / "Pulumi.prod.yaml").write_text("config: [broken\n")
    assert complete_row("") == ["numbers", "sentiment", "summary"]
    assert complete_row("se") == ["sentiment"]
    assert complete_stack("") == ["dev", "prod"]
    assert run_completion("google-tuning ask s") == ["sentiment", "summary"]


def test_a_shell_completes_commands_and_options() -> None:
    """Commands are completed by their names, and then a command's own options."""
    assert run_completion("google-tuning o") == ["operations", "orphans"]
    assert run_completion("google-tuning report --o") == ["--output", "--offline"]


def run_completion(line: str) -> list[str]:
    """Ask as a shell does."""
    environment = {
        "_GOOGLE_TUNING_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    done = CliRunner().invoke(app, [], prog_name="google-tuning", env=environment)
    return str(done.stdout).split()
