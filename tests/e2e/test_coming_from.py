"""docs/coming-from.md: both sides of the page run, train the same, and print what stands there."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from support.emulator import ROOT, Emulator
from support.project import Project

PAGE = (ROOT / "docs" / "coming-from.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"^<!-- ([a-z ]+): ([a-z -]+) -->\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
BLOCKS = {(kind, name): text for kind, name, text in _BLOCK.findall(PAGE)}
VERTEX = ["google-genai", "vertexai"]

# What a user's machine has (credentials, Google's own hosts) is set up around the block, not in it.
# Waits are as many as they are written, but short.
AROUND = """
import functools, os, runpy, sys, time, warnings
warnings.simplefilter("ignore")
import google.auth
from google.auth.credentials import AnonymousCredentials
from google.oauth2.credentials import Credentials

url, sleep = os.environ["EMULATOR"], time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.1))
google.auth.default = lambda *args, **named: (Credentials("token"), "my-project")
{sdk}
runpy.run_path("theirs.py", run_name="__main__")
"""
SDKS = {
    "google-generativeai": """
import google.generativeai
google.generativeai.configure(
    transport="rest", credentials=AnonymousCredentials(), client_options={"api_endpoint": url}
)
""",
    "google-genai": "",  # GOOGLE_VERTEX_BASE_URL is its own variable
    "vertexai": """
import vertexai
vertexai.init = functools.partial(
    vertexai.init, api_endpoint=url, api_transport="rest", credentials=Credentials("token")
)
""",
}


def theirs(name: str, folder: Path, emulator: Emulator) -> str:
    """Run the block of an SDK in a process of its own; give what it printed."""
    (folder / "theirs.py").write_text(BLOCKS["theirs", name])
    (folder / "around.py").write_text(AROUND.format(sdk=SDKS[name]))
    done = subprocess.run(
        [sys.executable, "around.py"],
        cwd=folder,
        env={
            **os.environ,
            "EMULATOR": emulator.url,
            "GOOGLE_VERTEX_BASE_URL": emulator.url,
            "STORAGE_EMULATOR_HOST": emulator.url,
            "NO_PROXY": "127.0.0.1,localhost",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ours(project: Project, kind: str, name: str) -> str:
    """Run a block as the project's program; give the output of `pulumi up`."""
    (project.folder / "__main__.py").write_text(BLOCKS[kind, name])
    return project.up().text


def shape(text: str) -> str:
    """Return a text with what Google or the stack chooses taken out: ids and hashes."""
    text = re.sub(r"\d{12,}", "NUMBER", text)
    return re.sub(r"number-generator-[0-9a-f]{8}", "number-generator-HASH", text).strip()


def outputs_of(text: str) -> str:
    """Return the part of an `up` that shows the outputs."""
    return text[text.index("Outputs:") : text.index("Resources:")]


@pytest.fixture
def numbers(project: Project) -> Project:
    """Return a project with the tutorial's examples as `train.csv`."""
    rows = (ROOT / "examples" / "number-generator" / "train.jsonl").read_text().splitlines()
    with (project.folder / "train.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["text_input", "output"], lineterminator="\n")
        table.writeheader()
        table.writerows(json.loads(row) for row in rows)
    return project


@pytest.fixture
def reviews(project: Project) -> Project:
    """Return a project with the reviews of examples/sentiment-vertex as `train.jsonl`."""
    rows = (ROOT / "examples" / "sentiment-vertex" / "train.jsonl").read_bytes()
    (project.folder / "train.jsonl").write_bytes(rows)
    project.config("project", "my-project")
    return project


def content(emulator: Emulator, uri: str) -> bytes:
    """Read an object of the emulated bucket."""
    bucket, _, name = uri.removeprefix("gs://").partition("/")
    where = f"/storage/v1/b/{bucket}/o/{requests.utils.quote(name, safe='')}"
    answer = requests.get(f"{emulator.url}{where}", params={"alt": "media"})
    assert answer.ok, answer.text
    return answer.content


def accepted(emulator: Emulator) -> list[dict[str, Any]]:
    """Return what each create of a tuned model asked for, in one form of numbers."""
    bodies = [
        r["body"] for r in emulator.requests("POST", "/tunedModels") if "baseModel" in r["body"]
    ]
    return [
        {
            "baseModel": body["baseModel"],
            "displayName": body["displayName"],
            "rows": body["tuningTask"]["trainingData"]["examples"]["examples"],
            "hyperparameters": {
                name: pytest.approx(float(value))
                for name, value in body["tuningTask"]["hyperparameters"].items()
            },
        }
        for body in bodies
    ]


def test_google_generativeai(numbers: Project, emulator: Emulator) -> None:
    """create_tuned_model and TunedModel: the same request, steps and answer, as printed."""
    name = "google-generativeai"
    printed = theirs(name, numbers.folder, emulator)
    assert shape(printed) == shape(BLOCKS["prints", name])
    said = outputs_of(ours(numbers, "ours", name))
    assert shape(said) == shape(BLOCKS["outputs", name])

    first, second = accepted(emulator)
    assert first == second
    assert len(first["rows"]) == 15
    steps = [len(model["tuningTask"]["snapshots"]) for model in emulator.models()]
    assert steps == [19, 19]
    assert f"after {numbers.outputs()['steps']} steps" in printed
    assert printed.splitlines()[-1] == numbers.outputs()["answer"] == "eight"


@pytest.mark.parametrize(
    "name", [VERTEX[0], *(pytest.param(one, marks=pytest.mark.thorough) for one in VERTEX[1:])]
)
def test_vertex(name: str, reviews: Project, emulator: Emulator) -> None:
    """tune, sft.train and TuningJob: the same data, steps, adapter and answer, as printed."""
    printed = theirs(name, reviews.folder, emulator)
    assert shape(printed) == shape(BLOCKS["prints", name])
    said = outputs_of(ours(reviews, "ours", "vertex"))
    assert shape(said) == shape(BLOCKS["outputs", "vertex"])

    first, second = emulator.jobs()
    same = ("baseModel", "displayName", "totalSteps")
    assert [first[key] for key in same] == [second[key] for key in same]
    assert first["totalSteps"] == 94
    data = [content(emulator, job["trainingDatasetUri"]) for job in (first, second)]
    assert data[0] == data[1] == (reviews.folder / "train.jsonl").read_bytes()
    specs = [
        emulator.api("GET", f"/v1/{job['job']}")["supervisedTuningSpec"]["hyperParameters"]
        for job in (first, second)
    ]
    asked = {"epochCount": "3", "adapterSize": "ADAPTER_SIZE_FOUR"}
    assert specs[0] == specs[1]
    assert asked.items() <= specs[0].items()
    assert printed.splitlines()[-1] == reviews.outputs()["answer"] == "negative"


def test_a_model_is_taken_over(numbers: Project, emulator: Emulator) -> None:
    """The SDK's model becomes the stack's without another training; without adopt it stops."""
    theirs("google-generativeai", numbers.folder, emulator)
    block = BLOCKS["takes over", "tuned model"]
    (numbers.folder / "__main__.py").write_text(block.replace("    adopt=True,\n", ""))
    assert "already exists" in numbers.up(expect=None).text
    said = ours(numbers, "takes over", "tuned model")
    for line in BLOCKS["says", "tuned model"].splitlines():
        assert line.strip() in said
    assert len(emulator.trainings()) == 1
    assert numbers.outputs() == {"model": "tunedModels/number-generator"}
    numbers.preview("--refresh", "--expect-no-changes")
    numbers.destroy()
    assert emulator.models() == [], "the page says that a destroy deletes it from then on"


def test_a_job_is_read_and_left_alone(reviews: Project, emulator: Emulator) -> None:
    """The SDK's job is read and its endpoint asked; a destroy leaves all of it there."""
    theirs("google-genai", reviews.folder, emulator)
    (job,) = emulator.jobs()
    reviews.run("config", "set", "job", job["job"], expect=(0,))
    said = outputs_of(ours(reviews, "reads", "tuning job"))
    assert shape(said) == shape(BLOCKS["outputs", "tuning job"])
    before = emulator.vertex()
    reviews.destroy()
    assert emulator.vertex() == before
    assert before["counts"]["models"] == 1


def test_every_block_of_the_page_is_run() -> None:
    """No Python block stands on the page that these tests don't run."""
    run = {"theirs", "ours", "takes over", "reads"}
    programs = [text for (kind, _), text in BLOCKS.items() if kind in run]
    assert len(programs) == PAGE.count("```python\n") == 7
